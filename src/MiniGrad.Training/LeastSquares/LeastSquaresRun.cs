namespace MiniGrad.Training;

/// <summary>One run of <see cref="LevenbergMarquardt"/> on residuals of any kind.</summary>
internal sealed class LeastSquaresRun
{
    // The part of the parameter tolerance below which a radius is too short to go on.
    private const double RadiusPart = 0.01;

    // A parameter that changes the residuals by no larger a part of them when it is as large again tells nothing at the start.
    private const double LeastInfluence = 1e-10;
    // The ratio of two undamped steps that is expected of the next one at least.
    private const double LeastRatio = 0.1, MostRatio = 0.9;

    private readonly ResidualFunction function;
    private readonly LeastSquaresOptions options;
    private readonly Bounds? bounds;
    private readonly int most;
    private readonly double parameterTolerance;
    private readonly TrustRadius region;
    private double[] scale = [];
    private double? lastChange;
    private bool isAtJacobian;

    public LeastSquaresRun(ResidualFunction function, double[] start, LeastSquaresOptions options, Bounds? bounds)
    {
        this.function = function;
        this.options = options;
        this.bounds = bounds;
        most = options.MaximumEvaluations ?? (int)Math.Min(int.MaxValue, 200L * (start.Length + 1));
        parameterTolerance = Math.Max(options.ParameterTolerance, 4 * function.Epsilon);
        region = new TrustRadius(options.InitialRadius);
        Current = Evaluate(start);
        if (Current.Residuals.Length < start.Length)
        {
            throw new ArgumentException(
                $"{function.Name}: expected at least as many residuals as parameters, got {Current.Residuals.Length} residuals and " +
                $"{start.Length} parameters; without more data they are not determined.");
        }
        int bad = Vectors.FirstNotFinite(Current.Residuals);
        if (bad >= 0)
        {
            throw new ArgumentException(Invariant(
                $"{function.Name}: at the start {function.Place(bad)} is {Current.Residuals[bad]}; start where all are finite."));
        }
        if (!double.IsFinite(Current.SumOfSquares))
            throw new ArgumentException($"{function.Name}: at the start the sum of the squared residuals is too large to be a number.");
    }

    /// <summary>The best point so far, at the end the result.</summary>
    public ResidualPoint Current { get; private set; }

    /// <summary>The Jacobian of the last point at which it was computed.</summary>
    public double[] Columns { get; private set; } = [];

    public int Iterations { get; private set; }

    public int Evaluations { get; private set; }

    public int JacobianEvaluations { get; private set; }

    /// <summary>The Jacobian at the result.</summary>
    public double[] FinalJacobian()
    {
        if (!isAtJacobian) Differentiate();
        return Columns;
    }

    /// <summary>Goes down until there is a reason to stop.</summary>
    public StopReason Run(CancellationToken cancellation)
    {
        while (true)
        {
            if (cancellation.IsCancellationRequested) return Cancelled();
            if (Current.SumOfSquares <= options.Target) return TargetReached();
            Differentiate();
            int bad = Vectors.FirstNotFinite(Columns);
            if (bad >= 0)
            {
                int rows = Current.Residuals.Length;
                string what = Invariant(
                    $"the derivative of {function.Place(bad % rows)} by parameter {bad / rows} is {Columns[bad]}");
                return Iterations > 0 ? Stopped(StopKind.Diverged, what) : throw new ArgumentException(
                    $"{function.Name}: at the start {what}; start where all are finite.");
            }
            (int[] free, double[] gradient) = FreeParameters();
            double cosine = LargestCosine(free, gradient);
            if (cosine <= options.GradientTolerance)
            {
                return Stopped(StopKind.Gradient, free.Length == 0 ? "every parameter is held by a bound" : Invariant(
                    $"the largest cosine between the residuals and a column of the Jacobian is {cosine:G2}"));
            }
            if (Iterate(free, gradient, cancellation) is { } reason) return reason;
        }
    }

    /// <summary>Steps of ever smaller radius until one is taken, or there is a reason to stop.</summary>
    private StopReason? Iterate(int[] free, double[] gradient, CancellationToken cancellation)
    {
        StepSearch search = new(function, bounds, Current, Columns, gradient, free, scale);
        region.Begin(Vectors.Norm(scale, Current.Parameters));
        while (true)
        {
            if (cancellation.IsCancellationRequested) return Cancelled();
            if (Evaluations >= most)
                return Stopped(StopKind.Evaluations, Invariant($"the residuals were computed {Evaluations} times"));
            Step step = search.Within(region, options.Accelerates);
            if (step.IsNone) return Stalled();
            bool isLast = step.PredictedReduction <= options.CostTolerance;
            ResidualPoint trial = Evaluate(step.Target);
            bool isTaken = region.Judge(step, Current.SumOfSquares, trial.SumOfSquares) ||
                (isLast && trial.SumOfSquares < Current.SumOfSquares);
            StopReason? reason = null;
            if (isTaken)
            {
                reason = Accept(trial, step);
                options.OnIteration?.Invoke(new(
                    Iterations, Current.SumOfSquares, step.Damping, step.Length, Evaluations, JacobianEvaluations));
                region.Begin(Vectors.Norm(scale, Current.Parameters));
            }
            if (reason is not null) return reason;
            if (isLast)
            {
                return Stopped(StopKind.LossChange, Invariant(
                    $"a step was expected to lower the sum of squares by {step.PredictedReduction:G2} of it"));
            }
            if (region.Radius <= Math.Max(RadiusPart * parameterTolerance, function.Epsilon) * region.PointLength) return Stalled();
            if (isTaken) return null;
        }
    }

    /// <summary>Goes to a point.</summary>
    /// <returns>The reason to stop if it is as near to the solution as is asked for.</returns>
    private StopReason? Accept(ResidualPoint trial, Step step)
    {
        double change = 0;
        for (int i = 0; i < trial.Parameters.Length; i++)
        {
            double moved = Math.Abs(trial.Parameters[i] - Current.Parameters[i]);
            if (moved > 0) change = Math.Max(change, moved / Math.Abs(trial.Parameters[i]));
        }
        double? before = lastChange;
        lastChange = step.Damping == 0 ? change : null;
        Current = trial;
        isAtJacobian = false;
        Iterations++;
        if (step.Damping != 0 || before is not > 0 || change / before is not < MostRatio) return null;
        double ratio = Math.Max(LeastRatio, change / before.Value), error = change * ratio / (1 - ratio);
        return error > parameterTolerance ? null : Stopped(
            StopKind.Parameters, Invariant($"the parameters are estimated to be right to {error:G2} of each"));
    }

    private ResidualPoint Evaluate(double[] parameters)
    {
        Evaluations++;
        return function.At(parameters);
    }

    private void Differentiate()
    {
        Columns = Current.Jacobian();
        JacobianEvaluations++;
        isAtJacobian = true;
        int rows = Current.Residuals.Length, count = Current.Parameters.Length;
        bool isFirst = scale.Length == 0;
        if (isFirst) scale = new double[count];
        double length = Math.Sqrt(Current.SumOfSquares);
        for (int j = 0; j < count; j++)
        {
            double norm = Vectors.Norm(Columns.AsSpan(j * rows, rows));
            if (!function.ScalesParameters) scale[j] = 1;
            // By a length of nearly nothing a step within the radius could go anywhere.
            else if (isFirst) scale[j] = norm * Math.Max(1, Math.Abs(Current.Parameters[j])) > LeastInfluence * length ? norm : 1;
            else scale[j] = Math.Max(scale[j], norm);
        }
    }

    private (int[] Free, double[] Gradient) FreeParameters()
    {
        int rows = Current.Residuals.Length, count = Current.Parameters.Length;
        double[] gradient = new double[count];
        List<int> free = new(count);
        for (int j = 0; j < count; j++)
        {
            gradient[j] = Vectors.Dot(Columns.AsSpan(j * rows, rows), Current.Residuals);
            if (bounds is null || !bounds.Holds(j, Current.Parameters[j], gradient[j])) free.Add(j);
        }
        return ([.. free], gradient);
    }

    private double LargestCosine(int[] free, double[] gradient)
    {
        int rows = Current.Residuals.Length;
        double largest = 0, length = Math.Sqrt(Current.SumOfSquares);
        foreach (int j in free)
        {
            double norm = Vectors.Norm(Columns.AsSpan(j * rows, rows));
            if (norm > 0) largest = Math.Max(largest, Math.Abs(gradient[j]) / norm / length);
        }
        return largest;
    }

    private StopReason Stopped(StopKind kind, string why) => new(kind, Invariant($"{why}, at iteration {Iterations}"));

    private StopReason Cancelled() => Stopped(StopKind.Cancelled, "cancelled");

    private StopReason Stalled() =>
        Stopped(StopKind.Stalled, "stalled: no step that changes the parameters noticeably lowers the sum of squares");

    private StopReason TargetReached() => Stopped(
        StopKind.LossTarget, Invariant($"the sum of squares is {Current.SumOfSquares:G3}, not above {options.Target:G3}"));
}
