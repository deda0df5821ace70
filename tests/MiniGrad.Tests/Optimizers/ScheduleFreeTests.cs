using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

public class ScheduleFreeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void The_average_is_that_of_all_points_weighted_by_the_squares_of_the_rates(int warmupSteps)
    {
        SmallNetwork<double> network = new();
        ScheduleFreeAdamW<double> optimizer = new(network.Parameters, 0.05, beta2: 0.9, warmupSteps: warmupSteps);
        double[] expected = new double[network.Values.Length];
        double weights = 0;
        for (int step = 1; step <= 40; step++)
        {
            optimizer.Step(network.Loss);
            double rate = 0.05 * Math.Sqrt(1 - Math.Pow(0.9, step)) * Math.Min(1, step / Math.Max(1.0, warmupSteps)), weight = rate * rate;
            IReadOnlyList<KeyValuePair<string, Tensor<double>>> state = optimizer.SaveState().Tensors;
            double[] points = [.. state.Where(entry => entry.Key.EndsWith(".point", StringComparison.Ordinal))
                .SelectMany(entry => entry.Value.ToArray())];
            weights += weight;
            for (int i = 0; i < points.Length; i++) expected[i] += weight * points[i];
        }
        using IDisposable region = optimizer.UseAverage();
        Assert.Equal(expected.Select(sum => sum / weights), network.Values, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Reading_the_average_changes_nothing()
    {
        SmallNetwork<float> looking = new(), other = new();
        ScheduleFreeAdamW<float> optimizer = new(looking.Parameters, 0.05), undisturbed = new(other.Parameters, 0.05);
        for (int step = 0; step < 30; step++)
        {
            using (optimizer.UseAverage()) { }
            Assert.Equal(undisturbed.Step(other.Loss), optimizer.Step(looking.Loss));
        }
        float[] trained = looking.Values;
        using (optimizer.UseAverage()) Assert.NotEqual(trained, looking.Values);
        Assert.Equal(trained, looking.Values);
        Assert.Equal(other.Values, looking.Values);
    }

    [Fact]
    public void Steps_and_second_averages_are_refused_while_an_average_is_applied()
    {
        SmallNetwork<float> network = new();
        ScheduleFreeAdamW<float> optimizer = new(network.Parameters, 0.05);
        optimizer.Step(network.Loss);
        IDisposable region = optimizer.UseAverage();
        float[] average = network.Values;
        Assert.Contains("holds an average", Assert.Throws<InvalidOperationException>(() => optimizer.Step(network.Loss)).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => optimizer.UseAverage());
        Assert.Equal(average, network.Values);
        region.Dispose();
        region.Dispose();
        optimizer.Step(network.Loss);
        Assert.Equal(2, optimizer.StepCount);
    }
}
