namespace MiniGrad.Training;

/// <summary>Nonlinear least squares, <c>min Σ rᵢ(x)²</c>, by the method of Levenberg and Marquardt: of functions that return residuals, of
/// curves through data, and of networks trained on all samples at once.</summary>
/// <remarks><code>
/// LeastSquaresResult&lt;double&gt; result = LevenbergMarquardt.Minimize(
///     x => Tensor.Concatenate([10 * (x.Slice(0, 1..) - x.Slice(0, ..1).Square()), 1 - x.Slice(0, ..1)], 0),
///     start: Tensor.Vector(-1.2, 1));
/// </code>
/// Each step solves <c>(JᵀJ + λ·D²)·p = −Jᵀr</c> with the Jacobian J by automatic differentiation, the longest length of each of its
/// columns so far as D, and a damping λ by which <c>‖D·p‖</c> stays within a radius that is trusted (Moré, "The Levenberg-Marquardt
/// algorithm: implementation and theory", 1978). The system is solved by a factorisation of J with pivoting, not of <c>JᵀJ</c>, so that no
/// digits are lost. Networks have 1 for D, and with much data they use the product, which is many times as fast. Steps follow the curve of
/// the residuals as <see cref="LeastSquaresOptions.Accelerates"/> says, and are cut at bounds; a parameter on a bound beyond which the sum
/// would fall stays there for the step.
/// <para>The algebra is in double precision for every T. With <c>float</c> the residuals have seven digits, and tolerances below the
/// precision of T count as that. Residuals must be the same at every call with the same parameters. A residual that is NaN or infinite at a
/// trial counts as a step that was too long. A singular Jacobian does not stop a run, as the damping sees to a solution; the result tells
/// its rank.</para></remarks>
public static partial class LevenbergMarquardt
{
    /// <summary>Minimises the sum of squared residuals of a function.</summary>
    /// <param name="residuals">r: from a tensor of the start's shape to at least as many residuals, of any shape.</param>
    /// <param name="start">Where to begin; it is left as it is.</param>
    /// <param name="options">Tolerances, bounds and the like. Default: those documented there.</param>
    /// <param name="cancellation">Ends the run between two evaluations, with the best point so far as its result.</param>
    /// <exception cref="ArgumentException">The start is not finite, or a residual or its derivative is not at it; there are fewer residuals
    /// than parameters; or bounds are out of order, of another number than the parameters, or the start is outside.</exception>
    /// <exception cref="InvalidOperationException">The residuals do not depend on the parameters, or change their shape.</exception>
    public static LeastSquaresResult<T> Minimize<T>(
        Func<Tensor<T>, Tensor<T>> residuals, Tensor<T> start, LeastSquaresOptions? options = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(residuals);
        ArgumentNullException.ThrowIfNull(start);
        return Run(nameof(Minimize), x => residuals(x[0]), [start], options, isVarianceKnown: false, cancellation);
    }

    /// <summary>Minimises the sum of squared residuals of a function of several tensors, each of a shape of its own.</summary>
    /// <inheritdoc cref="Minimize{T}(Func{Tensor{T}, Tensor{T}}, Tensor{T}, LeastSquaresOptions, CancellationToken)"/>
    public static LeastSquaresResult<T> Minimize<T>(
        Func<IReadOnlyList<Tensor<T>>, Tensor<T>> residuals, IReadOnlyList<Tensor<T>> start, LeastSquaresOptions? options = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Run(nameof(Minimize), residuals, start, options, isVarianceKnown: false, cancellation);

    private static LeastSquaresResult<T> Run<T>(
        string name, Func<IReadOnlyList<Tensor<T>>, Tensor<T>> residuals, IReadOnlyList<Tensor<T>> start, LeastSquaresOptions? options,
        bool isVarianceKnown, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(residuals);
        StartingPoint.Check(name, start);
        options ??= new();
        Shape[] shapes = [.. start.Select(tensor => tensor.Shape)];
        double[] first = ParameterVector.Of(start);
        TensorResiduals<T> function = new(name, residuals, shapes);
        LeastSquaresRun run = new(function, first, options, Bounds.Of<T>(name, options, first));
        StopReason reason = run.Run(cancellation);
        double[] columns = run.FinalJacobian();
        ResidualPoint end = run.Current;
        JacobianFactor? factor = Vectors.FirstNotFinite(columns) >= 0 ? null
            : new JacobianFactor(columns, end.Residuals.Length, end.Parameters.Length, mayUseProducts: false);
        return new LeastSquaresResult<T>(
            ParameterVector.ToTensors<T>(end.Parameters, shapes),
            Tensor.Create(ParameterVector.FromDoubles<T>(end.Residuals), function.Output), reason, run, factor, isVarianceKnown);
    }
}
