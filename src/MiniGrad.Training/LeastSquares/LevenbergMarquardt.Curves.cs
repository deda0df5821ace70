namespace MiniGrad.Training;

// Curves through data: residuals are what a model of the data misses them by.
public static partial class LevenbergMarquardt
{
    /// <summary>Fits the parameters of a curve to data: minimises <c>Σ ((model(x, p)ᵢ − yᵢ) / σᵢ)²</c>.</summary>
    /// <param name="model">The values of the curve at x, of the shape of y, for parameters of the start's shape: of x and p.</param>
    /// <param name="x">Where the data are, in any shape that the model takes.</param>
    /// <param name="y">The data, at least as many as there are parameters.</param>
    /// <param name="start">The parameters to begin with; they are left as they are.</param>
    /// <param name="deviations">σ, the standard deviation of each of the data, above 0 and of the shape of y; for data with a weight w
    /// it is <c>1/√w</c>. Default: the same for all.</param>
    /// <param name="areAbsolute">Whether σ is known as it is, and the covariance <c>(JᵀJ)⁻¹</c>. Otherwise only the ratios of σ matter, and
    /// the covariance is scaled by the residuals. (scipy's absolute_sigma.) Default: no.</param>
    /// <param name="options">Tolerances, bounds and the like. Default: those documented there.</param>
    /// <param name="cancellation">Ends the run between two evaluations, with the best point so far as its result.</param>
    /// <exception cref="ArgumentException">A number of x, y or the start is not finite, a deviation is not above 0, or shapes differ; the
    /// curve or its derivative is not finite at the start; there are fewer data than parameters; or bounds are out of order, of another
    /// number than the parameters, or the start is outside.</exception>
    /// <exception cref="ArgumentNullException">Deviations are said to be absolute, and there are none.</exception>
    /// <exception cref="InvalidOperationException">The curve does not depend on its parameters, or its shape is not that of y.</exception>
    public static LeastSquaresResult<T> FitCurve<T>(
        Func<Tensor<T>, Tensor<T>, Tensor<T>> model, Tensor<T> x, Tensor<T> y, Tensor<T> start, Tensor<T>? deviations = null,
        bool areAbsolute = false, LeastSquaresOptions? options = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(start);
        CheckFinite(x, nameof(x));
        CheckFinite(y, nameof(y));
        if (areAbsolute) ArgumentNullException.ThrowIfNull(deviations);
        if (deviations is not null) CheckDeviations(deviations, y.Shape);
        return Run(nameof(FitCurve), Residuals, [start], options, areAbsolute, cancellation);

        Tensor<T> Residuals(IReadOnlyList<Tensor<T>> parameters)
        {
            Tensor<T> curve = model(x, parameters[0]) ?? throw new InvalidOperationException("FitCurve: the model returned null.");
            if (curve.Shape != y.Shape)
                throw new InvalidOperationException($"FitCurve: the model returned the shape {curve.Shape} for data of {y.Shape}.");
            Tensor<T> missed = curve - y;
            return deviations is null ? missed : missed / deviations;
        }
    }

    private static void CheckFinite<T>(Tensor<T> data, string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data, name);
        ReadOnlySpan<T> values = data.Span;
        for (int i = 0; i < values.Length; i++)
        {
            if (!T.IsFinite(values[i]))
                throw new ArgumentException(Invariant($"FitCurve: {name} must be finite, but element {i} is {values[i]}."), name);
        }
    }

    private static void CheckDeviations<T>(Tensor<T> deviations, Shape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (deviations.Shape != shape)
        {
            throw new ArgumentException(
                $"FitCurve: the deviations must have the shape of y, {shape}, got {deviations.Shape}.", nameof(deviations));
        }
        ReadOnlySpan<T> values = deviations.Span;
        for (int i = 0; i < values.Length; i++)
        {
            if (!(values[i] > T.Zero) || !T.IsFinite(values[i]))
            {
                throw new ArgumentException(
                    Invariant($"FitCurve: deviations must be finite and above 0, but element {i} is {values[i]}."), nameof(deviations));
            }
        }
    }
}
