using MiniGrad.Optimizers;
using MiniGrad.Schedules;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

public class OptimizerScheduleTests
{
    [Fact]
    public void Every_update_has_the_rate_of_its_step()
    {
        Parameter<double> x = new(Tensor.Vector(0.0)) { Gradient = Tensor.Vector(1.0) };
        Schedule schedule = LearningRate.InverseTime(1);
        Sgd<double> optimizer = new([x], 5) { Schedule = schedule };
        Assert.Equal(1, optimizer.LearningRate);
        double expected = 0;
        for (int step = 0; step < 20; step++)
        {
            optimizer.Step();
            Assert.Equal(schedule.At(step), optimizer.LearningRate);
            expected -= 1.0 / (step + 1);
            Assert.Equal(expected, x.Span[0], 14);
        }
    }

    [Fact]
    public void Calls_that_only_gather_gradients_do_not_advance_the_schedule()
    {
        Parameter<double> x = new(Tensor.Vector(0.0)) { Gradient = Tensor.Vector(1.0) };
        Sgd<double> optimizer = new([x], 1) { Schedule = LearningRate.InverseTime(1), AccumulationSteps = 3 };
        for (int call = 0; call < 9; call++) optimizer.Step();
        Assert.Equal(3, optimizer.StepCount);
        Assert.Equal(-(1 + 1.0 / 2 + 1.0 / 3), x.Span[0], 14);
    }

    [Fact]
    public void A_restored_optimizer_goes_on_in_the_schedule()
    {
        Parameter<double> x = new(Tensor.Vector(0.0)) { Gradient = Tensor.Vector(1.0) };
        Sgd<double> first = new([x], 1) { Schedule = LearningRate.InverseTime(1) };
        for (int step = 0; step < 4; step++) first.Step();
        Sgd<double> second = new([x], 1) { Schedule = LearningRate.InverseTime(1) };
        second.RestoreState(first.SaveState());
        double before = x.Span[0];
        second.Step();
        Assert.Equal(before - 1.0 / 5, x.Span[0], 14);
    }

    [Fact]
    public void The_rate_finder_takes_its_place_for_a_while_and_a_plateau_rule_refuses_it()
    {
        Parameter<double> x = new(Tensor.Vector(1.0));
        Schedule schedule = LearningRate.InverseTime(0.1);
        Sgd<double> optimizer = new([x], 1) { Schedule = schedule };
        LearningRateFinderResult result =
            LearningRateFinder.Run(optimizer, () => optimizer.Step(() => x.Square().Sum()), 1e-3, 1, steps: 20);
        Assert.Equal(1e-3, result.Rates[0]);
        Assert.Same(schedule, optimizer.Schedule);
        Assert.Equal(0.1, optimizer.LearningRate);
        Assert.Equal(1, x.Span[0]);
        PlateauWatch<double> plateau = new(new PlateauReduction(), optimizer);
        Assert.Contains("schedule", Assert.Throws<InvalidOperationException>(() => plateau.Report(1)).Message, StringComparison.Ordinal);
    }
}
