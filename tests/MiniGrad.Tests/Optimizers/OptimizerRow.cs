using System.Numerics;
using MiniGrad.Optimizers;

namespace MiniGrad.Tests.Optimizers;

/// <summary>An update rule from its paper for one parameter, with its state: changes the values, given the gradient.</summary>
internal delegate void ScalarRule(double[] values, double[] gradient);

/// <summary>One optimizer with one choice of settings: how to make it, and what it is compared with.</summary>
/// <param name="Name">Its name, that of the golden trajectory if it has one.</param>
/// <param name="LearningRate">The learning rate, unless a test needs another.</param>
/// <param name="CreateWith">Makes it with a learning rate.</param>
internal sealed record OptimizerRow<T>(string Name, double LearningRate, Func<IReadOnlyList<Parameter<T>>, double, Optimizer<T>> CreateWith)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether PyTorch's trajectory is on file.</summary>
    public bool IsGolden { get; init; }

    /// <summary>Whether it has a golden test of its own, because rounding decides where its trajectory leads before the end.</summary>
    public bool HasOwnGoldenTest { get; init; }

    /// <summary>Whether its steps evaluate the loss, so that it cannot be tried on gradients from elsewhere.</summary>
    public bool NeedsClosure { get; init; }

    /// <summary>The paper's formula by plain loops, for a parameter of a shape, with the settings of the optimizer.</summary>
    public Func<Optimizer<T>, Shape, ScalarRule>? Reference { get; init; }

    /// <summary>How it finds known minima.</summary>
    public Convergence? Convergence { get; init; }

    public Optimizer<T> Create(IReadOnlyList<Parameter<T>> parameters) => CreateWith(parameters, LearningRate);
}

/// <summary>How an optimizer descends on each of the functions whose minimum is known.</summary>
internal sealed record Convergence(DescentBudget Quadratic, DescentBudget Rosenbrock, DescentBudget Beale);

/// <summary>How many steps an optimizer gets, at which learning rate, and whether that falls to 0 in equal parts.</summary>
internal sealed record DescentBudget(double LearningRate, int Steps, bool Decays = false);
