namespace MiniGrad.Optimizers;

/// <summary>All that an optimizer knows besides its settings and the parameters' values, under stable names: a copy, to go on from later as
/// if nothing had happened in between.</summary>
/// <remarks>State of a parameter is named after it, <c>layers.0.weight.average</c>; parameters without a name of their own are told apart
/// by a number: <c>parameter</c>, <c>parameter.2</c>. Names stay as long as the model's structure and the kind of optimizer do.</remarks>
/// <param name="tensors">Numbers for each element of the parameters, such as moving averages.</param>
/// <param name="numbers">Single numbers, such as counts of steps.</param>
public sealed class OptimizerState<T>(
    IEnumerable<KeyValuePair<string, Tensor<T>>> tensors, IEnumerable<KeyValuePair<string, double>> numbers)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Numbers for each element of the parameters, in a fixed order.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor<T>>> Tensors { get; } = [.. tensors];

    /// <summary>Single numbers, in a fixed order.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Numbers { get; } = [.. numbers];
}
