using MiniGrad.Data;

namespace MiniGrad.Tests.Data.Streams;

/// <summary>Samples in memory as parts of a source, in batches of various sizes.</summary>
internal sealed class PartsOfDataset(Dataset<float> data, int[] parts, bool knowsCounts = true) : SampleSource<float>
{
    private readonly int[] starts = [.. parts.Select((_, i) => parts.Take(i).Sum())];

    public int Readings { get; private set; }

    public override int PartCount => parts.Length;

    public override long? CountOf(int part) => knowsCounts ? parts[part] : null;

    public override IEnumerable<Batch<float>> Read(int part)
    {
        Readings++;
        for (int done = 0, size = 1; done < parts[part]; done += size, size = 1 + ((size + part) % 5))
        {
            size = Math.Min(size, parts[part] - done);
            yield return data.Select([.. Enumerable.Range(starts[part] + done, size)]);
        }
    }
}
