using System.Diagnostics.CodeAnalysis;
using static System.FormattableString;

namespace MiniGrad.Training.Stopping;

/// <summary>
/// The rules for stopping: <c>Stop.WhenGradientBelow(1e-8) | Stop.AfterIterations(10_000)</c>. They serve the descent on a function and the training
/// of a network alike; an iteration is an update there and an epoch here.
/// </summary>
[SuppressMessage("Naming", "CA1716", Justification = "A rule should read as what it says; Visual Basic writes the name [Stop].")]
public static class Stop
{
    /// <summary>After so many iterations.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public static StoppingRule AfterIterations(int count)
    {
        CheckCount(nameof(AfterIterations), count);
        return new(progress => progress.Iteration >= count ? new(StopKind.Iterations, Invariant($"{count} iterations are done")) : null);
    }

    /// <summary>
    /// When the gradient's norm is below ε: <c>‖g‖₂ &lt; ε</c>, over the elements of all parameters. For a single number that is <c>|f′(x)| &lt; ε</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">ε is not positive and finite.</exception>
    public static StoppingRule WhenGradientBelow(double epsilon) => OnGradient(
        nameof(WhenGradientBelow), epsilon, progress => progress.GradientNorm, "the gradient's norm");

    /// <summary>When every element of the gradient is below ε in absolute value: <c>maxᵢ |gᵢ| &lt; ε</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">ε is not positive and finite.</exception>
    public static StoppingRule WhenGradientElementsBelow(double epsilon) => OnGradient(
        nameof(WhenGradientElementsBelow), epsilon, progress => progress.LargestGradientElement, "the gradient's largest element");

    /// <summary>When an iteration changes the loss by less than ε: <c>|Lₜ − Lₜ₋₁| &lt; ε</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">ε is not positive and finite.</exception>
    public static StoppingRule WhenLossChangesLessThan(double epsilon)
    {
        CheckPositive(nameof(WhenLossChangesLessThan), epsilon);
        return new(progress => progress.PreviousLoss is { } previous && Math.Abs(progress.Loss - previous) is var change && change < epsilon
            ? new(StopKind.LossChange, Invariant($"the loss changed by {change:G3}, less than {epsilon:R}, at iteration {progress.Iteration}"))
            : null);
    }

    /// <summary>When an iteration changes the loss by less than a share ε of what it was, or not at all: <c>|Lₜ − Lₜ₋₁| &lt; ε·|Lₜ₋₁|</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">ε is not positive and finite.</exception>
    public static StoppingRule WhenLossChangesRelativelyLessThan(double epsilon)
    {
        CheckPositive(nameof(WhenLossChangesRelativelyLessThan), epsilon);
        return new(progress => progress.PreviousLoss is { } previous
            && Math.Abs(progress.Loss - previous) is var change && (change == 0 || change < epsilon * Math.Abs(previous))
            ? new(StopKind.LossChange, Invariant($"the loss changed from {previous:G6} by {change:G3}, a share of less than {epsilon:R}, at iteration {progress.Iteration}"))
            : null);
    }

    /// <summary>When the loss is below a target.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The target is not finite.</exception>
    public static StoppingRule WhenLossBelow(double target)
    {
        if (!double.IsFinite(target)) throw new ArgumentOutOfRangeException(nameof(target), Invariant($"WhenLossBelow: the target must be finite, got {target}."));
        return new(progress => progress.Loss < target
            ? new(StopKind.LossTarget, Invariant($"the loss fell to {progress.Loss:G6}, below {target:R}, at iteration {progress.Iteration}"))
            : null);
    }

    /// <summary>At the end of the first iteration after so much time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public static StoppingRule AfterTime(TimeSpan time)
    {
        if (time <= TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(time), Invariant($"AfterTime: the time must be positive, got {time}."));
        return new(progress => progress.Elapsed >= time
            ? new(StopKind.Time, Invariant($"{progress.Elapsed.TotalSeconds:G4} s have passed, of {time.TotalSeconds:G4} s, at iteration {progress.Iteration}"))
            : null);
    }

    /// <summary>When the smallest loss so far is so many iterations old.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public static StoppingRule AfterNoImprovement(int iterations)
    {
        CheckCount(nameof(AfterNoImprovement), iterations);
        return new(progress => progress.IterationsSinceBest >= iterations
            ? new(StopKind.NoImprovement, Invariant($"the loss has not improved since iteration {progress.Iteration - progress.IterationsSinceBest}, for {iterations} iterations"))
            : null);
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

    private static StoppingRule OnGradient(string rule, double epsilon, Func<StoppingProgress, double?> size, string what)
    {
        CheckPositive(rule, epsilon);
        return new(
            progress =>
            {
                double value = size(progress) ?? throw new InvalidOperationException(
                    $"{rule}: the rule looks at {what}, which is not known at iteration {progress.Iteration}; observe it together with the loss.");
                return value < epsilon
                    ? new(StopKind.Gradient, Invariant($"{what} fell to {value:G3}, below {epsilon:R}, at iteration {progress.Iteration}"))
                    : null;
            },
            needsGradient: true);
    }

    private static void CheckPositive(string rule, double epsilon)
    {
        if (!(epsilon > 0 && double.IsFinite(epsilon)))
            throw new ArgumentOutOfRangeException(nameof(epsilon), Invariant($"{rule}: epsilon must be positive and finite, got {epsilon}."));
    }

    private static void CheckCount(string rule, int count)
    {
        if (count < 1) throw new ArgumentOutOfRangeException(nameof(count), Invariant($"{rule}: the number of iterations must be at least 1, got {count}."));
    }
}
