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
        EarlyStopping<double> stopping = new(layer, patience: 2, minimumChange: 0.1);
        Assert.Equal([false, false, false, false, false, true], Report(stopping, 5, 4, 3.95, 3.5, 3.45, 3.41));
        Assert.True(stopping.IsOver);
        Assert.Equal(new EarlyStoppingState(3.41, 2, 3.5), stopping.State);
        stopping.RestoreBest();
        Assert.Equal(3.41, layer.Weight.ToScalar());
    }

    [Fact]
    public void Larger_values_can_be_better_and_those_that_are_none_never_are()
    {
        EarlyStopping<double> stopping = new(layer, patience: 3, largerIsBetter: true);
        Assert.Equal([false, false, false, false, false, true], Report(stopping, double.NaN, 1, 2, double.PositiveInfinity, 2, 1.5));
        stopping.RestoreBest();
        Assert.Equal(2, layer.Weight.ToScalar());
    }

    [Fact]
    public void Without_a_good_measure_the_first_weights_stay()
    {
        layer.Weight.Assign([7.0]);
        EarlyStopping<double> stopping = new(layer, patience: 1);
        Assert.Equal([true], Report(stopping, double.NaN));
        stopping.RestoreBest();
        Assert.Equal(7, layer.Weight.ToScalar());
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping<double>(layer, patience: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping<double>(layer, minimumChange: double.NaN));
        EarlyStopping<double> stopping = new(layer);
        Assert.Throws<ArgumentException>(() => stopping.State = new EarlyStoppingState(1, -1));
        Assert.Throws<ArgumentException>(() => stopping.State = new EarlyStoppingState(double.NaN));
    }

    /// <summary>Reports measures, with each of them as the weight at that time.</summary>
    private bool[] Report(EarlyStopping<double> stopping, params double[] measures) => Array.ConvertAll(measures, measure =>
    {
        layer.Weight.Assign([measure]);
        return stopping.Report(measure);
    });
}
