using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The sum <c>a + b</c> of every element, broadcasting.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor<T> operator +(Tensor<T> a, Tensor<T> b) => new AddOperation<T>(a, b).Apply();
}

/// <summary>∂/∂a = g, ∂/∂b = g.</summary>
internal sealed class AddOperation<T>(Tensor<T> a, Tensor<T> b) : BinaryOperation<T>(a, b)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Forward(output, default(AddOperator<T>));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        sink.Add(0, gradient);
        sink.Add(1, gradient);
    }
}
