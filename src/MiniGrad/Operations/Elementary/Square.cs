using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The square <c>x²</c> of every element.</summary>
    public Tensor<T> Square() => new SquareOperation<T>(this).Apply();
}

/// <summary>∂/∂x = 2·g·x.</summary>
internal sealed class SquareOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, gradient * (Input(0) + Input(0)));

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.Multiply(x, x);
    }
}
