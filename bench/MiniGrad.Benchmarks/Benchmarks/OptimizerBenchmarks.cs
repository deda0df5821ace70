using BenchmarkDotNet.Attributes;
using MiniGrad.Optimizers;

namespace MiniGrad.Benchmarks.Benchmarks;

/// <summary>Update rules on one parameter whose gradient is there already, beside Adam as its paper writes it.</summary>
[MemoryDiagnoser]
public class OptimizerBenchmarks
{
    // All that take one pass, and LAMB, which needs the norms between two. Muon's time is that of its matrix products.
    private static readonly Dictionary<string, Func<Parameter<float>[], Optimizer<float>>> rules = new()
    {
        ["Sgd"] = x => new Sgd<float>(x, 1e-3),
        ["Momentum"] = x => new Sgd<float>(x, 1e-3, momentum: 0.9, MomentumKind.HeavyBall),
        ["Adam"] = x => new Adam<float>(x),
        ["AdamW"] = x => new AdamW<float>(x),
        ["AmsGrad"] = x => new AmsGrad<float>(x),
        ["NAdam"] = x => new NAdam<float>(x),
        ["RAdam"] = x => new RAdam<float>(x),
        ["AdaMax"] = x => new AdaMax<float>(x),
        ["AdaBelief"] = x => new AdaBelief<float>(x),
        ["AdaGrad"] = x => new AdaGrad<float>(x),
        ["RmsProp"] = x => new RmsProp<float>(x),
        ["AdaDelta"] = x => new AdaDelta<float>(x),
        ["Lion"] = x => new Lion<float>(x),
        ["Lamb"] = x => new Lamb<float>(x),
        ["Rprop"] = x => new Rprop<float>(x),
        ["ScheduleFreeAdamW"] = x => new ScheduleFreeAdamW<float>(x),
    };

    private float[] values = [];
    private float[] gradient = [];
    private float[] averages = [];
    private float[] squares = [];
    private Optimizer<float> optimizer = new Sgd<float>([new(RandomData.Tensor<float>([1]))], 0);
    private int step;

    public static IEnumerable<string> Rules => rules.Keys;

    [Params(37, 100_003)]
    public int Count { get; set; }

    [ParamsSource(nameof(Rules))]
    public string Rule { get; set; } = "Sgd";

    [GlobalSetup]
    public void Setup()
    {
        values = RandomData.Array<float>(Count);
        gradient = RandomData.Array<float>(Count, salt: 1);
        averages = new float[Count];
        squares = new float[Count];
        Parameter<float> parameter = new(RandomData.Tensor<float>([Count]));
        parameter.Gradient = RandomData.Tensor<float>([Count], salt: 1);
        optimizer = rules[Rule]([parameter]);
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
    public void Step() => optimizer.Step();
}
