using BenchmarkDotNet.Attributes;
using MiniGrad.Losses;

namespace MiniGrad.Benchmarks.Benchmarks;

/// <summary>The cross-entropy of scores, and its gradient.</summary>
[MemoryDiagnoser]
public class SoftmaxCrossEntropyBenchmarks
{
    private Parameter<float> logits = new(Tensor.Zeros<float>([1]));
    private IndexTensor labels = [];
    private float[] scores = [];
    private float[] gradient = [];

    [Params(64, 611)]
    public int Rows { get; set; }

    [Params(10, 1003)]
    public int Classes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        logits = new Parameter<float>(RandomData.Tensor<float>([Rows, Classes]));
        labels = RandomData.Labels(Rows, Classes);
        scores = logits.ToArray();
        gradient = new float[scores.Length];
    }

    [Benchmark(Baseline = true)]
    public float Naive()
    {
        float loss = 0;
        for (int row = 0; row < Rows; row++)
        {
            ReadOnlySpan<float> x = scores.AsSpan(row * Classes, Classes);
            Span<float> dx = gradient.AsSpan(row * Classes, Classes);
            loss += NaiveNetwork.CrossEntropy(x, labels.Span[row], dx);
            foreach (ref float value in dx) value /= Rows;
        }
        return loss / Rows;
    }

    [Benchmark]
    public Tensor<float> Loss() => Losses.Loss.CrossEntropy(logits.Detach(), labels);

    [Benchmark]
    public void LossAndGradient()
    {
        Losses.Loss.CrossEntropy(logits, labels).Backward();
        logits.ZeroGradient();
    }
}
