using MiniGrad.Layers;

namespace MiniGrad.Benchmarks.Steps;

/// <summary>A network and how it is trained: what a step's time depends on.</summary>
/// <param name="Layers">The sizes, from the inputs to the outputs. One output is yes or no, several are classes; the loss is the
/// cross-entropy.</param>
/// <param name="Activation">After each hidden layer.</param>
/// <param name="Batch">The samples in each step.</param>
/// <param name="Optimizer">The update rule.</param>
internal sealed record Workload(IReadOnlyList<int> Layers, Activation Activation, int Batch, OptimizerKind Optimizer)
{
    /// <summary>Those that MiniGrad is compared with its peers on, from the smallest to the largest.</summary>
    public static IReadOnlyList<Workload> Compared { get; } =
    [
        new([1, 20, 1], Activation.Tanh, 1, OptimizerKind.Sgd),
        new([2, 8, 1], Activation.Tanh, 4, OptimizerKind.Sgd),
        new([2, 8, 1], Activation.Tanh, 4, OptimizerKind.Adam),
        new([2, 8, 2], Activation.Tanh, 4, OptimizerKind.Sgd),
        new([2, 8, 8, 2], Activation.Tanh, 4, OptimizerKind.Sgd),
        new([2, 8, 8, 2], Activation.Tanh, 4, OptimizerKind.Adam),
        new([4, 16, 16, 3], Activation.Tanh, 16, OptimizerKind.Sgd),
        new([13, 32, 3], Activation.Tanh, 32, OptimizerKind.Sgd),
        new([30, 64, 2], Activation.Tanh, 32, OptimizerKind.Sgd),
        new([8, 64, 64, 4], Activation.Tanh, 32, OptimizerKind.Sgd),
        new([784, 128, 10], Activation.Relu, 32, OptimizerKind.Momentum),
        new([784, 128, 10], Activation.Relu, 64, OptimizerKind.Adam),
        new([784, 256, 128, 64, 10], Activation.Relu, 128, OptimizerKind.Adam),
        new([784, 800, 10], Activation.Relu, 128, OptimizerKind.Momentum),
        new([784, 1000, 500, 10], Activation.Relu, 256, OptimizerKind.Adam),
        new([784, 2500, 2000, 1500, 1000, 500, 10], Activation.Tanh, 256, OptimizerKind.Sgd),
    ];

    /// <summary>Whether the output is one score, of yes.</summary>
    public bool IsBinary => Layers[^1] == 1;

    /// <summary>0.001 of Adam, 0.1 of the others.</summary>
    public double LearningRate => Optimizer is OptimizerKind.Adam ? 1e-3 : 0.1;

    /// <summary>Such as <c>784-128-10 relu b64 adam</c>.</summary>
    public override string ToString() => $"{string.Join('-', Layers)} {Lower(Activation)} b{Batch} {Lower(Optimizer)}";

    /// <summary>A name as command lines and other programs have it.</summary>
    public static string Lower<T>(T name) where T : struct, Enum => name.ToString().ToLowerInvariant();
}
