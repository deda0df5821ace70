using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The rectified linear unit <c>max(0, x)</c> of every element. Its derivative at 0 is taken as 0.</summary>
    /// <remarks>Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines", 2010.</remarks>
    public Tensor<T> Relu() => new ReluOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g where y > 0, else 0.</summary>
internal sealed class ReluOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected internal override bool ReleasesGradient => true;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(RectifyOperator<T>));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new ReluGradientOperation<T>(Output, gradient));
}

/// <summary>g where y > 0, else 0. Linear in g, and constant in y almost everywhere.</summary>
internal sealed class ReluGradientOperation<T>(Tensor<T> y, Tensor<T> g) : BinaryOperation<T>(y, g)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Forward(output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        if (sink.Needs(1)) sink.Add(1, new ReluGradientOperation<T>(Input(0), gradient));
    }

    internal readonly struct Operator : IBinaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector y, TVector g) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.Select(TSimd.LessThan(TSimd.Constant(0), y), Vanishing.Flush<TSimd, TVector, T>(g), TSimd.Constant(0));
    }
}
