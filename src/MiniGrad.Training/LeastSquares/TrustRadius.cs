namespace MiniGrad.Training;

/// <summary>How far the linearised residuals are trusted, and by how much steps are damped, after Moré's rules (1978).</summary>
internal sealed class TrustRadius(double initialFactor)
{
    /// <summary>Δ, of scaled steps.</summary>
    public double Radius { get; private set; } = double.NaN;

    /// <summary>The damping to begin with.</summary>
    public double Damping { get; private set; }

    /// <summary>The length of the scaled point that steps begin at.</summary>
    public double PointLength { get; private set; }

    private bool isFirst = true;

    /// <summary>Begins steps from a point of a length.</summary>
    public void Begin(double pointLength)
    {
        PointLength = pointLength;
        if (double.IsNaN(Radius)) Radius = pointLength > 0 ? initialFactor * pointLength : initialFactor;
    }

    /// <summary>Takes notice of the length of a step before it is tried.</summary>
    public void See(double length)
    {
        if (isFirst) Radius = Math.Min(Radius, length);
        isFirst = false;
    }

    /// <summary>Shortens the radius after a step that was not worth to be tried.</summary>
    public void Shorten(double length)
    {
        Damping *= 4;
        Radius = 0.25 * Math.Min(Radius, length);
    }

    /// <summary>Changes the radius by what a step did, compared with what was expected of it.</summary>
    /// <returns>Whether the step is worth to be taken.</returns>
    public bool Judge(Step step, double before, double after)
    {
        double actual = double.IsFinite(after) && 0.01 * after < before ? 1 - after / before : -1;
        double ratio = step.PredictedReduction > 0 ? actual / step.PredictedReduction : 0;
        Damping = step.Damping;
        if (ratio <= 0.25)
        {
            double factor = actual >= 0 ? 0.5 : 0.5 * step.Slope / (step.Slope + 0.5 * actual);
            if (!double.IsFinite(after) || 0.01 * after >= before || !(factor >= 0.1)) factor = 0.1;
            Radius = factor * Math.Min(Radius, step.Length / 0.1);
            Damping /= factor;
        }
        else if (Damping == 0 || ratio >= 0.75)
        {
            Radius = 2 * step.Length;
            Damping *= 0.5;
        }
        return ratio >= 1e-4;
    }
}

/// <summary>A step to try.</summary>
/// <param name="Target">Where it leads.</param>
/// <param name="Damping">λ.</param>
/// <param name="Length">The length of the scaled step, before it was bent or cut at bounds.</param>
/// <param name="PredictedReduction">By what part of it the sum of squares is expected to fall.</param>
/// <param name="Slope">Half of the slope of the sum of squares along the step, divided by the sum; below 0.</param>
internal readonly record struct Step(double[] Target, double Damping, double Length, double PredictedReduction, double Slope)
{
    /// <summary>Whether there was no step that would lower the sum of squares.</summary>
    public bool IsNone => Target.Length == 0;
}
