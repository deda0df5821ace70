using System.Diagnostics.CodeAnalysis;

namespace MiniGrad.Training;

/// <summary>The rules for stopping: <c>Stop.WhenGradientBelow(1e-8) | Stop.AfterIterations(10_000)</c>. An iteration is an update in a
/// descent on a function, and an epoch in training.</summary>
[SuppressMessage("Naming", "CA1716", Justification = "A rule should read as what it says; Visual Basic writes the name [Stop].")]
public static class Stop
{
    /// <summary>After so many iterations.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public static StoppingRule AfterIterations(int count)
    {
        CheckCount(nameof(AfterIterations), count, nameof(count));
        return Once(StopKind.Iterations, progress => progress.Iteration >= count, progress => $"{count} {progress.Unit}s are done");
    }

    /// <summary>When the gradient's norm is below ε: <c>‖g‖₂ &lt; ε</c>, over the elements of all parameters; for one number
    /// <c>|f′(x)| &lt; ε</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">ε is not positive and finite.</exception>
    public static StoppingRule WhenGradientBelow(double epsilon) =>
        OnGradient(nameof(WhenGradientBelow), epsilon, progress => progress.GradientNorm, "the gradient's norm");

    /// <summary>When every element of the gradient is below ε in absolute value: <c>maxᵢ |gᵢ| &lt; ε</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">ε is not positive and finite.</exception>
    public static StoppingRule WhenGradientElementsBelow(double epsilon) =>
        OnGradient(
            nameof(WhenGradientElementsBelow), epsilon, progress => progress.LargestGradientElement, "the gradient's largest element");

    /// <summary>When iterations change the loss by less than ε: <c>|Lₜ − Lₜ₋₁| &lt; ε</c>.</summary>
    /// <param name="epsilon">ε, above 0.</param>
    /// <param name="iterations">How many iterations in a row it must be so. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">ε is not positive and finite; or the iterations are below 1.</exception>
    public static StoppingRule WhenLossChangesLessThan(double epsilon, int iterations = 1)
    {
        CheckEpsilon(nameof(WhenLossChangesLessThan), epsilon);
        return InARow(
            nameof(WhenLossChangesLessThan), iterations, progress => Change(progress) < epsilon,
            progress => $"the {progress.Quantity} changed by {Change(progress):G3}, less than {epsilon:R},");
    }

    /// <summary>When iterations change the loss by less than a share ε, or not at all: <c>|Lₜ − Lₜ₋₁| &lt; ε·|Lₜ₋₁|</c>.</summary>
    /// <inheritdoc cref="WhenLossChangesLessThan"/>
    public static StoppingRule WhenLossChangesRelativelyLessThan(double epsilon, int iterations = 1)
    {
        CheckEpsilon(nameof(WhenLossChangesRelativelyLessThan), epsilon);
        return InARow(
            nameof(WhenLossChangesRelativelyLessThan), iterations,
            progress => Change(progress) is var change && (change == 0 || change < epsilon * Math.Abs(progress.PreviousLoss ?? 0)),
            progress =>
            {
                double before = progress.InItsSign(progress.PreviousLoss ?? 0);
                return $"the {progress.Quantity} changed from {before:G6} by {Change(progress):G3}, a share of less than {epsilon:R},";
            });
    }

    /// <summary>When the loss is below a target. Not for an ascent, which has no loss: see <see cref="WhenValueAbove"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The target is not finite.</exception>
    public static StoppingRule WhenLossBelow(double target)
    {
        Guard.Finite(target, nameof(WhenLossBelow), "the target");
        return Once(
            StopKind.LossTarget, progress => progress.Loss < target, progress => $"the loss fell to {progress.Loss:G6}, below {target:R},",
            descentOnly: "WhenLossBelow: an ascent has no loss that falls; look at the value itself with WhenValueAbove.");
    }

    /// <summary>When the function's value in its own sign, whichever way the run goes, or a network's loss, is above a target.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The target is not finite.</exception>
    public static StoppingRule WhenValueAbove(double target)
    {
        Guard.Finite(target, nameof(WhenValueAbove), "the target");
        return Once(
            StopKind.LossTarget, progress => progress.Value > target,
            progress => $"the value rose to {progress.Value:G6}, above {target:R},");
    }

    /// <summary>When the function's value in its own sign, whichever way the run goes, or a network's loss, is below a target.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The target is not finite.</exception>
    public static StoppingRule WhenValueBelow(double target)
    {
        Guard.Finite(target, nameof(WhenValueBelow), "the target");
        return Once(
            StopKind.LossTarget, progress => progress.Value < target,
            progress => $"the value fell to {progress.Value:G6}, below {target:R},");
    }

    /// <summary>At the end of the first iteration after so much time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public static StoppingRule AfterTime(TimeSpan time)
    {
        Guard.That(time > TimeSpan.Zero, time, "positive", nameof(AfterTime), "the time");
        return Once(
            StopKind.Time, progress => progress.Elapsed >= time,
            progress => $"{progress.Elapsed.TotalSeconds:G4} s have passed, of {time.TotalSeconds:G4} s,");
    }

    /// <summary>When the loss, in an ascent the value, has not improved for so many iterations.</summary>
    /// <param name="iterations">How many, at least 1.</param>
    /// <param name="minimumChange">The smallest change that counts as an improvement, exclusive. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The iterations are below 1; or the change is negative or not finite.</exception>
    public static StoppingRule AfterNoImprovement(int iterations, double minimumChange = 0)
    {
        CheckCount(nameof(AfterNoImprovement), iterations, nameof(iterations));
        Guard.NotNegative(minimumChange, nameof(AfterNoImprovement), "the minimum change");
        if (minimumChange == 0)
        {
            return new(progress => progress.IterationsSinceBest < iterations ? null : NoImprovement(
                progress, "", progress.Iteration - progress.IterationsSinceBest));
        }
        return new(() =>
        {
            double best = double.PositiveInfinity;
            int bestAt = 0;
            return progress =>
            {
                if (progress.Loss < best - minimumChange) (best, bestAt) = (progress.Loss, progress.Iteration);
                return progress.Iteration - bestAt < iterations
                    ? null
                    : NoImprovement(progress, Invariant($" by more than {minimumChange:R}"), bestAt);
            };
        });

        StopReason NoImprovement(StoppingProgress progress, string by, int since) => new(
            StopKind.NoImprovement,
            Invariant($"the {progress.Quantity} has not improved{by} since {progress.Unit} {since}, for {iterations} {progress.Unit}s"));
    }

    /// <summary>When a condition of your own holds.</summary>
    /// <param name="condition">Looks at the progress; it must not remember anything if the rule is to serve several runs.</param>
    /// <param name="sentence">The reason in words.</param>
    public static StoppingRule When(Func<StoppingProgress, bool> condition, string sentence)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentException.ThrowIfNullOrWhiteSpace(sentence);
        return new(progress => condition(progress) ? new(StopKind.Condition, sentence) : null);
    }

    /// <param name="kind">The kind of the reason.</param>
    /// <param name="holds">Whether to stop.</param>
    /// <param name="sentence">The reason; behind a comma it goes on with the iteration.</param>
    /// <param name="descentOnly">Why the rule is of no use in an ascent, or null.</param>
    private static StoppingRule Once(
        StopKind kind, Func<StoppingProgress, bool> holds, Func<StoppingProgress, FormattableString> sentence,
        string? descentOnly = null) =>
        new(progress => holds(progress) ? new(kind, Sentence(sentence(progress), progress)) : null, descentOnly: descentOnly);

    private static StoppingRule OnGradient(string rule, double epsilon, Func<StoppingProgress, double?> size, string what)
    {
        CheckEpsilon(rule, epsilon);
        return new(
            progress =>
            {
                double value = size(progress) ?? throw new InvalidOperationException(
                    $"{rule}: the rule looks at {what}, which is not known at {progress.Unit} {progress.Iteration}; observe it " +
                    "together with the loss.");
                return value < epsilon
                    ? new(StopKind.Gradient, Sentence($"{what} fell to {value:G3}, below {epsilon:R},", progress))
                    : null;
            },
            needsGradient: true);
    }

    private static StoppingRule InARow(
        string rule, int iterations, Func<StoppingProgress, bool> condition, Func<StoppingProgress, FormattableString> sentence)
    {
        CheckCount(rule, iterations, nameof(iterations));
        if (iterations == 1) return Once(StopKind.LossChange, condition, sentence);
        return new(() =>
        {
            int held = 0;
            return progress =>
            {
                held = condition(progress) ? held + 1 : 0;
                return held < iterations
                    ? null
                    : new(StopKind.LossChange, Invariant($"{Sentence(sentence(progress), progress)}, as in each of the last {iterations}"));
            };
        });
    }

    private static string Sentence(FormattableString sentence, StoppingProgress progress) =>
        Invariant(sentence) is var text && text.EndsWith(',') ? Invariant($"{text} at {progress.Unit} {progress.Iteration}") : text;

    /// <summary>By how much the loss has changed, or NaN if it is not known.</summary>
    private static double Change(StoppingProgress progress) => Math.Abs(progress.Loss - (progress.PreviousLoss ?? double.NaN));

    private static void CheckEpsilon(string rule, double epsilon) =>
        Guard.That(epsilon > 0 && double.IsFinite(epsilon), epsilon, "positive and finite", rule);

    private static void CheckCount(string rule, int count, string parameter) =>
        Guard.AtLeast(count, 1, rule, "the number of iterations", parameter);
}
