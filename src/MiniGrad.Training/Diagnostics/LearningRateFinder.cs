using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Schedules;

namespace MiniGrad.Training;

/// <summary>The range test: trains with a rate that grows exponentially, to find where the loss falls and where it explodes (Smith,
/// "Cyclical learning rates for training neural networks", 2017, section 3.3).</summary>
public static class LearningRateFinder
{
    private const double DivergedFactor = 4;

    /// <summary>Makes some steps of training, step i with <c>η_i = η_min·(η_max/η_min)^(i/(n − 1))</c>, and takes them back.</summary>
    /// <remarks>It ends early once the smoothed loss is above four times the smallest so far (of one below 0: above it by three times its
    /// size), or is not finite. Afterwards, also after an exception, parameters, gradients and the optimizer with its schedule are as they
    /// were, to the last bit, as are running averages of <see cref="BatchNormalization{T}"/>. Batches gone through and generators of random
    /// numbers are not put back.</remarks>
    /// <param name="optimizer">The optimizer that the function uses.</param>
    /// <param name="step">One step of training on a new batch, such as a run of a <see cref="TrainingStep{T}"/>; gives the loss.</param>
    /// <param name="minimumRate">η_min, above 0. Default: 1e-6.</param>
    /// <param name="maximumRate">η_max, above η_min. Default: 10.</param>
    /// <param name="steps">n, at least 10. Default: 100.</param>
    /// <param name="smoothing">β of the average <c>a ← β·a + (1 − β)·loss</c>, divided by <c>1 − βⁱ</c>; from 0 to below 1. Default:
    /// 0.8.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    /// <exception cref="InvalidOperationException">The function changes the learning rate.</exception>
    public static LearningRateFinderResult Run<T>(
        Optimizer<T> optimizer, Func<T> step, double minimumRate = 1e-6, double maximumRate = 10, int steps = 100, double smoothing = 0.8)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(step);
        const string Who = nameof(LearningRateFinder);
        Guard.Positive(minimumRate, Who);
        string expected = Invariant($"a finite number above the minimum rate {minimumRate}");
        Guard.That(maximumRate > minimumRate && double.IsFinite(maximumRate), maximumRate, expected, Who);
        Guard.AtLeast(steps, 10, Who);
        Guard.BelowOne(smoothing, Who);

        using Restoration<T> restoration = new(optimizer);
        using DryRun dryRun = DryRun.Begin();
        optimizer.Schedule = null;
        List<double> rates = [], losses = [], smoothedLosses = [];
        double smoothed = 0, weight = 0, best = double.PositiveInfinity;
        bool hasDiverged = false;
        while (rates.Count < steps && !hasDiverged)
        {
            double rate = minimumRate * Math.Pow(maximumRate / minimumRate, rates.Count / (steps - 1.0));
            optimizer.LearningRate = rate;
            rates.Add(rate);
            losses.Add(LossOfUpdate(optimizer, step));
            if (optimizer.LearningRate != rate)
            {
                throw new InvalidOperationException(
                    Invariant($"LearningRateFinder: the step was to keep the rate of {rate}, and set it to {optimizer.LearningRate}."));
            }
            weight = smoothing * weight + 1 - smoothing;
            smoothed += (1 - smoothing) / weight * (losses[^1] - smoothed);
            smoothedLosses.Add(smoothed);
            hasDiverged = !double.IsFinite(smoothed) || smoothed > best + (DivergedFactor - 1) * Math.Abs(best);
            best = Math.Min(best, smoothed);
        }
        return new LearningRateFinderResult([.. rates], [.. losses], [.. smoothedLosses], hasDiverged);
    }

    /// <summary>Calls the step until there was an update, several times where gradients are gathered.</summary>
    /// <returns>The mean of the losses.</returns>
    private static double LossOfUpdate<T>(Optimizer<T> optimizer, Func<T> step) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long before = optimizer.StepCount;
        double sum = 0;
        int calls = 0;
        do
        {
            sum += double.CreateChecked(step());
            calls++;
        }
        while (optimizer.StepCount == before && calls < optimizer.AccumulationSteps);
        return sum / calls;
    }

    /// <summary>Copies what training changes, and puts it back when disposed.</summary>
    private readonly struct Restoration<T>(Optimizer<T> optimizer) : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly OptimizerState<T> state = optimizer.SaveState();
        private readonly Schedule? schedule = optimizer.Schedule;
        private readonly KeptPoint<T> point = new(optimizer.Parameters);
        private readonly Tensor<T>?[] gradients = [.. optimizer.Parameters.Select(parameter => Copy(parameter.Gradient))];

        public void Dispose()
        {
            point.Restore();
            for (int i = 0; i < gradients.Length; i++) optimizer.Parameters[i].Gradient = gradients[i];
            optimizer.RestoreState(state);
            optimizer.Schedule = schedule;
            // Once more: the schedule has set the rate of the next step, and it was that of the last one.
            optimizer.RestoreState(state);
        }

        private static Tensor<T>? Copy(Tensor<T>? gradient) => gradient is null ? null : Tensor.Create(gradient.Span, gradient.Shape);
    }
}
