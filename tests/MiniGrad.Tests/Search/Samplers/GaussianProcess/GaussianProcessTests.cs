using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

public class GaussianProcessTests
{
    private static readonly bool[] isChoice = [false, true, false, false];

    /// <summary>Logarithms of 1 / ℓ, s² and noise.</summary>
    private static readonly double[] settings = [0.8, -0.3, 1.1, 0.2, 0.4, Math.Log(1e-3)];

    [Theory]
    [InlineData(1, 0)]
    [InlineData(7, 2)]
    [InlineData(60, 5)]
    [InlineData(150, 0)]
    public void The_posterior_equals_a_naive_solve(int count, int pending)
    {
        XoshiroRandom random = new((ulong)count);
        double[][] points = NaiveProcess.Points(random, count + pending, isChoice);
        double[] values = [.. points.Take(count).Select(NaiveProcess.Function)];
        GaussianProcess process = Process(points, values);
        NaiveProcess valued = new(points[..count], isChoice, settings), all = new(points, isChoice, settings);
        foreach (double[] point in NaiveProcess.Points(random, 40, isChoice))
        {
            (double mean, double variance) = process.Predict(point);
            Assert.Equal(valued.Mean(point, values), mean, 1e-8);
            Assert.Equal(all.Variance(point), variance, 1e-8);
        }
    }

    [Fact]
    public void Derivatives_of_the_posterior_are_those_of_differences()
    {
        XoshiroRandom random = new(3);
        double[][] points = NaiveProcess.Points(random, 30, isChoice);
        GaussianProcess process = Process(points, [.. points.Take(27).Select(NaiveProcess.Function)]);
        double[] byMean = new double[4], byVariance = new double[4];
        foreach (double[] point in NaiveProcess.Points(random, 20, isChoice))
        {
            (double mean, double variance) = process.Predict(point, byMean, byVariance);
            Assert.Equal(process.Predict(point), (mean, variance));
            for (int j = 0; j < 4; j++)
            {
                if (isChoice[j])
                {
                    Assert.Equal((0, 0), (byMean[j], byVariance[j]));
                    continue;
                }
                (double Mean, double Variance) At(double step)
                {
                    double[] moved = [.. point];
                    moved[j] += step;
                    return process.Predict(moved);
                }
                const double Step = 1e-5;
                (double meanUp, double varianceUp) = At(Step);
                (double meanDown, double varianceDown) = At(-Step);
                Assert.Equal((meanUp - meanDown) / (2 * Step), byMean[j], 1e-6 * Math.Max(1, Math.Abs(byMean[j])));
                Assert.Equal((varianceUp - varianceDown) / (2 * Step), byVariance[j], 1e-6 * Math.Max(1, Math.Abs(byVariance[j])));
            }
        }
    }

    [Fact]
    public void Points_that_were_added_give_the_bits_of_points_that_were_there()
    {
        XoshiroRandom random = new(4);
        double[][] points = NaiveProcess.Points(random, 50, isChoice);
        double[] values = [.. points.Select(NaiveProcess.Function)];
        GaussianProcess grown = Process(points, values), whole = new(isChoice);
        grown.Truncate(20);
        foreach (double[] point in points[20..]) grown.Add(point);
        foreach (double[] point in points) whole.Points.Add(point);
        whole.Set(settings, 50);
        grown.SetValues(values);
        whole.SetValues(values);
        foreach (double[] point in NaiveProcess.Points(random, 20, isChoice)) Assert.Equal(whole.Predict(point), grown.Predict(point));
    }

    [Fact]
    public void Two_equal_points_without_noise_are_borne()
    {
        double[] quiet = [.. settings[..^1], Math.Log(1e-300)];
        GaussianProcess process = new(isChoice);
        double[][] points = NaiveProcess.Points(new XoshiroRandom(5), 6, isChoice);
        foreach (double[] point in (double[][])[.. points, points[2]]) process.Points.Add(point);
        process.Set(quiet, 7);
        process.SetValues([1, 2, 3, 4, 5, 6, 3]);
        (double mean, double variance) = process.Predict(points[2]);
        Assert.Equal(3, mean, 1e-4);
        Assert.InRange(variance, 0, 1e-4);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    public void The_evidence_equals_a_naive_solve_and_its_gradient_differences(int count)
    {
        XoshiroRandom random = new(6);
        double[][] points = NaiveProcess.Points(random, count, isChoice);
        double[] values = [.. points.Select(NaiveProcess.Function)];
        ProcessEvidence evidence = new(isChoice);
        PointTable table = new(4);
        foreach (double[] point in points) table.Add(point);
        evidence.Set(table, values);
        double[] gradient = new double[6], other = new double[6];
        // The prior stays out of the differences of two settings only where it is added to both: here it is taken from no values at all.
        ProcessEvidence prior = new(isChoice);
        prior.Set(new PointTable(4), []);
        double value = evidence.Evaluate(settings, gradient) - prior.Evaluate(settings, other);
        NaiveProcess naive = new(points, isChoice, settings);
        Assert.Equal(naive.HalfQuadratic(values) + naive.HalfLogDeterminant(), value, 1e-8 * Math.Abs(value) + 1e-8);
        for (int i = 0; i < 6; i++)
        {
            double At(double step)
            {
                double[] moved = [.. settings];
                moved[i] += step;
                return evidence.Evaluate(moved, other);
            }
            const double Step = 1e-5;
            double expected = (At(Step) - At(-Step)) / (2 * Step);
            Assert.Equal(expected, gradient[i], 1e-6 * Math.Max(1, Math.Abs(expected)));
        }
    }

    private static GaussianProcess Process(double[][] points, double[] values)
    {
        GaussianProcess process = new(isChoice);
        foreach (double[] point in points.Take(values.Length)) process.Points.Add(point);
        process.Set(settings, values.Length);
        process.SetValues(values);
        foreach (double[] point in points.Skip(values.Length)) process.Add(point);
        return process;
    }
}
