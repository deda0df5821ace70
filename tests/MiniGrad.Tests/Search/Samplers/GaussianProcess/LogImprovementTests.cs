using System.Text.Json;
using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

public class LogImprovementTests
{
    [Fact]
    public void Values_and_derivatives_equal_those_of_fifty_digits()
    {
        using FileStream stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", "log_improvement.json"));
        using JsonDocument rows = JsonDocument.Parse(stream);
        int count = 0;
        foreach (JsonElement row in rows.RootElement.EnumerateArray())
        {
            double z = row[0].GetDouble(), value = row[1].GetDouble(), derivative = row[2].GetDouble();
            double found = LogImprovement.LogH(z, out double slope);
            // Near its zero at z = 0.9 the logarithm itself has no relative accuracy to show.
            Assert.True(Math.Abs(found - value) <= 1e-12 * Math.Max(1, Math.Abs(value)), $"log h({z}): {found}, expected {value}");
            Assert.True(Math.Abs(slope - derivative) <= 1e-12 * derivative, $"derivative at {z}: {slope}, expected {derivative}");
            count++;
        }
        Assert.True(count > 900);
    }

    [Theory]
    [InlineData(0.3, 0.7, 0.2)]
    [InlineData(40, 0.5, -1)]
    [InlineData(-3, 2, 5)]
    [InlineData(1.5, 1e-3, 1)]
    [InlineData(1 + 2.5e-3, 1e-3, 1)]
    public void Derivatives_by_mean_and_deviation_are_those_of_differences(double mean, double deviation, double threshold)
    {
        double Of(double m, double d) => LogImprovement.Of(m, d, threshold, out _, out _);
        LogImprovement.Of(mean, deviation, threshold, out double byMean, out double byDeviation);
        double step = 1e-5 * deviation;
        double first = (Of(mean + step, deviation) - Of(mean - step, deviation)) / (2 * step);
        double second = (Of(mean, deviation + step) - Of(mean, deviation - step)) / (2 * step);
        Assert.Equal(1, byMean / first, 1e-6);
        Assert.Equal(1, byDeviation / second, 1e-6);
    }

    [Fact]
    public void It_is_what_draws_improve_by()
    {
        XoshiroRandom random = new(1);
        double sum = 0;
        const int Draws = 400_000;
        for (int i = 0; i < Draws; i++)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            sum += Math.Max(0, 0.5 - (1 + 2 * normal));
        }
        Assert.Equal(sum / Draws, Math.Exp(LogImprovement.Of(1, 2, 0.5, out _, out _)), 0.01);
    }
}
