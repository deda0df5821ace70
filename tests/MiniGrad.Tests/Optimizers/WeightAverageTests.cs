using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

public class WeightAverageTests
{
    private const int Steps = 200;

    [Theory]
    [InlineData(AverageStart.BiasCorrected)]
    [InlineData(AverageStart.GrowingDecay)]
    [InlineData(AverageStart.FirstValues)]
    public void Exponential_averages_follow_their_formulas(AverageStart start)
    {
        const double Decay = 0.97;
        Compare(new ExponentialMovingAverage<double>(Decay, start), (values, t) => start switch
        {
            // Each as its definition has it, not as the code computes it.
            AverageStart.BiasCorrected => Enumerable.Range(1, t).Sum(i => Math.Pow(Decay, t - i) * values[i - 1]) / Enumerable.Range(1, t)
                .Sum(i => Math.Pow(Decay, t - i)),
            AverageStart.FirstValues => Recursive(values, t, _ => Decay),
            _ => Recursive(values, t, n => Math.Min(Decay, (1.0 + n) / (10.0 + n))),
        });

        static double Recursive(List<double> values, int t, Func<int, double> decay)
        {
            double average = values[0];
            for (int n = 1; n < t; n++) average = decay(n) * average + (1 - decay(n)) * values[n];
            return average;
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(40, 1)]
    [InlineData(31, 10)]
    public void The_stochastic_average_is_a_mean(int startStep, int interval) =>
        Compare(new StochasticWeightAverage<double>(startStep, interval), (values, t) =>
            values.Take(t).Where((_, i) => i + 1 >= startStep && (i + 1 - startStep) % interval == 0).Average());

    [Fact]
    public void Both_averages_work_in_single_precision()
    {
        Problem<float> problem = new();
        ExponentialMovingAverage<float> exponential = problem.Optimizer.Add(new ExponentialMovingAverage<float>(0.9));
        StochasticWeightAverage<float> mean = problem.Optimizer.Add(new StochasticWeightAverage<float>(1));
        double sum = 0, weighted = 0, weights = 0;
        for (int t = 1; t <= Steps; t++)
        {
            problem.Step();
            float value = problem.Model.Parameters[0].Span[3];
            sum += value;
            weighted = 0.9 * weighted + value;
            weights = 0.9 * weights + 1;
        }
        Assert.Equal(weighted / weights, exponential.Values(0)[3], 1e-6);
        Assert.Equal(sum / Steps, mean.Values(0)[3], 1e-6);
    }

    [Fact]
    public void Applied_average_is_in_the_parameters_until_disposed()
    {
        Problem<float> problem = new();
        ExponentialMovingAverage<float> average = problem.Optimizer.Add(new ExponentialMovingAverage<float>(0.9));
        for (int i = 0; i < 20; i++) problem.Step();
        float[] trained = problem.Values();
        float[] averaged = [.. Enumerable.Range(0, problem.Model.Parameters.Count).SelectMany(i => average.Values(i).ToArray())];
        Assert.NotEqual(trained, averaged);

        IDisposable applied = average.Apply();
        Assert.Equal(averaged, problem.Values());
        applied.Dispose();
        Assert.Equal(trained, problem.Values());

        // The second time must not bring back what is old by then.
        problem.Step();
        float[] later = problem.Values();
        applied.Dispose();
        Assert.Equal(later, problem.Values());
    }

    [Fact]
    public void Training_continues_unchanged_after_an_applied_average()
    {
        Assert.Equal(Run(evaluates: false), Run(evaluates: true));

        static float[] Run(bool evaluates)
        {
            Problem<float> problem = new();
            ExponentialMovingAverage<float> average = problem.Optimizer.Add(new ExponentialMovingAverage<float>(0.9));
            for (int i = 0; i < 30; i++)
            {
                problem.Step();
                if (!evaluates) continue;
                using (average.Apply()) problem.Evaluate();
            }
            return [.. problem.Values(), .. average.Values(0)];
        }
    }

    [Fact]
    public void Nothing_changes_the_parameters_while_an_average_is_in_them()
    {
        Problem<double> problem = new();
        ExponentialMovingAverage<double> average = problem.Optimizer.Add(new ExponentialMovingAverage<double>());
        StochasticWeightAverage<double> other = problem.Optimizer.Add(new StochasticWeightAverage<double>(1));
        for (int i = 0; i < 3; i++) problem.Step();
        double[] trained = problem.Values();
        OptimizerState<double> state = problem.Optimizer.SaveState();
        using (average.Apply())
        {
            double[] averaged = problem.Values();
            AssertRefused("holds an average of its values, so it cannot be trained; dispose", problem.Optimizer.Step);
            AssertRefused("so it cannot be trained", () => problem.Step());
            AssertRefused("so no other average can be put in", () => other.Apply());
            AssertRefused("so no other average can be put in", () => average.Apply());
            AssertRefused("so its values cannot be changed", () =>
                problem.Model.Parameters[0].Assign(new double[problem.Model.Parameters[0].ElementCount]));
            Assert.Equal(averaged, problem.Values());
            Assert.Equal(3, problem.Optimizer.StepCount);
            Assert.Equal(state.Numbers, problem.Optimizer.SaveState().Numbers);
        }
        Assert.Equal(trained, problem.Values());
        problem.Step();

        void AssertRefused(string message, Action action) =>
            Assert.Contains($"'{problem.Model.Parameters[0].Name}' " +
                $"{(message.StartsWith("so", StringComparison.Ordinal) ? "holds an average of its values, " : "")}{message}",
                Assert.Throws<InvalidOperationException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Graph_recorded_before_an_update_is_refused()
    {
        Problem<double> problem = new();
        ExponentialMovingAverage<double> average = problem.Optimizer.Add(new ExponentialMovingAverage<double>());
        problem.Step();
        Tensor<double> loss = problem.Loss();
        using (average.Apply()) { }
        Assert.Throws<InvalidOperationException>(() => loss.Backward());
    }

    [Fact]
    public void Averages_are_copied_to_another_model()
    {
        Problem<float> problem = new(), copy = new();
        StochasticWeightAverage<float> average = problem.Optimizer.Add(new StochasticWeightAverage<float>(2));
        for (int i = 0; i < 5; i++) problem.Step();
        average.CopyTo(copy.Model.Parameters);
        using (average.Apply()) Assert.Equal(problem.Values(), copy.Values());

        Assert.Contains("expected 4 parameters to copy to, got 1",
            Assert.Throws<ArgumentException>(() => average.CopyTo([copy.Model.Parameters[0]])).Message, StringComparison.Ordinal);
        float[] before = copy.Values();
        Parameter<float>[] turned = [.. copy.Model.Parameters.Take(3), new(Tensor.Zeros<float>([7]))];
        Assert.Contains($"parameter 3, '{copy.Model.Parameters[3].Name}', has the shape [3], got [7]",
            Assert.Throws<ArgumentException>(() => average.CopyTo(turned)).Message, StringComparison.Ordinal);
        Assert.Equal(before, copy.Values());
    }

    [Fact]
    public void There_is_no_average_before_the_first_values()
    {
        StochasticWeightAverage<float> average = new(3);
        Assert.Contains("not added to an optimizer", Assert.Throws<InvalidOperationException>(() => average.Apply()).Message,
            StringComparison.Ordinal);
        Problem<float> problem = new();
        problem.Optimizer.Add(average);
        problem.Step();
        problem.Step();
        Assert.Equal(0, average.Count);
        Assert.Contains("begins with update 3, and there were 2",
            Assert.Throws<InvalidOperationException>(() => average.Values(0)).Message, StringComparison.Ordinal);
        problem.Step();
        Assert.Equal(1, average.Count);
        Assert.Equal(problem.Model.Parameters[1].Span, average.Values(1));
        Assert.Contains("from 0 to 3, got 4", Assert.Throws<ArgumentOutOfRangeException>(() => average.Values(4)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Average_of_zeros_reaches_zero()
    {
        Parameter<float> x = new(Tensor.Full<float>([20], 1e-28f));
        Sgd<float> optimizer = new([x], 0);
        ExponentialMovingAverage<float> average = optimizer.Add(new ExponentialMovingAverage<float>(0.5, AverageStart.FirstValues));
        x.Square().Sum().Backward();
        optimizer.Step();
        x.Assign(new float[20]);
        for (int i = 0; i < 200; i++)
        {
            optimizer.Step();
            Assert.DoesNotContain(average.Values(0).ToArray(), float.IsSubnormal);
        }
        Assert.All(average.Values(0).ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Bad_settings_are_refused_by_name()
    {
        Assert.Contains("ExponentialMovingAverage: the decay must be from 0 to below 1, got 1",
            Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialMovingAverage<float>(1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialMovingAverage<float>(-0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialMovingAverage<float>(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialMovingAverage<float>(0.9, (AverageStart)7));
        Assert.Contains("start step must be at least 1, got 0",
            Assert.Throws<ArgumentOutOfRangeException>(() => new StochasticWeightAverage<float>(0)).Message, StringComparison.Ordinal);
        Assert.Contains("interval must be at least 1, got 0",
            Assert.Throws<ArgumentOutOfRangeException>(() => new StochasticWeightAverage<float>(1, 0)).Message, StringComparison.Ordinal);
    }

    /// <summary>Trains, and compares the average with the one that is computed from all values so far.</summary>
    private static void Compare(WeightAverage<double> average, Func<List<double>, int, double> formula)
    {
        Problem<double> problem = new();
        problem.Optimizer.Add(average);
        IReadOnlyList<Parameter<double>> parameters = problem.Model.Parameters;
        List<double>[][] values =
            [.. parameters.Select(parameter => Enumerable.Range(0, parameter.ElementCount).Select(_ => new List<double>()).ToArray())];
        for (int t = 1; t <= Steps; t++)
        {
            problem.Step();
            for (int i = 0; i < parameters.Count; i++)
                for (int j = 0; j < values[i].Length; j++) values[i][j].Add(parameters[i].Span[j]);
            if (average.Count == 0 || (t > 12 && t % 25 != 0)) continue;
            for (int i = 0; i < parameters.Count; i++)
                for (int j = 0; j < values[i].Length; j++) Assert.Equal(formula(values[i][j], t), average.Values(i)[j], 1e-12);
        }
    }
}
