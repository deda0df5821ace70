using MiniGrad.Schedules;
using MiniGrad.Tests.Golden;
using Xunit;

namespace MiniGrad.Tests.Schedules;

/// <summary>What holds for every schedule.</summary>
public class ScheduleTests
{
    private const int Steps = 1000;

    [Theory]
    [MemberData(nameof(ScheduleCatalog.Names), MemberType = typeof(ScheduleCatalog))]
    public void Rates_follow_the_closed_form(string name)
    {
        ScheduleRow row = ScheduleCatalog.Row(name);
        Schedule schedule = row.Create();
        double[] expected = [.. Enumerable.Range(0, Steps).Select(step => row.ClosedForm(step))];
        double rounding = 4e-16 * expected.Max();
        for (int step = 0; step < Steps; step++)
        {
            // Where a textbook's form goes to zero it cancels, down to the rounding of what it is computed from.
            double bound = Math.Max(4e-15 * expected[step], rounding), rate = schedule.At(step);
            Assert.True(Math.Abs(rate - expected[step]) <= bound, $"{name}, step {step}: expected {expected[step]:R}, got {rate:R}.");
        }
    }

    [Theory]
    [MemberData(nameof(ScheduleCatalog.NamesInPyTorch), MemberType = typeof(ScheduleCatalog))]
    public void Results_agree_with_PyTorch(string name)
    {
        Schedule schedule = ScheduleCatalog.Row(name).Create();
        double[] expected = GoldenFile.Schedules.Schedules.Single(golden => golden.Name == name).Rates;
        double[] rates = [.. GoldenFile.Schedules.Steps.Select(step => schedule.At(step))];
        Agreement.AssertClose(expected, Tensor.Vector(rates), 1e-12, name);
    }

    [Fact]
    public void Exactly_the_rows_marked_as_in_PyTorch_have_golden_figures() => Assert.Equal(
        GoldenFile.Schedules.Schedules.Select(golden => golden.Name).Order(StringComparer.Ordinal),
        ScheduleCatalog.Rows.Where(row => row.IsInPyTorch).Select(row => row.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_kind_of_schedule_has_a_row() => Assert.Empty(typeof(Schedule).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Schedule)))
        .Except(ScheduleCatalog.Rows.Select(row => row.Create().GetType())));

    [Theory]
    [MemberData(nameof(ScheduleCatalog.Names), MemberType = typeof(ScheduleCatalog))]
    public void After_the_last_step_the_rate_stays(string name)
    {
        ScheduleRow row = ScheduleCatalog.Row(name);
        Schedule schedule = row.Create();
        if (row.LastStep is not { } last)
        {
            Assert.Contains(Enumerable.Range(Steps - 100, 100), step => schedule.At(step) != schedule.At(Steps));
            return;
        }
        double rate = schedule.At(last);
        Assert.All([1, 2, 1000, long.MaxValue - last], later => Assert.Equal(rate, schedule.At(last + later)));
        if (last > 0) Assert.NotEqual(rate, schedule.At(last - 1));
    }

    [Theory]
    [MemberData(nameof(ScheduleCatalog.Names), MemberType = typeof(ScheduleCatalog))]
    public void Every_step_from_0_on_has_a_rate_and_negative_steps_are_refused(string name)
    {
        Schedule schedule = ScheduleCatalog.Row(name).Create();
        long[] steps = [0, int.MaxValue, 1L << 40, long.MaxValue];
        if (name == "exponential, growing")
        {
            Assert.Contains("finite rate", Assert.Throws<InvalidOperationException>(() => schedule.At(long.MaxValue)).Message,
                StringComparison.Ordinal);
            steps = [0];
        }
        Assert.All(steps, step => Assert.InRange(schedule.At(step), 0, 1));
        Exception error = Assert.Throws<ArgumentOutOfRangeException>(() => schedule.At(-1));
        Assert.Contains("the step must be at least 0, got -1", error.Message, StringComparison.Ordinal);
        Assert.Contains(schedule.Description, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Asking_allocates_nothing()
    {
        Schedule[] schedules = [.. ScheduleCatalog.Rows.Select(row => row.Create())];
        foreach (Schedule schedule in schedules) schedule.At(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (Schedule schedule in schedules)
            for (int step = 0; step < 100; step++) schedule.At(step);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Descriptions_tell_schedules_apart()
    {
        string[] descriptions = [.. ScheduleCatalog.Rows.Select(row => row.Create().Description)];
        Assert.Equal(descriptions, descriptions.Distinct());
        Assert.Equal("cosine from 0.2 to 0 in 100 steps", LearningRate.Cosine(0.2, 100).ToString());
        Assert.Equal("0.1, × 0.3 at 10, 55, 400", LearningRate.MultiStep(0.1, [10, 55, 400], 0.3).ToString());
        Assert.Equal("warm-up of 5 steps, then 0.5 / (1 + t)", LearningRate.InverseTime(0.5).WithWarmup(5).ToString());
        Assert.Equal(
            "constant 0.5; from step 3 cycles between 0 and 1, 2 steps up, 4 down",
            LearningRate.Sequence(LearningRate.Constant(0.5), (3, LearningRate.Cyclical(0, 1, 2, 4))).ToString());
        Assert.Equal("my own", LearningRate.FromFunction(_ => 1, "my own").ToString());
    }
}
