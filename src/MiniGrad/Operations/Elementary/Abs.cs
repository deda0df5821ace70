using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The absolute value <c>|x|</c> of every element. Its derivative at 0 is taken as 0.</summary>
    public Tensor<T> Abs() => new AbsOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g·sign(x).</summary>
internal sealed class AbsOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, gradient * Input(0).Sign());

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct => TSimd.Abs(x);
    }
}
