using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

/// <summary>Gradients that are small in single precision move what their rule says they move.</summary>
public class SmallGradientTests
{
    [Theory]
    [InlineData(1, 3.0000002f)]
    [InlineData(2, 3.0000207f)]
    public void Rprop_uses_nothing_but_signs(float start, float expected)
    {
        // PyTorch 1.13 ends at the expected figures; near the minimum its products of two gradients become 0, and the signs are lost.
        Assert.Equal(expected, After(200, start, 1e-18f), 3e-5f);
        Assert.Equal(After(200, start, 1), After(200, start, 1e-18f));
        Assert.Equal(After(200, start, 1), After(200, start, 1e-30f), 1e-5f);

        static float After(int steps, float start, float scale)
        {
            Parameter<float> p = new(Tensor.Vector(start));
            Rprop<float> optimizer = new([p]);
            for (int step = 0; step < steps; step++)
            {
                p.Gradient = Tensor.Vector(2 * (p.Span[0] - 3) * scale);
                optimizer.Step();
            }
            return p.Span[0];
        }
    }

    [Fact]
    public void An_epsilon_below_the_squares_that_vanish_is_refused()
    {
        Parameter<float> p = new(Tensor.Vector(1f));
        Parameter<double> q = new(Tensor.Vector(1.0));
        Assert.Equal(
            "Adam: the epsilon must be a finite number of at least 1E-18 as a Single, got 1E-30. (Parameter 'epsilon')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<float>([p], epsilon: 1e-30)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp<float>([p], epsilon: 1e-30));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaGrad<float>([p], epsilon: 1e-30));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaDelta<float>([p], epsilon: 1e-30));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<double>([q], epsilon: 1e-200));
        Assert.Equal(1e-100, new Adam<double>([q], epsilon: 1e-100).Epsilon);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Lbfgs_minimizes_a_function_scaled_down_to_where_its_gradient_is_invisible_beside_the_point(float start)
    {
        DescentResult<float> result = Descent.Minimize(
            x => ((x - 3f).Square() * 1e-8f).Sum(), Tensor.Vector(start), x => new Lbfgs<float>(x), Stop.AfterIterations(50));
        Assert.Equal(3, result.Point.Span[0], 1e-3f);
    }
}
