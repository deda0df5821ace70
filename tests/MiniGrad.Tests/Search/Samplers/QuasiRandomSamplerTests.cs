using System.Buffers.Binary;
using System.Security.Cryptography;
using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

public class QuasiRandomSamplerTests
{
    // The SHA-256 of scipy.stats.qmc.Sobol(64, scramble=False, bits=32).random(4096) times 2³², as little-endian words of 32 bits.
    [Fact]
    public void First_4096_points_in_64_dimensions_are_those_of_scipy()
    {
        byte[] words = new byte[4096 * 64 * sizeof(uint)];
        for (int point = 0, at = 0; point < 4096; point++)
            for (int dimension = 0; dimension < 64; dimension++, at += sizeof(uint))
                BinaryPrimitives.WriteUInt32LittleEndian(words.AsSpan(at), Sobol.Coordinate((uint)point, dimension));
        Assert.Equal("EB652B2FEF68714072F325758C3471EE8622E12A5D9B4AD5D90784464C6A8DA3", Convert.ToHexString(SHA256.HashData(words)));
    }

    [Fact]
    public void Scrambled_points_lie_one_in_each_part_of_every_dimension()
    {
        ScrambledSobol points = new(7);
        for (int dimension = 0; dimension < Sobol.Dimensions; dimension++)
            Assert.Equal(512, Enumerable.Range(0, 512).Select(i => (int)(512 * points.Coordinate((uint)i, dimension))).Distinct().Count());
    }

    [Fact]
    public void Scrambled_points_are_a_net_in_the_first_two_dimensions()
    {
        ScrambledSobol points = new(8);
        for (int bits = 0; bits <= 8; bits++)
        {
            int width = 1 << bits, height = 256 / width;
            Assert.Equal(256, Enumerable.Range(256, 256).Select(i => (uint)i)
                .Select(i => ((int)(width * points.Coordinate(i, 0)), (int)(height * points.Coordinate(i, 1)))).Distinct().Count());
        }
    }

    [Fact]
    public void Scrambling_makes_each_point_uniform_over_the_seeds()
    {
        double[] coordinates = [.. Enumerable.Range(0, 4000).Select(seed => new ScrambledSobol((ulong)seed).Coordinate(0, 3))];
        Assert.Equal(0.5, coordinates.Average(), 0.02);
        Assert.Equal(1 / 12.0, coordinates.Select(x => (x - 0.5) * (x - 0.5)).Average(), 0.005);
        Assert.Equal(0.25, coordinates.Count(x => x < 0.25) / 4000.0, 0.03);
    }

    [Fact]
    public void Conditional_parameters_and_relations_are_kept()
    {
        SearchSpace space = new();
        HyperParameter<int> layers = space.AddInteger("layers", 1, 2);
        HyperParameter<double> rate = space.AddNumber("rate", 0, 1, when: layers.AtLeast(2));
        HyperParameter<double> other = space.AddNumber("other", 0, 1);
        space.Require("other below a half", values => values.Get(other) < 0.5);
        List<Observation> trials = SamplerDrive.Run(space, Sampler.QuasiRandom(), 128, 3, _ => 0);
        Assert.All(trials, trial => Assert.Equal(trial.Parameters[0] == 2, !double.IsNaN(trial.Parameters[rate.Index])));
        Assert.All(trials, trial => Assert.InRange(trial.Parameters[other.Index], 0, 0.5));
    }

    [Fact]
    public void Same_seed_gives_the_same_points_and_another_seed_others()
    {
        double[] Points(ulong seed)
        {
            SearchSpace space = new();
            space.AddNumber("x", 0, 1);
            space.AddNumber("y", 0, 1);
            return [.. SamplerDrive.Run(space, Sampler.QuasiRandom(), 50, seed, _ => 0).SelectMany(trial => trial.Parameters)];
        }
        Assert.Equal(Points(1), Points(1));
        Assert.NotEqual(Points(1), Points(2));
    }
}
