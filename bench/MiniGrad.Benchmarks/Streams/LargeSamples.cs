using MiniGrad.Data;

namespace MiniGrad.Benchmarks.Streams;

/// <summary>Samples in many files, which together may be larger than memory: of each class a cloud around a point of its own.</summary>
internal static class LargeSamples
{
    public const int Features = 256, Classes = 10, RowsOfFile = 65_536;

    /// <summary>The bytes of the inputs of a file.</summary>
    public const long BytesOfFile = (long)RowsOfFile * Features * sizeof(float);

    /// <summary>Makes the files that are not there yet.</summary>
    public static void Write(string folder, int files)
    {
        Directory.CreateDirectory(folder);
        float[] centres = Draw(new XoshiroRandom(0), Classes * Features);
        for (int file = 0; file < files; file++)
        {
            if (File.Exists(Labels(folder, file))) continue;
            XoshiroRandom random = new(1, (ulong)file);
            int[] labels = new int[RowsOfFile];
            for (int row = 0; row < labels.Length; row++) labels[row] = random.Next(Classes);
            float[] values = Draw(random, RowsOfFile * Features);
            for (int i = 0; i < values.Length; i++) values[i] = (3 * values[i]) +
                centres[(labels[i / Features] * Features) + (i % Features)];
            NpyFile.Write(Inputs(folder, file), values, [RowsOfFile, Features]);
            NpyFile.Write(Labels(folder, file), labels);
        }
    }

    /// <summary>The samples of the first files, streamed.</summary>
    public static StreamedDataset<float> Stream(string folder, int files, int shuffleBuffer) => Dataset.Stream(
        SampleSource.Concatenate(
            [.. Enumerable.Range(0, files).Select(file => NpyFile.Samples<float>(Inputs(folder, file), Labels(folder, file)))]),
        shuffleBuffer);

    /// <summary>The samples of the first file, in memory.</summary>
    public static Dataset<float> Read(string folder) => new(
        NpyFile.ReadTensor<float>(Inputs(folder, 0)), NpyFile.ReadIndices(Labels(folder, 0)));

    private static string Inputs(string folder, int file) => Path.Combine(folder, FormattableString.Invariant($"inputs-{file:D3}.npy"));

    private static string Labels(string folder, int file) => Path.Combine(folder, FormattableString.Invariant($"labels-{file:D3}.npy"));

    private static float[] Draw(XoshiroRandom random, int count)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (2 * random.NextSingle()) - 1;
        return values;
    }
}
