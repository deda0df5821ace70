using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

public class NormalMassTests
{
    private static readonly double[] bandwidths = [1, 0.2, 1 / 40.0, 0.003];

    public static TheoryData<string> Parameters => ["steps", "logarithmic", "powers", "choice", "coarse", "many"];

    // From mpmath, with erfc in 60 digits.
    [Theory]
    [InlineData(-1, 1, -0.38171514630212607)]
    [InlineData(0.5, 0.501, -7.9519439684159648)]
    [InlineData(0, 40, -0.69314718055994531)]
    [InlineData(40, 40.5, -804.60844201555032)]
    [InlineData(-40.5, -40, -804.60844201555032)]
    [InlineData(40, 40.001, -807.84662731141355)]
    [InlineData(-3, 5, -0.001351097003834711)]
    [InlineData(-1e-9, 1e-9, -20.949057189591139)]
    [InlineData(7, 9, -27.384307586994963)]
    [InlineData(1, 3, -1.8495664205476084)]
    [InlineData(200, 201, -20006.21728089819)]
    [InlineData(0.25, 0.75, -1.7448778569559151)]
    [InlineData(-0.02, 0.03, -3.9147874664811891)]
    public void Logarithms_of_masses_are_those_of_60_digits(double low, double high, double expected) =>
        Assert.Equal(expected, NormalMass.LogMass(low, high), 1e-13 * Math.Max(1, Math.Abs(expected)));

    [Fact]
    public void Masses_of_both_tails_mirror_each_other()
    {
        for (double at = 0.01; at < 60; at *= 1.3) Assert.Equal(NormalMass.LogMass(at, at + 0.7), NormalMass.LogMass(-at - 0.7, -at));
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Masses_of_a_kernel_sum_to_1(string kind)
    {
        KernelAxis axis = new(Parameter(kind));
        foreach (double wanted in bandwidths)
        {
            int step = KernelAxis.StepOf(wanted);
            double bandwidth = KernelAxis.BandwidthOf(step);
            foreach (long at in new[] { 0, axis.CellCount / 2, axis.CellCount - 1 })
            {
                double sum = 0;
                for (long place = 0; place < axis.CellCount; place++)
                {
                    double log = axis.HasRows ? axis.Row(step, place)[at] : axis.LogCellMass(place, axis.Middle(at), bandwidth);
                    sum += Math.Exp(log - axis.LogNorm(axis.Middle(at), bandwidth));
                }
                Assert.Equal(1, sum, 1e-12);
            }
        }
    }

    [Fact]
    public void Masses_far_from_the_kernel_sum_to_1_within_the_range()
    {
        // The kernel's middle lies 40 bandwidths below or above all cells.
        KernelAxis axis = new(Parameter("steps"));
        foreach (double middle in new[] { -1.0, 2.0 })
        {
            double bandwidth = 1 / 40.0, sum = 0;
            for (long place = 0; place < axis.CellCount; place++)
                sum += Math.Exp(axis.LogCellMass(place, middle, bandwidth) - axis.LogNorm(middle, bandwidth));
            Assert.Equal(1, sum, 1e-12);
        }
    }

    [Fact]
    public void Density_in_a_continuum_has_mass_1()
    {
        SearchSpace space = new();
        KernelAxis axis = new(space.AddNumber("rate", 1e-4, 1, Scale.Logarithmic));
        foreach (double bandwidth in bandwidths)
        {
            const int Parts = 200_000;
            double sum = 0, norm = axis.LogNorm(0.01, bandwidth);
            for (int i = 0; i < Parts; i++) sum += Math.Exp(-0.5 * Math.Pow(((i + 0.5) / Parts - 0.01) / bandwidth, 2) - norm) / Parts;
            Assert.Equal(1, sum, 1e-7);
        }
    }

    private static HyperParameter Parameter(string kind)
    {
        SearchSpace space = new();
        return kind switch
        {
            "steps" => space.AddNumber("p", -1, 1, step: 0.01),
            "logarithmic" => space.AddInteger("p", 1, 512, Scale.Logarithmic),
            "powers" => space.AddInteger("p", 2, 1024, Scale.PowersOfTwo),
            "choice" => space.AddChoice("p", 1, 2, 3),
            "coarse" => space.AddInteger("p", 1, 2),
            _ => space.AddInteger("p", 1, 100_000, Scale.Logarithmic),
        };
    }
}
