using MiniGrad.Kernels;

namespace MiniGrad.Training;

/// <summary>How large gradients are together.</summary>
/// <param name="Norm">The Euclidean norm over all their elements.</param>
/// <param name="Largest">The largest absolute value of an element.</param>
internal readonly record struct GradientSize(double Norm, double Largest)
{
    /// <summary>Of the gradients that parameters hold.</summary>
    public static GradientSize Of<T>(IReadOnlyList<Parameter<T>> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GradientSize size = default;
        for (int i = 0; i < parameters.Count; i++)
            if (parameters[i].PassingGradient is { } gradient) size = size.With(gradient);
        return size;
    }

    /// <summary>The size with one more gradient.</summary>
    public GradientSize With<T>(Tensor<T> gradient) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(double.Hypot(Norm, EuclideanNorm.Of(gradient.Span)), Math.Max(Largest, VectorArithmetic.LargestMagnitude(gradient.Span)));
}
