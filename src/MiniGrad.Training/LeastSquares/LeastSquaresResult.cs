namespace MiniGrad.Training;

/// <summary>The result of <see cref="LevenbergMarquardt"/> on a function.</summary>
public sealed record LeastSquaresResult<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double[]? inverse;
    private readonly bool isVarianceKnown;

    internal LeastSquaresResult(
        IReadOnlyList<Tensor<T>> points, Tensor<T> residuals, StopReason reason, LeastSquaresRun run, JacobianFactor? factor,
        bool isVarianceKnown)
    {
        (Points, Residuals, Reason, this.isVarianceKnown) = (points, residuals, reason, isVarianceKnown);
        SumOfSquares = run.Current.SumOfSquares;
        DegreesOfFreedom = run.Current.Residuals.Length - run.Current.Parameters.Length;
        (Iterations, Evaluations, JacobianEvaluations) = (run.Iterations, run.Evaluations, run.JacobianEvaluations);
        ParameterCount = run.Current.Parameters.Length;
        Rank = factor?.Rank ?? 0;
        if (Rank == ParameterCount) inverse = factor!.InverseOfProduct();
    }

    /// <summary>The parameters with the smallest sum of squares that was found, one tensor for each that the function takes.</summary>
    public IReadOnlyList<Tensor<T>> Points { get; }

    /// <summary>The parameters, of a function of one tensor; the first tensor otherwise.</summary>
    public Tensor<T> Point => Points[0];

    /// <summary>The residuals there, as the function gives them; of a curve, divided by their deviations.</summary>
    public Tensor<T> Residuals { get; }

    /// <summary><c>Σ rᵢ²</c>.</summary>
    public double SumOfSquares { get; }

    /// <summary>The number of residuals less that of parameters, <c>m − n</c>.</summary>
    public int DegreesOfFreedom { get; }

    /// <summary>Why it stopped.</summary>
    public StopReason Reason { get; }

    /// <summary>The steps taken.</summary>
    public int Iterations { get; }

    /// <summary>How often the residuals were computed, not counting their derivatives.</summary>
    public int Evaluations { get; }

    /// <summary>How often their Jacobian was computed, once of them at the result.</summary>
    public int JacobianEvaluations { get; }

    /// <summary>How many columns of the Jacobian at the result are independent, up to rounding. Below the number of parameters, some of
    /// them can be changed together without changing a residual.</summary>
    public int Rank { get; }

    /// <summary>Whether there is a covariance.</summary>
    public bool HasCovariance => inverse is not null && (isVarianceKnown || DegreesOfFreedom > 0);

    /// <summary>The covariance of the parameters, <c>s²·(JᵀJ)⁻¹</c> with <c>s² = Σ rᵢ² / (m − n)</c> and the Jacobian J at the result; of
    /// a curve whose deviations are absolute, s² is 1. Shape [n, n], in the order of the elements of all tensors. Bounds are not
    /// considered.</summary>
    /// <exception cref="InvalidOperationException">The Jacobian is singular or not finite, or there are as many parameters as residuals, so
    /// that nothing is left to estimate s² from.</exception>
    public Tensor<double> Covariance
    {
        get
        {
            double factor = Variance();
            return Tensor.Create([.. inverse!.Select(value => value * factor)], [ParameterCount, ParameterCount]);
        }
    }

    /// <summary>The standard errors of the parameters, the roots of the covariance's diagonal. Shape [n].</summary>
    /// <exception cref="InvalidOperationException">There is no covariance.</exception>
    public Tensor<double> StandardErrors
    {
        get
        {
            double factor = Math.Sqrt(Variance());
            double[] errors = new double[ParameterCount];
            for (int i = 0; i < errors.Length; i++) errors[i] = Math.Sqrt(inverse![i * ParameterCount + i]) * factor;
            return Tensor.Vector<double>(errors);
        }
    }

    private int ParameterCount { get; }

    private double Variance()
    {
        if (inverse is null)
        {
            throw new InvalidOperationException(
                $"Covariance: the Jacobian at the result has {Rank} independent columns for {ParameterCount} parameters; those that it " +
                "cannot tell apart have no covariance.");
        }
        if (isVarianceKnown) return 1;
        if (DegreesOfFreedom == 0)
        {
            throw new InvalidOperationException(
                $"Covariance: with {ParameterCount} residuals for as many parameters nothing is left to estimate their variance from.");
        }
        return SumOfSquares / DegreesOfFreedom;
    }
}
