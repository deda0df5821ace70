using MiniGrad.Kernels;

namespace MiniGrad;

/// <summary>A matrix x that was normalised, N(x) = (x − μ)·r with r = 1/√(σ² + ε): what derivatives are made of.</summary>
internal sealed record Normalized<T>(NormalizationKind Kind, Tensor<T> X, Tensor<T> Statistics, T Epsilon)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The gradient of x where that of N(x)·scale is given.</summary>
    public Tensor<T> Gradient(Tensor<T> gradient, Tensor<T>? scale) => new NormalizeGradientOperation<T>(this, gradient, scale).Apply();

    /// <summary>N(x), as a function of x.</summary>
    public Tensor<T> Value() => new NormalizeOperation<T>(Kind, X, scale: null, shift: null, double.CreateTruncating(Epsilon)).Apply();

    /// <summary>r, as a function of x.</summary>
    public Tensor<T> Inverse()
    {
        Tensor<T> deviation = Kind == NormalizationKind.RowsAroundZero ? X : X - Mean(X);
        if (Kind != NormalizationKind.RowsAroundZero) deviation -= Mean(deviation);
        return T.One / (Mean(deviation.Square()) + Epsilon).Sqrt();
    }

    /// <summary>The mean of what is normalised together, of each column or row.</summary>
    public Tensor<T> Mean(Tensor<T> values) => values.Mean([Kind == NormalizationKind.Columns ? 0 : 1], keepDimensions: true);
}
