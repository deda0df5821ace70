using System.Numerics;
using MiniGrad.Tests.Golden;

namespace MiniGrad.Tests.Optimizers;

/// <summary>The network 3-5-2 of the golden trajectories, with its data, and parameters with names: <c>layers.0.weight</c> and so
/// on.</summary>
internal sealed class SmallNetwork<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor<T> inputs = GoldenFile.Trajectories.Inputs.As<T>();
    private readonly Tensor<T> targets = GoldenFile.Trajectories.Targets.As<T>();

    public IReadOnlyList<Parameter<T>> Parameters { get; } =
        [.. GoldenFile.Trajectories.Initial.Select(initial => new Parameter<T>(initial.As<T>(), initial.Name!))];

    /// <summary>Every parameter's values, one after another.</summary>
    public T[] Values => [.. Parameters.SelectMany(parameter => parameter.ToArray())];

    /// <summary>The mean squared error over all rows.</summary>
    public Tensor<T> Loss() => Loss(inputs, targets);

    /// <summary>The mean squared error over some of the 8 rows.</summary>
    public Tensor<T> Loss(int firstRow, int rows)
    {
        (Tensor<T> x, Tensor<T> y) = Batch(firstRow, rows);
        return Loss(x, y);
    }

    public Tensor<T> Loss(Tensor<T> x, Tensor<T> y) =>
        MiniGrad.Losses.Loss.MeanSquaredError(x.Linear(Parameters[0], Parameters[1]).Tanh().Linear(Parameters[2], Parameters[3]), y);

    /// <summary>Some of the 8 rows.</summary>
    public (Tensor<T> Inputs, Tensor<T> Targets) Batch(int firstRow, int rows) =>
        (inputs.Slice(0, firstRow, rows), targets.Slice(0, firstRow, rows));

    /// <summary>Leaves the gradients of a loss, and nothing else, in the parameters.</summary>
    public void Backward(Tensor<T> loss)
    {
        foreach (Parameter<T> parameter in Parameters) parameter.ZeroGradient();
        loss.Backward();
    }

    public void CopyFrom(SmallNetwork<T> other)
    {
        for (int i = 0; i < Parameters.Count; i++) Parameters[i].Assign(other.Parameters[i].Span);
    }
}
