namespace MiniGrad.Training;

/// <summary>Settings of <see cref="LevenbergMarquardt"/>.</summary>
public sealed record LeastSquaresOptions
{
    private const string Name = nameof(LeastSquaresOptions);

    /// <summary>Stops when the relative error of each parameter is estimated to be at most this: from the last two undamped steps, whose
    /// ratio says how fast they become smaller. It also stops, with <see cref="StopKind.Stalled"/>, when only steps shorter than a
    /// hundredth of it, relative to the parameters, could lower the sum of squares. Default: 1e-7. (scipy's xtol, of 1e-8, bounds the last
    /// step.)</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double ParameterTolerance { get; init => field = Guard.NotNegative(value, Name, nameof(ParameterTolerance)); } = 1e-7;

    /// <summary>Stops when a step is expected to lower the sum of squares by at most this part of it. Default: 1e-14. (scipy's ftol is
    /// 1e-8, with which slowly converging problems end with three to five correct digits.)</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double CostTolerance { get; init => field = Guard.NotNegative(value, Name, nameof(CostTolerance)); } = 1e-14;

    /// <summary>Stops when the cosine of the angle between the residuals and each column of the Jacobian is at most this in absolute
    /// value. Default: 0, as in MINPACK.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double GradientTolerance { get; init => field = Guard.NotNegative(value, Name, nameof(GradientTolerance)); }

    /// <summary>Stops when the sum of squares is at most this. Default: 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double Target { get; init => field = Guard.NotNegative(value, Name, nameof(Target)); }

    /// <summary>The most evaluations of the residuals, at least 1. Default: 200·(n + 1) for n parameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int? MaximumEvaluations
    {
        get;
        init => field = value is { } most ? Guard.AtLeast(most, 1, Name, nameof(MaximumEvaluations)) : null;
    }

    /// <summary>How long the first step may be, relative to the scaled start; above 0. Smaller numbers make the beginning more careful.
    /// Default: 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not a finite number above 0.</exception>
    public double InitialRadius { get; init => field = Guard.Positive(value, Name, nameof(InitialRadius)); } = 10;

    /// <summary>Whether steps follow the curve of the residuals: each is bent by half of the acceleration along it, from the exact second
    /// derivative in its direction, which takes about as long as a few evaluations (Transtrum and Sethna, "Improvements to the
    /// Levenberg-Marquardt algorithm for nonlinear least-squares minimization", 2012). It saves most iterations where parameters depend on
    /// each other along curves. Residuals must be twice differentiable where it is on. Default: yes.</summary>
    public bool Accelerates { get; init; } = true;

    /// <summary>The smallest value of each parameter, in the order of the elements of all tensors, minus infinity for none; or null for no
    /// bounds. Default: null.</summary>
    public IReadOnlyList<double>? LowerBounds { get; init; }

    /// <summary>The largest value of each parameter, infinity for none; or null for no bounds. Default: null.</summary>
    public IReadOnlyList<double>? UpperBounds { get; init; }

    /// <summary>Called after every iteration. Default: null.</summary>
    public Action<LeastSquaresProgress>? OnIteration { get; init; }
}
