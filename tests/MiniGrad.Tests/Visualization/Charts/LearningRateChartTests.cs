using MiniGrad.Optimizers;
using MiniGrad.Training;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Charts;

public class LearningRateChartTests
{
    [Fact]
    public void Both_losses_are_drawn_over_the_rates_and_both_rates_marked()
    {
        LearningRateFinderResult result = Find(i => i < 60 ? 2 - 0.02 * i : 0.8 + 0.1 * (i - 60));
        LineChart chart = LearningRateChart.Of(result, "Rates", Theme.Dark);

        Assert.Equal(("Rates", Theme.Dark, AxisScale.Logarithmic), (chart.Title, chart.Theme, chart.XAxis.Scale));
        Assert.Equal(["loss", "smoothed loss"], chart.Series.Select(line => line.Name));
        Assert.All(chart.Series, line => Assert.Equal(result.Rates, line.X));
        Assert.Equal(result.Losses, chart.Series[0].Y);
        Assert.Equal(result.SmoothedLosses, chart.Series[1].Y);
        Assert.Equal([(true, result.Suggestion!.Value), (true, result.RateOfMinimum!.Value)],
            chart.Marks.Select(mark => (mark.IsVertical, mark.Value)));
        SvgDocument document = new(chart);
        Assert.Contains(document.Texts, text => text.StartsWith("suggestion: ", StringComparison.Ordinal));
        Assert.Contains(document.Texts, text => text.StartsWith("smallest smoothed loss: ", StringComparison.Ordinal));
        document.AssertTextsHaveRoom();
    }

    [Theory]
    [InlineData(1e9)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Exploding_losses_do_not_set_the_axis(double last)
    {
        LearningRateFinderResult result = Find(i => i < 60 ? 2 - 0.02 * i : last);
        LineChart chart = LearningRateChart.Of(result);

        Assert.True(result.HasDiverged);
        if (double.IsFinite(last)) Assert.InRange(chart.YAxis.Maximum!.Value, 2, 2.2);
        else Assert.Null(chart.YAxis.Maximum);
        Assert.Contains("2.0", new SvgDocument(chart).Texts);
    }

    [Fact]
    public void Losses_that_only_rise_have_no_suggestion()
    {
        LearningRateFinderResult result = Find(i => Math.Pow(1.2, i));
        LineChart chart = LearningRateChart.Of(result);

        Assert.Equal([result.Rates[0]], chart.Marks.Select(mark => mark.Value));
        new SvgDocument(chart).AssertTextsHaveRoom();
    }

    [Fact]
    public void A_loss_that_explodes_at_the_second_step_is_shown() =>
        Assert.Null(LearningRateChart.Of(Find(i => i == 0 ? 1 : 1e9)).YAxis.Maximum);

    [Fact]
    public void A_test_without_finite_losses_is_refused() => Assert.StartsWith(
        "LearningRateChart: expected at least one finite loss, got none in 1 steps.",
        Assert.Throws<ArgumentException>(() => LearningRateChart.Of(Find(_ => double.NaN))).Message, StringComparison.Ordinal);

    private static LearningRateFinderResult Find(Func<int, double> loss)
    {
        int step = 0;
        return LearningRateFinder.Run(new Sgd<double>([new Parameter<double>(Tensor.Scalar(1.0))], 0.1), () => loss(step++));
    }
}
