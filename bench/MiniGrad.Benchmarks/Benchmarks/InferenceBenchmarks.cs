using BenchmarkDotNet.Attributes;
using MiniGrad.Layers;

namespace MiniGrad.Benchmarks.Benchmarks;

/// <summary>The outputs of trained networks for one row, and for a batch.</summary>
[MemoryDiagnoser]
public class InferenceBenchmarks
{
    private const int Seed = 1;

    private Mlp<float>? model;
    private NaiveNetwork? naive;
    private Tensor<float> inputs = Tensor.Zeros<float>([1]);

    [Params("2,8,2", "784,128,10", "784,800,10")]
    public string Layers { get; set; } = "";

    [Params(1, 61)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int[] sizes = [.. Layers.Split(',').Select(int.Parse)];
        model = new Mlp<float>(sizes, Activation.Relu, new Random(Seed));
        naive = new NaiveNetwork(sizes, new Random(Seed));
        inputs = RandomData.Tensor<float>([Rows, sizes[0]]);
    }

    [Benchmark(Baseline = true)]
    public float Naive()
    {
        float last = 0;
        int features = inputs.Shape[1];
        for (int row = 0; row < Rows; row++) last = naive!.Infer(inputs.Span.Slice(row * features, features))[^1];
        return last;
    }

    [Benchmark]
    public Tensor<float> Eager() => model!.Predict(inputs);
}
