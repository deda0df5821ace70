using Xunit;

namespace MiniGrad.Tests.Autograd;

/// <summary>A derivative inside a function that is being differentiated is differentiated too, however the outer variable gets into
/// it.</summary>
public class NestedDifferentiationTests
{
    [Fact]
    public void The_outer_variable_may_be_closed_over()
    {
        Assert.Equal(2,
            Differentiation.Gradient(x => x * Differentiation.Gradient(y => x * y, Tensor.Scalar(1.0)), Tensor.Scalar(1.0)).ToScalar());
        Assert.Equal(6, Differentiation.Gradient(w => Differentiation.Gradient(x => w * x.Square(), Tensor.Scalar(3.0)), Tensor.Scalar(7.0))
            .ToScalar(), 12);
        Assert.Equal(2, Differentiation.Gradient(a => Differentiation.Hessian(y => (a * y.Square()).Sum(), Tensor.Vector(1.0)).Sum(),
            Tensor.Scalar(3.0)).ToScalar(), 12);
        Assert.Equal(6, Differentiation.Gradient(a => Differentiation.Jacobian(y => a * a * y, Tensor.Vector(1.0)).Sum(),
            Tensor.Scalar(3.0)).ToScalar(), 12);
    }

    [Fact]
    public void Products_are_differentiable_in_respect_of_their_vector()
    {
        Tensor<double> x = Tensor.Vector(1.0, 3), u = Tensor.Vector(5.0, 7);
        Assert.Equal([2, 6],
            Differentiation.Gradient(v => Differentiation.VectorJacobianProduct(y => y.Square(), x, v).Sum(), u).ToArray());
        Assert.Equal([2, 6],
            Differentiation.Gradient(v => Differentiation.JacobianVectorProduct(y => y.Square(), x, v).Sum(), u).ToArray());
        Assert.Equal([2, 2],
            Differentiation.Gradient(v => Differentiation.HessianVectorProduct(y => y.Square().Sum(), x, v).Sum(), u).ToArray());

        Tensor<double> tracked = u.Tracked();
        Tensor<double> product = Differentiation.JacobianVectorProduct(y => y.Square(), x, tracked).Sum();
        Assert.Equal([2, 6], Differentiation.Gradients(product, [tracked])[0].ToArray());
    }

    [Fact]
    public void Outside_of_any_other_a_derivative_is_not_recorded()
    {
        Parameter<double> w = new(Tensor.Scalar(2.0));
        Assert.False(Differentiation.Gradient(x => w * x.Square(), Tensor.Scalar(3.0)).RequiresGradient);
        Assert.Throws<NotSupportedException>(() =>
            Differentiation.Gradient(Tensor<double> (x) => throw new NotSupportedException(), Tensor.Scalar(3.0)));
        Assert.False(Differentiation.Gradient(x => w * x.Square(), Tensor.Scalar(3.0)).RequiresGradient);
    }

    [Fact]
    public void Mixed_second_derivatives_of_a_power_are_symmetric()
    {
        foreach ((double a, double b) in (ReadOnlySpan<(double, double)>)[(2, 0), (2, 1), (0.5, 3), (3, -1)])
        {
            Tensor<double>[,] hessian = Differentiation.Hessian(x => x[0].Power(x[1]), [Tensor.Scalar(a), Tensor.Scalar(b)]);
            double expected = Math.Pow(a, b - 1) * (1 + b * Math.Log(a));
            Assert.Equal(expected, hessian[0, 1].ToScalar(), 12);
            Assert.Equal(expected, hessian[1, 0].ToScalar(), 12);
            Assert.Equal(b * (b - 1) * Math.Pow(a, b - 2), hessian[0, 0].ToScalar(), 12);
        }
    }

    [Fact]
    public void A_frozen_parameter_is_named()
    {
        Parameter<double> p = new(Tensor.Scalar(1.0), "alpha"), q = new(Tensor.Scalar(1.0));
        p.IsFrozen = true;
        Assert.Contains("frozen parameter 'alpha'",
            Assert.Throws<ArgumentException>(() => Differentiation.Gradients(p * q, [p, q])).Message, StringComparison.Ordinal);
    }
}
