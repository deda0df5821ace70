using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

public class RandomSamplerTests
{
    [Fact]
    public void Parameters_are_uniform_by_their_scales_and_there_under_their_conditions()
    {
        SearchSpace space = new();
        HyperParameter<double> rate = space.AddNumber("rate", 1e-4, 1, Scale.Logarithmic);
        HyperParameter<int> layers = space.AddInteger("layers", 1, 4);
        HyperParameter<int> units = space.AddInteger("units", 1, 8, Scale.Logarithmic, when: layers.AtLeast(3));
        HyperParameter<int> batch = space.AddInteger("batch", 8, 64, Scale.PowersOfTwo);
        List<Observation> trials = SamplerDrive.Run(space, Sampler.Random(), 20_000, 1, _ => 0);

        Assert.All(trials, trial => Assert.InRange(trial.Parameters[rate.Index], 1e-4, 1));
        double Share(Func<double[], bool> holds) => trials.Count(trial => holds(trial.Parameters)) / (double)trials.Count;
        Assert.Equal(0.25, Share(p => p[rate.Index] < 1e-3), 0.02);
        for (int i = 1; i <= 4; i++) Assert.Equal(0.25, Share(p => p[layers.Index] == i), 0.02);
        for (int i = 8; i <= 64; i *= 2) Assert.Equal(0.25, Share(p => p[batch.Index] == i), 0.02);
        Assert.Equal(Share(p => p[layers.Index] >= 3), Share(p => !double.IsNaN(p[units.Index])));
        // Cells from 0.5 to 8.5 on the logarithm.
        Assert.Equal(0.5 * Math.Log(3) / Math.Log(17), Share(p => p[units.Index] == 1), 0.02);
    }
}
