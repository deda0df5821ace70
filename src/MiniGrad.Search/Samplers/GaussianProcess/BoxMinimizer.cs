namespace MiniGrad.Search;

/// <summary>A value, and its gradient.</summary>
internal delegate double DifferentiableFunction(ReadOnlySpan<double> point, Span<double> gradient);

/// <summary>Finds a minimum of a smooth function within bounds by BFGS in the coordinates that are free, with the steps projected to the
/// bounds (Bertsekas, "Projected Newton methods", 1982).</summary>
internal sealed class BoxMinimizer(int size)
{
    private const double SufficientDecrease = 1e-4;
    private const int MostHalvings = 12;

    private readonly double[] inverseHessian = new double[size * size];
    private readonly double[] gradient = new double[size], nextGradient = new double[size];
    private readonly double[] direction = new double[size], next = new double[size], change = new double[size], turn = new double[size];
    private readonly bool[] isHeld = new bool[size];

    /// <summary>Goes down from a point, in place, and returns the value there.</summary>
    /// <param name="function">The function.</param>
    /// <param name="point">The start, within the bounds, and the end.</param>
    /// <param name="low">The lower bounds.</param>
    /// <param name="high">The upper ones; where it equals the lower one, the coordinate stays.</param>
    /// <param name="firstStep">The longest change of a coordinate in the first step.</param>
    /// <param name="mostCalls">After so many calls of the function it ends.</param>
    /// <param name="tolerance">It ends where a step lowers the value by less.</param>
    public double Minimize(
        DifferentiableFunction function, Span<double> point, ReadOnlySpan<double> low, ReadOnlySpan<double> high, double firstStep,
        int mostCalls, double tolerance)
    {
        double value = function(point, gradient);
        int calls = 1;
        bool isFresh = true;
        while (calls < mostCalls)
        {
            double steepest = 0;
            for (int i = 0; i < size; i++)
            {
                isHeld[i] = low[i] == high[i] || point[i] <= low[i] && gradient[i] > 0 || point[i] >= high[i] && gradient[i] < 0;
                if (!isHeld[i]) steepest = Math.Max(steepest, Math.Abs(gradient[i]));
            }
            if (!(steepest > 0) || !double.IsFinite(value)) break;
            if (isFresh) Reset(firstStep / steepest);
            if (!SetDirection())
            {
                Reset(firstStep / steepest);
                isFresh = true;
                SetDirection();
            }
            double step = 1, found = double.NaN;
            bool isLower = false;
            for (int halving = 0; halving < MostHalvings && calls < mostCalls; halving++)
            {
                double slope = 0;
                for (int i = 0; i < size; i++)
                {
                    next[i] = Math.Clamp(point[i] + step * direction[i], low[i], high[i]);
                    slope += (next[i] - point[i]) * gradient[i];
                }
                found = function(next, nextGradient);
                calls++;
                isLower = found <= value + SufficientDecrease * Math.Min(slope, 0) && found < value;
                if (isLower) break;
                // The minimum of the parabola through both values and the slope, within limits.
                double best = -slope / (2 * (found - value - slope));
                step *= double.IsFinite(best) ? Math.Clamp(best, 0.1, 0.5) : 0.1;
            }
            if (!isLower)
            {
                if (isFresh) break;
                isFresh = true;
                continue;
            }
            Update(point, isFresh);
            isFresh = false;
            next.CopyTo(point);
            nextGradient.CopyTo(gradient, 0);
            double decrease = value - found;
            value = found;
            if (decrease < tolerance) break;
        }
        return value;
    }

    private void Reset(double scale)
    {
        Array.Clear(inverseHessian);
        for (int i = 0; i < size; i++) inverseHessian[i * size + i] = scale;
    }

    /// <summary>Whether it goes down.</summary>
    private bool SetDirection()
    {
        double slope = 0;
        for (int i = 0; i < size; i++)
        {
            double sum = 0;
            if (!isHeld[i])
                for (int k = 0; k < size; k++)
                    if (!isHeld[k]) sum -= inverseHessian[i * size + k] * gradient[k];
            direction[i] = sum;
            slope += sum * gradient[i];
        }
        return slope < 0;
    }

    private void Update(ReadOnlySpan<double> point, bool isFresh)
    {
        double curvature = 0, turned = 0;
        for (int i = 0; i < size; i++)
        {
            change[i] = next[i] - point[i];
            turn[i] = nextGradient[i] - gradient[i];
            curvature += change[i] * turn[i];
            turned += turn[i] * turn[i];
        }
        if (!(curvature > 1e-10 * Math.Sqrt(turned * Rows.Dot(change, change)))) return;
        if (isFresh) Reset(curvature / turned);
        // H ← (I − s yᵀ/ρ) H (I − y sᵀ/ρ) + s sᵀ/ρ, ρ = sᵀ y; the direction's room takes H y.
        double quadratic = 0;
        for (int i = 0; i < size; i++)
        {
            direction[i] = Rows.Dot(inverseHessian.AsSpan(i * size, size), turn);
            quadratic += direction[i] * turn[i];
        }
        double factor = (1 + quadratic / curvature) / curvature;
        for (int i = 0; i < size; i++)
            for (int k = 0; k < size; k++)
                inverseHessian[i * size + k] +=
                    factor * change[i] * change[k] - (change[i] * direction[k] + direction[i] * change[k]) / curvature;
    }
}
