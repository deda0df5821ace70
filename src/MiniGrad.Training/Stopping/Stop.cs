using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MiniGrad.Training;

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

    /// <summary>When iterations change the loss by less than ε: <c>|Lₜ − Lₜ₋₁| &lt; ε</c>.</summary>
    /// <param name="epsilon">ε, above 0.</param>
    /// <param name="iterations">How many iterations in a row it must be so. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">ε is not positive and finite; or the iterations are below 1.</exception>
    public static StoppingRule WhenLossChangesLessThan(double epsilon, int iterations = 1)
    {
        CheckPositive(nameof(WhenLossChangesLessThan), epsilon);
        CheckCount(nameof(WhenLossChangesLessThan), iterations);
        return InARow(
            iterations,
            progress => Change(progress) < epsilon,
            progress => Invariant($"the {progress.Quantity} changed by {Change(progress):G3}, less than {epsilon:R}, at iteration {progress.Iteration}"));
    }

    /// <summary>When iterations change the loss by less than a share ε of what it was, or not at all: <c>|Lₜ − Lₜ₋₁| &lt; ε·|Lₜ₋₁|</c>.</summary>
    /// <param name="epsilon">ε, above 0.</param>
    /// <param name="iterations">How many iterations in a row it must be so. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">ε is not positive and finite; or the iterations are below 1.</exception>
    public static StoppingRule WhenLossChangesRelativelyLessThan(double epsilon, int iterations = 1)
    {
        CheckPositive(nameof(WhenLossChangesRelativelyLessThan), epsilon);
        CheckCount(nameof(WhenLossChangesRelativelyLessThan), iterations);
        return InARow(
            iterations,
            progress => Change(progress) is var change && (change == 0 || change < epsilon * Math.Abs(progress.PreviousLoss ?? 0)),
            progress => Invariant(
                $"the {progress.Quantity} changed from {progress.InItsSign(progress.PreviousLoss ?? 0):G6} by {Change(progress):G3}, a share of less than {epsilon:R}, at iteration {progress.Iteration}"));
    }

    /// <summary>When the loss is below a target. Not for an ascent, which has no loss: see <see cref="WhenValueAbove"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The target is not finite.</exception>
    public static StoppingRule WhenLossBelow(double target)
    {
        CheckFinite(nameof(WhenLossBelow), target);
        return new(
            progress => progress.Loss < target
                ? new(StopKind.LossTarget, Invariant($"the loss fell to {progress.Loss:G6}, below {target:R}, at iteration {progress.Iteration}"))
                : null,
            descentOnly: "WhenLossBelow: an ascent has no loss that falls; look at the value itself with WhenValueAbove.");
    }

    /// <summary>When the function's value, in its own sign whichever way the run goes, or a network's loss, is above a target.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The target is not finite.</exception>
    public static StoppingRule WhenValueAbove(double target)
    {
        CheckFinite(nameof(WhenValueAbove), target);
        return new(progress => progress.Value > target
            ? new(StopKind.LossTarget, Invariant($"the value rose to {progress.Value:G6}, above {target:R}, at iteration {progress.Iteration}"))
            : null);
    }

    /// <summary>When the function's value, in its own sign whichever way the run goes, or a network's loss, is below a target.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The target is not finite.</exception>
    public static StoppingRule WhenValueBelow(double target)
    {
        CheckFinite(nameof(WhenValueBelow), target);
        return new(progress => progress.Value < target
            ? new(StopKind.LossTarget, Invariant($"the value fell to {progress.Value:G6}, below {target:R}, at iteration {progress.Iteration}"))
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

    /// <summary>When the loss has not improved for so many iterations: the smallest so far, in an ascent the largest value, is that old.</summary>
    /// <param name="iterations">How many, at least 1.</param>
    /// <param name="minimumChange">By more than what a loss must be better than the last that counted, to count as improvement. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The iterations are below 1; or the change is negative or not finite.</exception>
    public static StoppingRule AfterNoImprovement(int iterations, double minimumChange = 0)
    {
        CheckCount(nameof(AfterNoImprovement), iterations);
        if (!(minimumChange >= 0 && double.IsFinite(minimumChange)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(minimumChange), Invariant($"AfterNoImprovement: the minimum change must be a finite number of at least 0, got {minimumChange}."));
        }
        if (minimumChange == 0)
        {
            return new(progress => progress.IterationsSinceBest < iterations ? null : NoImprovement(
                $"the {progress.Quantity} has not improved since iteration {progress.Iteration - progress.IterationsSinceBest}, for {iterations} iterations"));
        }
        return new(() =>
        {
            double best = double.PositiveInfinity;
            int bestAt = 0;
            return progress =>
            {
                if (progress.Loss < best - minimumChange) (best, bestAt) = (progress.Loss, progress.Iteration);
                return progress.Iteration - bestAt < iterations ? null : NoImprovement(
                    $"the {progress.Quantity} has not improved by more than {minimumChange:R} since iteration {bestAt}, for {iterations} iterations");
            };
        });

        static StopReason NoImprovement(FormattableString sentence) => new(StopKind.NoImprovement, Invariant(sentence));
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

    private static StoppingRule InARow(int iterations, Func<StoppingProgress, bool> condition, Func<StoppingProgress, string> sentence)
    {
        if (iterations == 1) return new(progress => condition(progress) ? new(StopKind.LossChange, sentence(progress)) : null);
        return new(() =>
        {
            int held = 0;
            return progress =>
            {
                held = condition(progress) ? held + 1 : 0;
                return held < iterations ? null : new(StopKind.LossChange, Invariant($"{sentence(progress)}, as in each of the last {iterations}"));
            };
        });
    }

    /// <summary>By how much the loss has changed, or NaN if it is not known.</summary>
    private static double Change(StoppingProgress progress) => Math.Abs(progress.Loss - (progress.PreviousLoss ?? double.NaN));

    private static void CheckPositive(string rule, double epsilon)
    {
        if (!(epsilon > 0 && double.IsFinite(epsilon)))
            throw new ArgumentOutOfRangeException(nameof(epsilon), Invariant($"{rule}: epsilon must be positive and finite, got {epsilon}."));
    }

    private static void CheckFinite(string rule, double target)
    {
        if (!double.IsFinite(target)) throw new ArgumentOutOfRangeException(nameof(target), Invariant($"{rule}: the target must be finite, got {target}."));
    }

    private static void CheckCount(string rule, int count, [CallerArgumentExpression(nameof(count))] string? parameter = null)
    {
        if (count < 1) throw new ArgumentOutOfRangeException(parameter, Invariant($"{rule}: the number of iterations must be at least 1, got {count}."));
    }
}
