using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The leaky rectified linear unit of every element: <c>x</c> where x > 0, else <c>slope·x</c>.</summary>
    /// <remarks>Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models", 2013.</remarks>
    /// <param name="slope">The slope below 0, finite. Default: 0.01.</param>
    /// <exception cref="ArgumentOutOfRangeException">The slope is not finite.</exception>
    public Tensor<T> LeakyRelu(double slope = 0.01) =>
        new LeakyReluOperation<T>(this, Guard.Finite(T.CreateChecked(slope), nameof(LeakyRelu), parameter: nameof(slope))).Apply();
}

/// <summary>∂/∂x = g where x > 0, else slope·g.</summary>
internal sealed class LeakyReluOperation<T>(Tensor<T> x, T slope) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("slope", slope));

    protected internal override bool ReleasesGradient => true;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, new Operator(slope));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new LeakyReluGradientOperation<T>(Input(0), gradient, slope));

    internal readonly struct Operator(T slope) : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.Select(TSimd.LessThan(TSimd.Constant(0), x), x, TSimd.Multiply(TSimd.Broadcast(slope), x));
    }
}

/// <summary>g where x > 0, else slope·g. Linear in g, and constant in x almost everywhere.</summary>
internal sealed class LeakyReluGradientOperation<T>(Tensor<T> x, Tensor<T> g, T slope) : BinaryOperation<T>(x, g)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("slope", slope));

    protected override void Forward(Span<T> output) => Forward(output, new Operator(slope));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        if (sink.Needs(1)) sink.Add(1, new LeakyReluGradientOperation<T>(Input(0), gradient, slope));
    }

    private readonly struct Operator(T slope) : IBinaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x, TVector g) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            Vanishing.Flush<TSimd, TVector, T>(
                TSimd.Select(TSimd.LessThan(TSimd.Constant(0), x), g, TSimd.Multiply(g, TSimd.Broadcast(slope))));
    }
}
