using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The scaled exponential linear unit of every element: <c>λx</c> where x > 0, else <c>λα(eˣ − 1)</c>, with λ ≈ 1.0507 and α ≈
    /// 1.6733.</summary>
    /// <remarks>λ and α are such that signals of mean 0 and variance 1 stay so from layer to layer, where weights have the variance 1 /
    /// fan-in (Klambauer, Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks", 2017).</remarks>
    public Tensor<T> Selu() => new SeluOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g·λ where x > 0, else g·λα·eˣ.</summary>
internal sealed class SeluOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    private static readonly T alpha = T.CreateChecked(Selu.Alpha);
    private static readonly T lambda = T.CreateChecked(Selu.Lambda);

    protected internal override bool ReleasesGradient => true;

    protected override void Forward(Span<T> output) => Elementwise.Apply(First.Span, output, new EluOperation<T>.Operator(alpha, lambda));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new EluGradientOperation<T>(Input(0), gradient, alpha * lambda, lambda));
}

/// <summary>The two numbers of the scaled exponential linear unit, to the digits of double precision.</summary>
internal static class Selu
{
    public const double Alpha = 1.6732632423543772;

    public const double Lambda = 1.0507009873554805;
}
