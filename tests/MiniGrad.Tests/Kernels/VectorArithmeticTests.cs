using MiniGrad.Kernels;
using Xunit;

namespace MiniGrad.Tests.Kernels;

public class VectorArithmeticTests
{
    [Fact]
    public void Results_are_those_of_plain_loops_for_every_length()
    {
        Random random = new(4);
        for (int length = 0; length <= 70; length++) Check(length);
        foreach (int length in new[] { 511, 512, 513, 4097 }) Check(length);

        void Check(int length)
        {
            double[] a = Draw(length), b = Draw(length), sum = new double[length], multiple = new double[length];
            Assert.Equal(a.Zip(b, (x, y) => x * y).Sum(), VectorArithmetic.Dot<double>(a, b), 1e-12 * (1 + length));
            Assert.Equal(a.Sum(Math.Abs), VectorArithmetic.SumOfMagnitudes<double>(a), 1e-12 * (1 + length));
            Assert.Equal(a.Select(Math.Abs).DefaultIfEmpty().Max(), VectorArithmetic.LargestMagnitude<double>(a));
            VectorArithmetic.AddScaled<double>(a, -0.7, b, sum);
            VectorArithmetic.Scale<double>(a, 3, multiple);
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(b[i] - 0.7 * a[i], sum[i], 1e-15);
                Assert.Equal(3 * a[i], multiple[i]);
            }
        }

        double[] Draw(int length) => [.. Enumerable.Range(0, length).Select(_ => 2 * random.NextDouble() - 1)];
    }

    [Fact]
    public void An_inner_product_has_the_same_bits_wherever_it_lies()
    {
        Random random = new(6);
        float[] a = [.. Enumerable.Range(0, 2000).Select(_ => random.NextSingle() - 0.5f)], b =
            [.. Enumerable.Range(0, 2000).Select(_ => random.NextSingle() - 0.5f)];
        double expected = VectorArithmetic.Dot<float>(a, b);
        for (int start = 1; start < 20; start++)
        {
            float[] movedA = new float[2100], movedB = new float[2100];
            a.CopyTo(movedA, start);
            b.CopyTo(movedB, 2 * start);
            Assert.Equal(expected, VectorArithmetic.Dot<float>(movedA.AsSpan(start, 2000), movedB.AsSpan(2 * start, 2000)));
        }
    }

    [Fact]
    public void Sums_with_NaN_are_NaN()
    {
        double[] x = [1, double.NaN, 3];
        Assert.Equal(double.NaN, VectorArithmetic.LargestMagnitude<double>(x));
        Assert.Equal(double.NaN, VectorArithmetic.SumOfMagnitudes<double>(x));
        Assert.Equal(double.NaN, VectorArithmetic.Dot<double>(x, x));
    }
}
