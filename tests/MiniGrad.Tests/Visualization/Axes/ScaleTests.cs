using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Charts;

/// <summary>Which values are marked on an axis, how they are written, and where values lie.</summary>
public class ScaleTests
{
    [Theory]
    [InlineData(0, 1, 5, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0, 1, 10, "0.0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1.0")]
    [InlineData(-4.5, 4.5, 9, "−4 −3 −2 −1 0 1 2 3 4")]
    [InlineData(0.1, 0.4, 1, "0.2 0.4")]
    [InlineData(0, 399, 8, "0 50 100 150 200 250 300 350")]
    [InlineData(0.0012, 0.0034, 4, "0.002 0.003")]
    [InlineData(0, 2e-7, 4, "0 5·10⁻⁸ 10⁻⁷ 1.5·10⁻⁷ 2·10⁻⁷")]
    [InlineData(1e9, 1.1e9, 2, "10⁹ 1.05·10⁹ 1.1·10⁹")]
    [InlineData(-2e6, 2e6, 4, "−2·10⁶ −10⁶ 0 10⁶ 2·10⁶")]
    [InlineData(1e300, 9e300, 4, "2·10³⁰⁰ 4·10³⁰⁰ 6·10³⁰⁰ 8·10³⁰⁰")]
    public void Linear_ticks_are_multiples_of_1_2_or_5(double minimum, double maximum, int wanted, string expected) =>
        Assert.Equal(expected, Labels(new LinearScale(minimum, maximum), wanted));

    [Theory]
    [InlineData(0.01, 1000, 8, "0.01 0.1 1 10 100 1000")]
    [InlineData(1e-12, 1, 8, "10⁻¹² 10⁻¹⁰ 10⁻⁸ 10⁻⁶ 10⁻⁴ 10⁻² 10⁰")]
    [InlineData(1e-300, 1e300, 7, "10⁻³⁰⁰ 10⁻²⁰⁰ 10⁻¹⁰⁰ 10⁰ 10¹⁰⁰ 10²⁰⁰ 10³⁰⁰")]
    [InlineData(1.5, 60, 6, "2 5 10 20 50")]
    [InlineData(15, 60, 6, "20 50")]
    [InlineData(21, 27, 6, "22 24 26")]
    public void Logarithmic_ticks_are_powers_or_1_2_and_5_times_a_power(double minimum, double maximum, int wanted, string expected) =>
        Assert.Equal(expected, Labels(new LogarithmicScale(minimum, maximum), wanted));

    [Fact]
    public void Between_powers_of_ten_there_are_minor_ticks()
    {
        IReadOnlyList<Tick> ticks = new LogarithmicScale(0.5, 30).Ticks(6);
        Assert.Equal([0.5, 0.6, 0.7, 0.8, 0.9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30], ticks.Select(tick => Math.Round(tick.Value, 9)));
        Assert.Equal(["1", "10"], ticks.Where(tick => !tick.IsMinor).Select(tick => tick.Label));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ticks_of_any_range_lie_in_it_in_order_and_are_told_apart(bool isLogarithmic)
    {
        Random random = new(1);
        for (int i = 0; i < 3000; i++)
        {
            double low = Math.Pow(10, random.NextDouble() * 400 - 200), high = low * (1 + Math.Pow(10, random.NextDouble() * 24 - 10));
            if (!isLogarithmic && random.Next(2) == 0) (low, high) = (-high, random.Next(2) == 0 ? low : -low);
            Scale scale = isLogarithmic ? new LogarithmicScale(low, high) : new LinearScale(low, high);
            int wanted = random.Next(1, 12);
            IReadOnlyList<Tick> ticks = scale.Ticks(wanted);
            string[] labels = [.. ticks.Where(tick => !tick.IsMinor).Select(tick => tick.Label)];
            Assert.InRange(labels.Length, 2, Math.Max(3 * wanted, 6));
            Assert.Equal(labels.Length, labels.Distinct().Count());
            double[] places = [.. ticks.Select(tick => scale.Fraction(tick.Value))];
            Assert.Equal(places.Order(), places);
            Assert.All(places, place => Assert.InRange(place, -1e-5, 1 + 1e-5));
        }
    }

    [Fact]
    public void Places_run_from_0_to_1()
    {
        Assert.Equal([0, 0.5, 1], new[] { -2.0, 0, 2 }.Select(new LinearScale(-2, 2).Fraction));
        Assert.Equal([0, 0.5, 1],
            new[] { -double.MaxValue, 0, double.MaxValue }.Select(new LinearScale(-double.MaxValue, double.MaxValue).Fraction));
        Assert.Equal(
            [0, 0.25, 1], new[] { 0.01, 0.1, 100 }.Select(value => Math.Round(new LogarithmicScale(0.01, 100).Fraction(value), 12)));
        Assert.Equal([0.125, 0.875], new[] { 0.0, 3 }.Select(new CategoryScale(["a", "b", "c", "d"]).Fraction));
    }

    [Fact]
    public void Values_without_a_place_are_NaN_and_far_ones_stay_finite()
    {
        Assert.All([double.NaN, double.PositiveInfinity, double.NegativeInfinity],
            value => Assert.Equal(double.NaN, new LinearScale(0, 1).Fraction(value)));
        Assert.All([0, -1, double.NaN], value => Assert.Equal(double.NaN, new LogarithmicScale(1, 2).Fraction(value)));
        Assert.InRange(new LinearScale(0, 1e-300).Fraction(1e300), 2, 1e6);
    }

    [Fact]
    public void Categories_are_thinned_evenly() =>
        Assert.Equal("0 3 6 9",
            string.Join(' ', new CategoryScale([.. Enumerable.Range(0, 10).Select(i => $"{i}")]).Ticks(4).Select(tick => tick.Label)));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.5, "0.5")]
    [InlineData(-2.3456, "−2.35")]
    [InlineData(1234.4, "1234")]
    [InlineData(0.0001234, "1.23·10⁻⁴")]
    [InlineData(1e6, "10⁶")]
    public void Single_numbers_have_three_digits(double value, string expected) => Assert.Equal(expected, TickLabels.Of(value));

    private static string Labels(Scale scale, int wanted) =>
        string.Join(' ', scale.Ticks(wanted).Where(tick => !tick.IsMinor).Select(tick => tick.Label));
}
