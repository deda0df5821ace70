namespace MiniGrad.Visualization;

/// <summary>Pictures of a <see cref="LearningRateFinderResult"/>: losses over learning rates on a logarithmic axis.</summary>
public static class LearningRateChart
{
    /// <summary>The room above the highest loss that counts, as a fraction of the axis.</summary>
    private const double Room = 0.05;

    /// <summary>The loss and the smoothed loss, with lines at the suggested rate and at the rate of the smallest smoothed loss.</summary>
    /// <remarks>The axis of losses ends a little above the losses that count; exploding ones run out of the picture.</remarks>
    /// <param name="result">The result of the test.</param>
    /// <param name="title">The title.</param>
    /// <param name="theme">The background. Default: the viewer's.</param>
    /// <exception cref="ArgumentException">No loss was finite.</exception>
    public static LineChart Of(LearningRateFinderResult result, string title = "Learning rate range test", Theme theme = Theme.Automatic)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.RateOfMinimum is not { } rateOfMinimum)
        {
            throw new ArgumentException(
                $"LearningRateChart: expected at least one finite loss, got none in {result.Losses.Count} steps.", nameof(result));
        }
        LineChart chart = new()
        {
            Title = title,
            Theme = theme,
            XAxis = new Axis("learning rate") { Scale = AxisScale.Logarithmic },
            YAxis = new Axis("loss") { Maximum = HighestToShow(result, rateOfMinimum) },
        };
        chart.Add("loss", result.Rates, result.Losses);
        chart.Add("smoothed loss", result.Rates, result.SmoothedLosses);
        if (result.Suggestion is { } suggestion) chart.Add(Mark.Vertical($"suggestion: {TickLabels.Of(suggestion)}", suggestion));
        chart.Add(Mark.Vertical($"smallest smoothed loss: {TickLabels.Of(rateOfMinimum)}", rateOfMinimum));
        return chart;
    }

    /// <summary>The end of the axis; null if all losses can be shown, or only the first two could set it.</summary>
    private static double? HighestToShow(LearningRateFinderResult result, double rateOfMinimum)
    {
        double[] finite = [.. result.Losses.Concat(result.SmoothedLosses).Where(double.IsFinite)];
        double high = result.Losses.TakeWhile((_, i) => result.Rates[i] <= rateOfMinimum)
            .Concat(result.SmoothedLosses.SkipLast(result.HasDiverged ? 1 : 0)).Where(double.IsFinite).Max();
        double low = finite.Min();
        return finite.Max() > high && high > low ? high + Room * (high - low) : null;
    }
}
