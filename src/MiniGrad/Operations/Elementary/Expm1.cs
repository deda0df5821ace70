using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary><c>eˣ − 1</c> of every element, to full relative precision for small ones too.</summary>
    public Tensor<T> Expm1() => new Expm1Operation<T>(this).Apply();
}

/// <summary>∂/∂x = g·eˣ.</summary>
internal sealed class Expm1Operation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, gradient * Input(0).Exp());

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            ExponentialFunction.ExpMinusOne<TSimd, TVector, T>(x);
    }
}
