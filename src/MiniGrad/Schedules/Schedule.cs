using static System.FormattableString;

namespace MiniGrad.Schedules;

/// <summary>A learning rate for every step of training: large at first to get far, smaller later to settle. <see cref="LearningRate"/>
/// makes them; derive from it to add another.</summary>
/// <remarks>A schedule is a pure function of the step: it remembers nothing, so that asking twice, out of order or from several threads
/// gives the same, and training that is taken up again at step t continues as if it had never stopped. What a step is (an update, an epoch)
/// is the caller's choice. One that ends holds its last value for ever.</remarks>
public abstract partial class Schedule
{
    /// <summary>The rate at a step.</summary>
    /// <param name="step">t, counted from 0: how many steps were made before this one.</param>
    /// <returns>η, finite and at least 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    /// <exception cref="InvalidOperationException">The rate is negative or not finite at this step.</exception>
    public double At(long step)
    {
        if (step < 0) Guard.Refuse(step, "at least 0", $"Schedule ({Description})", "the step", nameof(step));
        double rate = Rate(step);
        if (!(rate >= 0 && double.IsFinite(rate)))
            throw new InvalidOperationException(
                Invariant($"Schedule: expected a finite rate of at least 0 at step {step}, got {rate} ({Description})."));
        return rate;
    }

    /// <summary>The schedule in a few words, for reports and the legends of charts.</summary>
    public abstract string Description { get; }

    /// <inheritdoc cref="Description"/>
    public sealed override string ToString() => Description;

    /// <summary>The formula. Safe for use by several threads at once.</summary>
    /// <param name="time">The step t, at least 0.</param>
    protected abstract double Rate(long time);
}
