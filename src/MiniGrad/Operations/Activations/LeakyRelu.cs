using System.Numerics;
using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The leaky rectified linear unit of every element: <c>x</c> where x > 0, else <c>slope·x</c>.</summary>
    /// <remarks>Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models", 2013.</remarks>
    /// <param name="slope">The slope below 0. Default: 0.01.</param>
    public Tensor<T> LeakyRelu(double slope = 0.01) => new LeakyReluOperation<T>(this, T.CreateChecked(slope)).Apply();
}

/// <summary>∂/∂x = g where x > 0, else slope·g.</summary>
internal sealed class LeakyReluOperation<T>(Tensor<T> x, T slope) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, new Operator(slope));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, Tensor.Where(Input(0).Greater(T.Zero), gradient, gradient * slope));

    private readonly struct Operator(T slope) : IUnaryOperator<T>
    {
        public T Invoke(T x) => x > T.Zero ? x : slope * x;
    }
}
