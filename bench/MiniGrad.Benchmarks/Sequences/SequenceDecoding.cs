using System.Diagnostics;
using MiniGrad.Decoding;

namespace MiniGrad.Benchmarks.Sequences;

/// <summary>Beam search by an encoder and a decoder with attention, of random weights; results have a fixed number of tokens.</summary>
internal sealed class SequenceDecoding
{
    private const int Chunk = 100, Start = 1;
    private readonly SequenceNetwork network = new(SequenceSizes.Dates, attends: true);
    private readonly IndexTensor[] chunks;

    public SequenceDecoding(int sources)
    {
        XoshiroRandom random = new(3);
        chunks = [.. Enumerable.Range(0, sources).Chunk(Chunk).Select(chunk => IndexTensor.Create(
            [.. Enumerable.Range(0, chunk.Length * SequenceSizes.Dates.Source).Select(_ => random.Next(SequenceSizes.Dates.Vocabulary))],
            [chunk.Length, SequenceSizes.Dates.Source]))];
    }

    /// <summary>The seconds for all sources.</summary>
    public double Run(int beam)
    {
        BeamSearch search = new(beam) { MaxLength = SequenceSizes.Dates.Target };
        long start = Stopwatch.GetTimestamp();
        foreach (IndexTensor chunk in chunks)
        {
            using GraphRegion region = Inference.Begin();
            search.RunBatch(Start, network.Begin(chunk), network.Step);
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
