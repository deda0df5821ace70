using System.Numerics;
using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

public class LookaheadTests
{
    [Theory]
    [InlineData(5, 0.5)]
    [InlineData(1, 0.3)]
    [InlineData(7, 1)]
    public void Slow_weights_follow_the_formula(int interval, double rate)
    {
        Compare<double>(interval, rate, 1e-12);
        Compare<float>(interval, rate, 2e-5);
    }

    /// <summary>Heavy ball on a quadratic of 21 numbers, written out element by element: the slow weights change where momentum leads, not
    /// momentum.</summary>
    private static void Compare<T>(int interval, double rate, double tolerance) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Count = 21;
        Tensor<T> curvature = Tensor.Uniform<T>([Count], T.One, T.CreateChecked(4), new Random(1));
        Parameter<T> x = new(Tensor.Full([Count], T.One));
        Sgd<T> optimizer = new([x], 0.02, 0.9, MomentumKind.HeavyBall);
        optimizer.Add(new Lookahead<T>(interval, rate));
        double[] fast = new double[Count], slow = new double[Count], momentum = new double[Count];
        Array.Fill(fast, 1);
        Array.Fill(slow, 1);
        for (int step = 1; step <= 200; step++)
        {
            optimizer.Step(() => (x.Square() * curvature).Sum());
            for (int i = 0; i < Count; i++)
            {
                momentum[i] = 0.9 * momentum[i] + 2 * double.CreateChecked(curvature.Span[i]) * fast[i];
                fast[i] -= 0.02 * momentum[i];
                if (step % interval == 0) fast[i] = slow[i] += rate * (fast[i] - slow[i]);
                Assert.Equal(fast[i], double.CreateChecked(x.Span[i]), tolerance);
            }
        }
    }

    [Fact]
    public void Restart_sets_the_slow_weights_to_the_parameters()
    {
        Parameter<double> x = new(Tensor.Vector(1.0));
        Sgd<double> optimizer = new([x], 0.5);
        Lookahead<double> lookahead = optimizer.Add(new Lookahead<double>(2));
        optimizer.Step(() => x.Sum());
        x.Assign([10]);
        lookahead.Restart();
        optimizer.Step(() => x.Sum());
        Assert.Equal(9.5, x.Span[0]);
        optimizer.Step(() => x.Sum());
        Assert.Equal(9.5, x.Span[0]);
    }

    [Fact]
    public void Frozen_parameters_stay()
    {
        Parameter<double> x = new(Tensor.Vector(1.0)), frozen = new(Tensor.Vector(1.0));
        Sgd<double> optimizer = new([x, frozen], 0.5);
        optimizer.Add(new Lookahead<double>(1));
        frozen.Assign([7]);
        frozen.IsFrozen = true;
        optimizer.Step(() => (x * frozen).Sum());
        Assert.Equal(7, frozen.Span[0]);
    }

    [Fact]
    public void Bad_settings_are_refused_by_name()
    {
        Assert.Contains("Lookahead: the interval must be at least 1, got 0",
            Assert.Throws<ArgumentOutOfRangeException>(() => new Lookahead<float>(0)).Message, StringComparison.Ordinal);
        Assert.Contains("the rate must be above 0 and at most 1, got 1.5",
            Assert.Throws<ArgumentOutOfRangeException>(() => new Lookahead<float>(5, 1.5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lookahead<float>(5, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lookahead<float>(5, double.NaN));
        Assert.Contains("not added to an optimizer yet",
            Assert.Throws<InvalidOperationException>(() => new Lookahead<float>().Restart()).Message, StringComparison.Ordinal);
    }
}
