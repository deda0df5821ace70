using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using MiniGrad.Layers;
using MiniGrad.Onnx;

namespace MiniGrad.Benchmarks.Onnx;

/// <summary>One row predicted by a network as it was built, by the same one imported from ONNX, and by ONNX Runtime, on one
/// thread; and how long reading the file takes.</summary>
internal sealed class OnnxPredictions : IDisposable
{
    private const int Warming = 2000;

    private readonly string path = Path.GetTempFileName();
    private readonly Tensor<float> row;
    private readonly Mlp<float> built;
    private readonly InferenceStep<float> builtStep, importedStep;
    private readonly InferenceSession session;
    private readonly OrtValue input;
    private readonly float[] values;

    public OnnxPredictions(params int[] sizes)
    {
        built = new Mlp<float>(sizes, Activation.Relu, new XoshiroRandom(1));
        OnnxFile.Save(built, path, [sizes[0]]);
        row = Tensor.Normal([1, sizes[0]], 0f, 1f, new XoshiroRandom(2));
        builtStep = new InferenceStep<float>(built);
        importedStep = new InferenceStep<float>(OnnxNetwork<float>.Load(path));
        session = Open();
        values = row.ToArray();
        input = OrtValue.CreateTensorValueFromMemory(values, [1, sizes[0]]);
        Each(Built, Warming);
        Each(Imported, Warming);
        Each(Runtime, Warming);
    }

    /// <summary>The least microseconds of a row in some rounds, of each in turn.</summary>
    public (double Built, double Imported, double Runtime) Rows(int rounds, int count)
    {
        double[] least = [double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity];
        Action[] ways = [Built, Imported, Runtime];
        for (int round = 0; round < rounds; round++)
            for (int way = 0; way < ways.Length; way++) least[way] = Math.Min(least[way], Each(ways[way], count));
        return (least[0], least[1], least[2]);
    }

    /// <summary>The least microseconds of reading the file, here and there in turn.</summary>
    public (double Here, double There) Loads(int rounds)
    {
        (double here, double there) = (double.PositiveInfinity, double.PositiveInfinity);
        for (int round = 0; round < rounds; round++)
        {
            here = Math.Min(here, Each(() => OnnxNetwork<float>.Load(path), 5));
            there = Math.Min(there, Each(() => Open().Dispose(), 5));
        }
        return (here, there);
    }

    public void Dispose()
    {
        session.Dispose();
        input.Dispose();
        File.Delete(path);
    }

    private static double Each(Action action, int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++) action();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / count;
    }

    private InferenceSession Open()
    {
        using SessionOptions options = new() { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        return new InferenceSession(path, options);
    }

    private void Built() => builtStep.Run(row);

    private void Imported() => importedStep.Run(row);

    private void Runtime()
    {
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, ["input"], [input], ["output"]);
    }
}
