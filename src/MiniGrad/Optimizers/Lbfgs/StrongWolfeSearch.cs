namespace MiniGrad.Optimizers;

/// <summary>A line search: finds a step α along a descent direction that meets the strong Wolfe conditions, a value that is low enough,
/// <c>φ(α) ≤ φ(0) + c₁·α·φ′(0)</c>, and a slope that is flat enough, <c>|φ′(α)| ≤ c₂·|φ′(0)|</c>, by bracketing such a step and then
/// narrowing the bracket with cubic interpolation (Nocedal and Wright, "Numerical Optimization", 2nd edition, 2006, algorithms 3.5 and 3.6,
/// equation 3.59).</summary>
/// <remarks>The book leaves open how far to go out and when an interpolated step is too near to an end of the bracket; that is as in
/// PyTorch's search of the same name. Where values differ by rounding only, their slopes stand in for them: <c>φ(α) ≤ φ(0) + ε·|φ(0)|</c>
/// and <c>φ′(α) ≤ (2c₁ − 1)·φ′(0)</c> (Hager and Zhang, "A new conjugate gradient method with guaranteed descent and an efficient line
/// search", 2005). Where the function is not finite, the step was too long, and the bracket is halved.</remarks>
/// <param name="sufficientDecrease">c₁.</param>
/// <param name="curvature">c₂.</param>
/// <param name="tolerance">A bracket in which no parameter moves by more than this is narrowed no further.</param>
/// <param name="precision">ε: values of φ that differ by less than this share may be equal.</param>
internal sealed class StrongWolfeSearch(double sufficientDecrease, double curvature, double tolerance, double precision = 0)
{
    private const int MaximumTrials = 25;

    // Going out, a step is at least so much farther than the last one and at most so many times as far.
    private const double LeastGrowth = 0.01;
    private const double MostGrowth = 10;

    // Two trials in a row that are nearer to an end of the bracket than this share of it make no progress.
    private const double Margin = 0.1;

    /// <summary>The best step found, or 0 if no other is better.</summary>
    public (LinePoint Best, int Evaluations) Run(Func<double, LinePoint> evaluate, LinePoint start, double step, double largestMove)
    {
        Span<LinePoint> bracket = stackalloc LinePoint[2];
        LinePoint previous = start, trial = evaluate(step);
        int trials = 0;
        while (true)
        {
            if (trials == MaximumTrials)
            {
                (bracket[0], bracket[1]) = (start, trial);
                break;
            }
            bool isTooFar = IsTooHigh(trial, start) || trials > 1 && trial.Value >= previous.Value;
            if (!isTooFar && IsFlat(trial, start)) return (trial, trials + 1);
            if (isTooFar || trial.Slope >= 0)
            {
                (bracket[0], bracket[1]) = (previous, trial);
                break;
            }
            double next = Interpolate(previous, trial, trial.Step + LeastGrowth * (trial.Step - previous.Step), MostGrowth * trial.Step);
            (previous, trial) = (trial, evaluate(next));
            trials++;
        }
        return Narrow(bracket, evaluate, start, trials, largestMove);
    }

    private (LinePoint Best, int Evaluations) Narrow(
        Span<LinePoint> bracket, Func<double, LinePoint> evaluate, LinePoint start, int trials, double largestMove)
    {
        int low = Lower(bracket);
        bool wasNearEnd = false;
        while (trials < MaximumTrials)
        {
            double left = Math.Min(bracket[0].Step, bracket[1].Step), right = Math.Max(bracket[0].Step, bracket[1].Step);
            double margin = Margin * (right - left);
            if ((right - left) * largestMove < tolerance || right == left) break;
            double step = Interpolate(bracket[0], bracket[1], left, right);
            bool isNearEnd = Math.Min(right - step, step - left) < margin;
            if (isNearEnd && (wasNearEnd || step >= right || step <= left))
            {
                step = Math.Abs(step - right) < Math.Abs(step - left) ? right - margin : left + margin;
                isNearEnd = false;
            }
            wasNearEnd = isNearEnd;

            LinePoint trial = evaluate(step);
            trials++;
            if (IsRounded(trial, start) && IsFlat(trial, start)) return (trial, trials + 1);
            if (IsTooHigh(trial, start) || trial.Value >= bracket[low].Value)
            {
                bracket[1 - low] = trial;
                low = Lower(bracket);
                continue;
            }
            if (IsFlat(trial, start)) return (trial, trials + 1);
            if (trial.Slope * (bracket[1 - low].Step - bracket[low].Step) >= 0) bracket[1 - low] = bracket[low];
            bracket[low] = trial;
        }
        return (bracket[low], trials + 1);
    }

    private bool IsTooHigh(LinePoint point, LinePoint start) => !point.IsFinite
        || point.Value > start.Value + sufficientDecrease * point.Step * start.Slope && !IsRounded(point, start);

    /// <summary>Whether the value is that of the start but for rounding, and the slope tells that it is lower.</summary>
    private bool IsRounded(LinePoint point, LinePoint start) =>
        Math.Abs(point.Value - start.Value) <= precision * Math.Abs(start.Value)
            && point.Slope <= (2 * sufficientDecrease - 1) * start.Slope;

    private bool IsFlat(LinePoint point, LinePoint start) => Math.Abs(point.Slope) <= -curvature * start.Slope;

    /// <summary>The place of the lower end; one of them is always finite.</summary>
    private static int Lower(ReadOnlySpan<LinePoint> bracket) =>
        !bracket[1].IsFinite || bracket[0].IsFinite && bracket[0].Value <= bracket[1].Value ? 0 : 1;

    /// <summary>The minimum, within limits, of the cubic through two points with their slopes; the middle if it has none.</summary>
    private static double Interpolate(LinePoint a, LinePoint b, double least, double most)
    {
        (LinePoint left, LinePoint right) = a.Step <= b.Step ? (a, b) : (b, a);
        double middle = (least + most) / 2;
        if (!left.IsFinite || !right.IsFinite) return middle;
        double first = left.Slope + right.Slope - 3 * (left.Value - right.Value) / (left.Step - right.Step);
        double square = first * first - left.Slope * right.Slope;
        if (!(square >= 0)) return middle;
        double second = Math.Sqrt(square);
        double minimum = right.Step - (right.Step - left.Step) * ((right.Slope + second - first) / (right.Slope - left.Slope + 2 * second));
        return double.IsNaN(minimum) ? middle : Math.Min(Math.Max(minimum, least), most);
    }
}

/// <summary>A function φ along a line, at a step α: φ(α) and φ′(α).</summary>
internal readonly record struct LinePoint(double Step, double Value, double Slope)
{
    public bool IsFinite => double.IsFinite(Value) && double.IsFinite(Slope);
}
