using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Charts;

/// <summary>What cannot be drawn is refused in words.</summary>
public class ChartErrorTests
{
    [Fact]
    public void Series_without_points_or_with_unequal_coordinates_are_refused()
    {
        AssertRefused<ArgumentException>(
            "LineSeries 'loss': expected at least one point, got none.", () => new LineChart().Add("loss", []));
        AssertRefused<ArgumentException>(
            "LineSeries 'loss': expected as many places as values, got 2 and 1.", () => new LineChart().Add("loss", [1, 2], [1]));
        AssertRefused<ArgumentOutOfRangeException>(
            "LineSeries 'loss': ColorIndex must be at least 0, got -1.", () => _ = new LineSeries("loss", [1]) { ColorIndex = -1 });
        Assert.Throws<ArgumentNullException>(() => new LineSeries("loss", null!));
    }

    [Fact]
    public void Charts_without_data_are_refused()
    {
        AssertRefused<InvalidOperationException>("LineChart: expected at least one series, got none.", () => new LineChart().ToSvg());
        AssertRefused<InvalidOperationException>(
            "LineChart, vertical axis: there is no finite value to show.", () => Draw(new Axis(), new Axis(), [double.NaN]));
        AssertRefused<InvalidOperationException>(
            "LineChart, vertical axis 'loss': there is no positive, finite value to show.",
                () => Draw(new Axis(), new Axis("loss") { Scale = AxisScale.Logarithmic }, [0, -1]));
    }

    [Fact]
    public void Invalid_axes_are_refused()
    {
        AssertRefused<InvalidOperationException>(
            "LineChart, horizontal axis 'x': expected a minimum below the maximum, got 2 and 2.",
                () => Draw(new Axis("x") { Minimum = 2, Maximum = 2 }, new Axis(), [1]));
        AssertRefused<InvalidOperationException>(
            "LineChart, vertical axis: nothing would be seen above 5; the data goes from 1 to 3.",
                () => Draw(new Axis(), new Axis { Minimum = 5 }, [1, 3]));
        AssertRefused<InvalidOperationException>(
            "LineChart, vertical axis: nothing would be seen below 0.5; the data goes from 1 to 3.",
                () => Draw(new Axis(), new Axis { Maximum = 0.5 }, [1, 3]));
        AssertRefused<InvalidOperationException>(
            "LineChart, vertical axis: expected a positive, finite minimum, got 0.",
                () => Draw(new Axis(), new Axis { Minimum = 0, Scale = AxisScale.Logarithmic }, [1]));
        AssertRefused<InvalidOperationException>("LineChart, vertical axis: expected a finite maximum, got NaN.",
            () => Draw(new Axis(), new Axis { Maximum = double.NaN }, [1]));
        AssertRefused<InvalidOperationException>("LineChart, vertical axis: only horizontal axes have categories.",
            () => Draw(new Axis(), new Axis { Categories = ["a"] }, [1]));
        AssertRefused<InvalidOperationException>(
            "LineChart, horizontal axis: expected at least one category, got none.",
                () => Draw(new Axis { Categories = [] }, new Axis(), [1]));
        AssertRefused<InvalidOperationException>(
            "LineChart, horizontal axis: categories stand at 0, 1, 2, …; " +
            "they go with neither a minimum, a maximum nor a logarithmic scale.",
            () => Draw(new Axis { Categories = ["a"], Maximum = 3 }, new Axis(), [1]));
        AssertRefused<InvalidOperationException>(
            "LineChart, vertical axis: there is no scale 9.", () => Draw(new Axis(), new Axis { Scale = (AxisScale)9 }, [1]));
    }

    [Fact]
    public void Sizes_out_of_range_are_refused()
    {
        AssertRefused<ArgumentOutOfRangeException>(
            "LineChart: Width must be from 240 to 10000, got 10.", () => _ = new LineChart { Width = 10 });
        AssertRefused<ArgumentOutOfRangeException>("ContourPlot: PlotHeight must be from 80 to 10000, got 100000.",
            () => _ = new ContourPlot((x, y) => x, 0, 1, 0, 1) { PlotHeight = 100_000 });
    }

    [Fact]
    public void Surfaces_without_extent_or_values_are_refused()
    {
        AssertRefused<ArgumentException>(
            "ContourPlot: expected finite xMinimum < xMaximum, got 1 and 1.", () => _ = new ContourPlot((x, y) => x, 1, 1, 0, 1));
        AssertRefused<ArgumentException>("ContourPlot: expected finite yMinimum < yMaximum, got 0 and NaN.",
            () => _ = new ContourPlot((x, y) => x, 0, 1, 0, double.NaN));
        AssertRefused<ArgumentException>(
            "ContourPlot: expected at least 2 rows and 2 columns, got 1 and 3.", () => _ = new ContourPlot(new double[1, 3], 0, 1, 0, 1));
        AssertRefused<InvalidOperationException>("ContourPlot: the function has no finite value in the rectangle.",
            () => new ContourPlot((x, y) => double.NaN, 0, 1, 0, 1).ToSvg());
        AssertRefused<ArgumentOutOfRangeException>("ContourPlot: Resolution must be from 2 to 1000, got 1.",
            () => _ = new ContourPlot((x, y) => x, 0, 1, 0, 1) { Resolution = 1 });
        AssertRefused<ArgumentException>("ContourPlot: path 'SGD': expected at least one point, got none.",
            () => new ContourPlot((x, y) => x, 0, 1, 0, 1).AddPath("SGD", []));
        AssertRefused<ArgumentException>("ContourPlot: mark 'minimum': expected at least one point, got none.",
            () => new ContourPlot((x, y) => x, 0, 1, 0, 1).AddMark("minimum"));
    }

    [Fact]
    public void Invalid_levels_are_refused()
    {
        AssertRefused<ArgumentException>("ContourLevels: expected 1 to 200 levels, got 0.", () => ContourLevels.At());
        AssertRefused<ArgumentException>("ContourLevels: expected finite levels, got NaN.", () => ContourLevels.At(1, double.NaN));
        AssertRefused<ArgumentException>(
            "ContourLevels: expected 0 < lowest < highest, got 0 and 1.", () => ContourLevels.Logarithmic(0, 1, 5));
        AssertRefused<ArgumentOutOfRangeException>(
            "ContourLevels: count must be from 2 to 200, got 1.", () => ContourLevels.Logarithmic(1, 2, 1));
        AssertRefused<ArgumentOutOfRangeException>("ContourLevels: count must be from 1 to 200, got 201.", () => ContourLevels.Linear(201));
    }

    private static void Draw(Axis x, Axis y, double[] values)
    {
        LineChart chart = new() { XAxis = x, YAxis = y };
        chart.Add("line", values);
        chart.ToSvg();
    }

    private static void AssertRefused<TException>(string message, Action action) where TException : Exception =>
        Assert.StartsWith(message, Assert.ThrowsAny<TException>(action).Message, StringComparison.Ordinal);
}
