using MiniGrad.Layers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training;

public class EarlyStoppingTests
{
    private readonly Linear<double> layer = new(1, 1, new Random(1));

    [Fact]
    public void Patience_runs_out_after_so_many_measures_that_are_no_better()
    {
        EarlyStoppingWatch watch = new(new EarlyStopping(patience: 2, minimumChange: 0.1), largerIsBetter: false);
        Assert.Equal([false, false, false, false, false, true],
            Report(watch, new BestSoFar<double>(layer.Parameters), 5, 4, 3.95, 3.5, 3.45, 3.41));
        Assert.Equal((2, 3.5), (watch.BadCount, watch.Reference));
        Assert.Equal(3.41, layer.Weight.ToScalar());
    }

    [Fact]
    public void Larger_values_can_be_better_and_those_that_are_not_finite_never_are()
    {
        EarlyStoppingWatch watch = new(new EarlyStopping(patience: 3), largerIsBetter: true);
        BestSoFar<double> best = new(layer.Parameters, largerIsBetter: true);
        Assert.Equal([false, false, false, false, false, true], Report(watch, best, double.NaN, 1, 2, double.PositiveInfinity, 2, 1.5));
        Assert.Equal(2, layer.Weight.ToScalar());
    }

    [Fact]
    public void Without_a_finite_measure_the_first_weights_stay()
    {
        layer.Weight.Assign([7.0]);
        EarlyStoppingWatch watch = new(new EarlyStopping(patience: 1), largerIsBetter: false);
        Assert.Equal([true], Report(watch, new BestSoFar<double>(layer.Parameters), double.NaN));
        Assert.Equal(7, layer.Weight.ToScalar());
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(patience: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(minimumChange: double.NaN));
    }

    /// <summary>Reports measures, with each of them as the weight at that time, and goes back to the best.</summary>
    private bool[] Report(EarlyStoppingWatch watch, BestSoFar<double> best, params double[] measures)
    {
        bool[] isOver = Array.ConvertAll(measures, measure =>
        {
            layer.Weight.Assign([measure]);
            best.Report(measure);
            watch.Report(measure);
            return watch.IsOver;
        });
        best.Point.Restore();
        return isOver;
    }
}
