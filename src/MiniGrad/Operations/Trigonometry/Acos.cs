using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The inverse of the cosine of every element, from 0 to π; NaN outside of [−1, 1].</summary>
    /// <remarks>Its derivative at ±1 is infinite.</remarks>
    public Tensor<T> Acos() => new AcosOperation<T>(this).Apply();
}

/// <summary>∂/∂x = −g / √((1 − x)·(1 + x)).</summary>
internal sealed class AcosOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, -(gradient / ((T.One - Input(0)) * (T.One + Input(0))).Sqrt()));

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            InverseTrigonometricFunction.Acos<TSimd, TVector, T>(x);
    }
}
