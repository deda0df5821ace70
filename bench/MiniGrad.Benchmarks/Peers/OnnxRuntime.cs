using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using MiniGrad.Benchmarks.Steps;
using MiniGrad.Layers;
using MiniGrad.Onnx;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>ONNX Runtime, in this process: inference of one row by the same network, bound to its memory once. It does not train.</summary>
internal sealed class OnnxRuntime : PeerContestant
{
    private const double Tolerance = 1e-4;

    private readonly string path = Path.GetTempFileName();
    private Workload? saved;
    private Tensor<float> row = null!, expected = null!;

    private OnnxRuntime(int threads) => Threads = threads;

    public override string Version { get; } = $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}";

    public override int Threads { get; }

    public override bool Trains => false;

    /// <exception cref="PeerException">Its library cannot be loaded.</exception>
    public static OnnxRuntime Start(int threads)
    {
        OnnxRuntime? peer = null;
        try
        {
            peer = new OnnxRuntime(threads);
            peer.Measure(Workload.Compared[0], steps: 0, rows: 1);
            return peer;
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException
            or BadImageFormatException or OnnxRuntimeException or PeerException)
        {
            peer?.Dispose();
            throw new PeerException((error.InnerException ?? error).Message.Split('\n')[0].Trim());
        }
    }

    public override bool Supports(Workload workload) => true;

    /// <exception cref="PeerException">It predicts something else.</exception>
    public override Round Measure(Workload workload, int steps, int rows)
    {
        Save(workload);
        // A session's threads look for work for a while after each; they end with it.
        using SessionOptions settings = new() { IntraOpNumThreads = Threads, InterOpNumThreads = 1 };
        using InferenceSession session = new(path, settings);
        using RunOptions options = new();
        float[] outputs = new float[workload.Layers[^1]];
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(row.ToArray(), [1, workload.Layers[0]]);
        using OrtValue output = OrtValue.CreateTensorValueFromMemory(outputs, [1, outputs.Length]);
        using OrtIoBinding binding = session.CreateIoBinding();
        binding.BindInput(session.InputNames[0], input);
        binding.BindOutput(session.OutputNames[0], output);

        for (int i = 0; i < Math.Max(3, rows / 5); i++) session.RunWithBinding(options, binding);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < rows; i++) session.RunWithBinding(options, binding);
        double time = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        Check(workload, outputs);
        return new Round(double.NaN, time / rows);
    }

    public override void Dispose() => File.Delete(path);

    /// <summary>Writes the network of a workload, once for all rounds in a row.</summary>
    private void Save(Workload workload)
    {
        if (saved == workload) return;
        Random random = new(1);
        Mlp<float> model = new([.. workload.Layers], workload.Activation, random);
        OnnxFile.Save(model, path, [workload.Layers[0]]);
        row = Tensor.Uniform([1, workload.Layers[0]], 0f, 1f, random);
        expected = model.Predict(row);
        saved = workload;
    }

    private void Check(Workload workload, float[] outputs)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            float wanted = expected.Span[i];
            if (Math.Abs(outputs[i] - wanted) <= Tolerance * Math.Max(1, Math.Abs(wanted))) continue;
            throw new PeerException(FormattableString.Invariant(
                $"ONNX Runtime predicts something else than MiniGrad: of {workload}, output {i} is {outputs[i]:G6}, not {wanted:G6}"));
        }
    }
}
