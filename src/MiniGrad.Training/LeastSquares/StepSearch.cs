namespace MiniGrad.Training;

/// <summary>The steps from one point.</summary>
internal sealed class StepSearch
{
    // The longest acceleration, relative to the step, that steps are bent by (Transtrum and Sethna's α).
    private const double MostBending = 0.75;

    private readonly ResidualFunction function;
    private readonly Bounds? bounds;
    private readonly ResidualPoint point;
    private readonly double[] columns, gradient, projected, scale;
    private readonly int[] free;
    private readonly JacobianFactor factor;
    private readonly DampedSystem system;

    /// <param name="function">What is minimised.</param>
    /// <param name="bounds">Where parameters must stay.</param>
    /// <param name="point">Where steps begin.</param>
    /// <param name="columns">The Jacobian there.</param>
    /// <param name="gradient">Jᵀr.</param>
    /// <param name="free">The parameters that no bound holds.</param>
    /// <param name="scale">The diagonal of D.</param>
    public StepSearch(
        ResidualFunction function, Bounds? bounds, ResidualPoint point, double[] columns, double[] gradient, int[] free, double[] scale)
    {
        (this.function, this.bounds, this.point, this.columns) = (function, bounds, point, columns);
        (this.gradient, this.free) = (gradient, free);
        int rows = point.Residuals.Length;
        double[] chosen = columns;
        if (free.Length < scale.Length)
        {
            chosen = new double[rows * free.Length];
            for (int j = 0; j < free.Length; j++) columns.AsSpan(free[j] * rows, rows).CopyTo(chosen.AsSpan(j * rows));
        }
        this.scale = [.. free.Select(j => scale[j])];
        factor = new JacobianFactor(chosen, rows, free.Length, function.MayUseProducts);
        system = new DampedSystem(factor, this.scale);
        projected = factor.Project(point.Residuals);
    }

    /// <summary>A step within a radius that is expected to lower the sum of squares; one that is cut at bounds so that it does not is
    /// shortened.</summary>
    public Step Within(TrustRadius region, bool accelerates)
    {
        while (true)
        {
            double[] direction = system.Within(projected, region.Radius, region.Damping);
            region.See(system.Length);
            double[] straight = Target(direction, null, out bool isStraightCut);
            double[] moved = Difference(straight);
            bool isMoved = Array.Exists(moved, value => value != 0);
            if (!isMoved) return default(Step) with { Target = [] };
            (double predicted, double slope) = Predict(moved, isStraightCut);
            if (!(predicted > 0 && slope < 0))
            {
                if (!isStraightCut) return default(Step) with { Target = [] };
                region.Shorten(system.Length);
                continue;
            }
            bool bends = accelerates && !isStraightCut;
            double[] target = bends && Bend(direction) is { } bend ? Target(direction, bend, out _) : straight;
            return new Step(target, system.Damping, system.Length, predicted, slope);
        }
    }

    /// <summary>Half of the acceleration along a step, at most <see cref="MostBending"/> as long.</summary>
    private double[]? Bend(double[] direction)
    {
        double[] whole = new double[point.Parameters.Length];
        for (int j = 0; j < free.Length; j++) whole[free[j]] = direction[j];
        if (point.Acceleration(whole) is not { } curvature || Vectors.FirstNotFinite(curvature) >= 0) return null;
        double[] acceleration = system.Again(factor.Project(curvature));
        double length = 2 * Vectors.Norm(scale, acceleration), most = MostBending * system.Length;
        double half = length > most ? 0.5 * most / length : 0.5;
        for (int j = 0; j < acceleration.Length; j++) acceleration[j] *= half;
        return Vectors.FirstNotFinite(acceleration) < 0 ? acceleration : null;
    }

    private double[] Target(double[] direction, double[]? bend, out bool isCut)
    {
        double[] target = (double[])point.Parameters.Clone();
        for (int j = 0; j < free.Length; j++) target[free[j]] += direction[j] + (bend?[j] ?? 0);
        isCut = bounds is not null && bounds.Project(target);
        function.Round(target);
        return target;
    }

    private double[] Difference(double[] target)
    {
        double[] moved = new double[target.Length];
        for (int i = 0; i < moved.Length; i++) moved[i] = target[i] - point.Parameters[i];
        return moved;
    }

    /// <summary>What the linearised residuals promise: <c>−(2·r·J·p + ‖J·p‖²)</c> and <c>r·J·p</c>, divided by the sum of
    /// squares.</summary>
    private (double Reduction, double Slope) Predict(double[] moved, bool isCut)
    {
        int rows = point.Residuals.Length;
        double[] change = new double[rows];
        foreach (int j in free) Vectors.AddScaled(moved[j], columns.AsSpan(j * rows, rows), change);
        double squares = Vectors.Dot(change, change) / point.SumOfSquares;
        if (!isCut)
        {
            // The same as below, for a step that solves the damped system, without differences.
            double damped = system.Damping * system.Length * system.Length / point.SumOfSquares;
            return (squares + 2 * damped, -(squares + damped));
        }
        double slope = Vectors.Dot(gradient, moved) / point.SumOfSquares;
        return (-(2 * slope + squares), slope);
    }
}
