using BenchmarkDotNet.Attributes;
using MiniGrad.Optimizers;

namespace MiniGrad.Benchmarks.Benchmarks;

/// <summary>Update rules on one parameter whose gradient is there already, beside Adam as its paper writes it.</summary>
[MemoryDiagnoser]
public class OptimizerBenchmarks
{
    private float[] values = [];
    private float[] gradient = [];
    private float[] averages = [];
    private float[] squares = [];
    private Sgd<float> sgd = Rules(1).Sgd;
    private Sgd<float> momentum = Rules(1).Momentum;
    private Adam<float> adam = Rules(1).Adam;
    private int step;

    [Params(37, 100_003)]
    public int Count { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        values = RandomData.Array<float>(Count);
        gradient = RandomData.Array<float>(Count, salt: 1);
        averages = new float[Count];
        squares = new float[Count];
        (sgd, momentum, adam) = Rules(Count);
        step = 0;
    }

    [Benchmark(Baseline = true)]
    public void NaiveAdam()
    {
        step++;
        float correction1 = 1 - MathF.Pow(0.9f, step), correction2 = 1 - MathF.Pow(0.999f, step);
        for (int i = 0; i < values.Length; i++)
        {
            averages[i] = 0.9f * averages[i] + 0.1f * gradient[i];
            squares[i] = 0.999f * squares[i] + 0.001f * gradient[i] * gradient[i];
            values[i] -= 1e-3f * (averages[i] / correction1) / (MathF.Sqrt(squares[i] / correction2) + 1e-8f);
        }
    }

    [Benchmark]
    public void Sgd() => sgd.Step();

    [Benchmark]
    public void Momentum() => momentum.Step();

    [Benchmark]
    public void Adam() => adam.Step();

    private static (Sgd<float> Sgd, Sgd<float> Momentum, Adam<float> Adam) Rules(int count)
    {
        Parameter<float>[] Parameter()
        {
            Parameter<float> parameter = new(RandomData.Tensor<float>([count]));
            (parameter * RandomData.Tensor<float>([count], salt: 1)).Sum().Backward();
            return [parameter];
        }

        return (
            new Sgd<float>(Parameter(), learningRate: 1e-3),
            new Sgd<float>(Parameter(), learningRate: 1e-3, momentum: 0.9, MomentumKind.HeavyBall),
            new Adam<float>(Parameter()));
    }
}
