using MiniGrad.Optimizers;
using MiniGrad.Schedules;
using MiniGrad.Tests.Golden;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training;

public class PlateauReductionTests
{
    public static TheoryData<string> Names => [.. GoldenFile.Schedules.Plateaus.Select(plateau => plateau.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Agrees_with_PyTorch(string name)
    {
        GoldenPlateau golden = GoldenFile.Schedules.Plateaus.Single(plateau => plateau.Name == name);
        double[] measures = GoldenFile.Schedules.Measures[golden.Measures];
        Assert.Equal(300, measures.Length);
        Sgd<double> optimizer = Optimizer(0.1);
        PlateauWatch<double> reduction = Create(optimizer, golden.Settings);

        List<int> reduced = [];
        List<double> rates = [];
        for (int i = 0; i < measures.Length; i++)
        {
            double before = optimizer.LearningRate;
            Assert.Equal(reduction.Report(measures[i]), optimizer.LearningRate != before);
            if (optimizer.LearningRate == before) continue;
            reduced.Add(i);
            rates.Add(optimizer.LearningRate);
        }

        Assert.Equal(golden.Reductions.Select(expected => expected.Measure), reduced);
        Assert.Equal(golden.Reductions.Select(expected => expected.Rate), rates);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Goes_on_from_a_saved_state(string name)
    {
        GoldenPlateau golden = GoldenFile.Schedules.Plateaus.Single(plateau => plateau.Name == name);
        Sgd<double> optimizer = Optimizer(0.1);
        PlateauWatch<double> reduction = Create(optimizer, golden.Settings);
        foreach (double measure in GoldenFile.Schedules.Measures[golden.Measures])
        {
            // As if every epoch had been run by a program of its own.
            PlateauState saved = reduction.State;
            optimizer = Optimizer(optimizer.LearningRate);
            reduction = Create(optimizer, golden.Settings);
            reduction.State = saved;
            reduction.Report(measure);
        }
        Assert.Equal(golden.Reductions[^1].Rate, optimizer.LearningRate);
    }

    [Fact]
    public void A_measure_that_is_no_number_is_never_better()
    {
        Sgd<double> optimizer = Optimizer(1);
        PlateauWatch<double> reduction = new(new PlateauReduction(factor: 0.5, patience: 1), optimizer);
        Assert.False(reduction.Report(double.NaN));
        Assert.Null(reduction.State.Best);
        Assert.False(reduction.Report(3));
        Assert.False(reduction.Report(double.NegativeInfinity));
        Assert.Equal(3, reduction.State.Best);
        Assert.True(reduction.Report(double.NaN));
        Assert.Equal(0.5, optimizer.LearningRate);
    }

    [Fact]
    public void A_relative_threshold_works_below_zero_too()
    {
        PlateauReduction settings = new(threshold: 0.1);
        PlateauWatch<double> falling = new(settings, Optimizer(1)), growing = new(settings, Optimizer(1), largerIsBetter: true);
        falling.Report(-10);
        falling.Report(-9.5);
        falling.Report(-10.5);
        Assert.Equal(new PlateauState(-10, BadCount: 2), falling.State);
        falling.Report(-11.5);
        Assert.Equal(new PlateauState(-11.5), falling.State);
        growing.Report(-10);
        growing.Report(-9.5);
        Assert.Equal(new PlateauState(-10, BadCount: 1), growing.State);
        growing.Report(-8.5);
        Assert.Equal(new PlateauState(-8.5), growing.State);
    }

    [Fact]
    public void A_rate_at_its_minimum_or_below_stays()
    {
        Sgd<double> optimizer = Optimizer(0.01);
        PlateauWatch<double> reduction = new(new PlateauReduction(patience: 0, minimumRate: 0.02), optimizer);
        reduction.Report(1);
        Assert.False(reduction.Report(1));
        Assert.Equal(0.01, optimizer.LearningRate);
    }

    [Fact]
    public void A_schedule_which_would_undo_the_reduction_is_refused()
    {
        Sgd<double> optimizer = Optimizer(0.1);
        PlateauWatch<double> reduction = new(new PlateauReduction(patience: 0), optimizer);
        reduction.Report(1);
        optimizer.Schedule = LearningRate.Cosine(0.2, 100);
        Assert.Contains(
            "cosine from 0.2 to 0 in 100 steps", Assert.Throws<InvalidOperationException>(() => reduction.Report(1)).Message,
                StringComparison.Ordinal);
        Assert.Equal(0.2, optimizer.LearningRate);
    }

    [Fact]
    public void Bad_settings_are_refused_in_words()
    {
        AssertRefused("factor must be above 0 and below 1, got 1.", () => new PlateauReduction(factor: 1));
        AssertRefused("factor must be above 0 and below 1, got NaN.", () => new PlateauReduction(factor: double.NaN));
        AssertRefused("patience must be at least 0, got -1.", () => new PlateauReduction(patience: -1));
        AssertRefused("threshold must be a finite number of at least 0, got -0.5.", () => new PlateauReduction(threshold: -0.5));
        AssertRefused("cooldown must be at least 0, got -2.", () => new PlateauReduction(cooldown: -2));
        AssertRefused("minimumRate must be", () => new PlateauReduction(minimumRate: double.PositiveInfinity));

        static void AssertRefused(string message, Func<object> action) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    private static Sgd<double> Optimizer(double rate) => new([new Parameter<double>(Tensor.Vector(1.0))], rate);

    private static PlateauWatch<double> Create(Optimizer<double> optimizer, GoldenPlateauSettings of) =>
        new(new PlateauReduction(of.Factor, of.Patience, of.Threshold, of.IsAbsolute, of.Cooldown, of.MinimumRate), optimizer,
            of.LargerIsBetter);
}
