using BenchmarkDotNet.Attributes;
using MiniGrad.Benchmarks.Steps;
using MiniGrad.Layers;

namespace MiniGrad.Benchmarks.Benchmarks;

/// <summary>Whole training steps by gradient descent, on 16 batches in turn.</summary>
[MemoryDiagnoser]
public class TrainingStepBenchmarks
{
    private const int Seed = 1;

    // Two classes stand for exclusive or's yes and no, so that one naive network serves all.
    private static readonly Dictionary<string, Workload> workloads = new Workload[]
    {
        new([2, 8, 2], Activation.Relu, 4, OptimizerKind.Sgd),
        new([784, 128, 10], Activation.Relu, 64, OptimizerKind.Sgd),
        new([301, 77, 10], Activation.Relu, 61, OptimizerKind.Sgd),
    }.ToDictionary(workload => $"{workload}");

    private RandomBatches<float>? batches;
    private NaiveNetwork? naive;
    private StepRunner<float>? eager;
    private StepRunner<float>? captured;
    private int turn;

    public static IEnumerable<string> Names => workloads.Keys;

    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        Workload workload = workloads[Name];
        batches = new RandomBatches<float>(workload, new Random(Seed));
        naive = new NaiveNetwork(workload.Layers, new Random(Seed));
        eager = StepRunner<float>.Create(workload, new Random(Seed), isEager: true);
        captured = StepRunner<float>.Create(workload, new Random(Seed), isEager: false);
        turn = 0;
    }

    [Benchmark(Baseline = true)]
    public float Naive()
    {
        turn++;
        return naive!.Step(batches!.At(turn).Inputs.Span, batches.At(turn).Labels.Span, 0.1f);
    }

    [Benchmark]
    public void Eager() => eager!.Step(batches!, turn++);

    [Benchmark]
    public void Captured() => captured!.Step(batches!, turn++);
}
