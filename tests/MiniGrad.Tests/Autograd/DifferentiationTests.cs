using MiniGrad.Layers;
using MiniGrad.Losses;
using Xunit;

namespace MiniGrad.Tests.Autograd;

public class DifferentiationTests
{
    [Fact]
    public void Gradient_has_the_shape_of_its_input()
    {
        Tensor<double> x = Tensor.Create([1.0, 2, 3, 4], [2, 2]);
        (Tensor<double> value, Tensor<double> gradient) = Differentiation.ValueAndGradient(v => v.Power(3).Sum(), x);
        Assert.Equal(100, value.ToScalar(), 12);
        Assert.Equal(x.Shape, gradient.Shape);
        AssertClose([3, 12, 27, 48], gradient, 1e-13);
        Assert.False(gradient.RequiresGradient);
        Assert.False(value.RequiresGradient);
    }

    [Fact]
    public void Gradient_points_up_the_steepest_slope_and_predicts_nearby_values()
    {
        static Tensor<double> Function(Tensor<double> v) => (v.Slice(0, 0, 1) * v.Slice(0, 1, 1)).Sum() + v.Hump().Sum();
        Tensor<double> x = Tensor.Vector(0.7, -0.4);
        (Tensor<double> value, Tensor<double> gradient) = Differentiation.ValueAndGradient(Function, x);
        Tensor<double> unit = gradient / gradient.Norm();
        double steepest = Differentiation.DirectionalDerivative(Function, x, unit).ToScalar();
        Assert.Equal(gradient.Norm().ToScalar(), steepest, 12);
        for (int i = 0; i < 36; i++)
        {
            Tensor<double> direction = Tensor.Vector(Math.Cos(i * Math.PI / 18), Math.Sin(i * Math.PI / 18));
            Assert.True(Differentiation.DirectionalDerivative(Function, x, direction).ToScalar() <= steepest + 1e-12);
        }
        Tensor<double> step = Tensor.Vector(1e-5, -2e-5);
        Assert.Equal(Function(x + step).ToScalar(), (value + (gradient * step).Sum()).ToScalar(), 8);
    }

    [Fact]
    public void Inputs_that_were_not_used_get_zeros_or_are_reported()
    {
        Tensor<double> x = Tensor.Vector(1.0, 2).Tracked(), unused = Tensor.Zeros<double>([2, 2]).Tracked();
        Tensor<double>[] gradients = Differentiation.Gradients(x.Square().Sum(), [x, unused]);
        Assert.Equal([2, 4], gradients[0].ToArray());
        Assert.Equal(unused.Shape, gradients[1].Shape);
        Assert.Equal([0, 0, 0, 0], gradients[1].ToArray());
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => Differentiation.Gradients(x.Square().Sum(), [x, unused], unused: UnusedInputs.Throw));
        Assert.Contains("does not depend on input 1 of shape [2, 2]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Differentiation.Gradients(x.Sum(), [Tensor.Scalar(1.0)]));
    }

    [Fact]
    public void Gradients_of_intermediate_tensors_and_of_the_output_itself()
    {
        Tensor<double> x = Tensor.Vector(1.0, 2).Tracked();
        Tensor<double> middle = x.Exp();
        Tensor<double> y = middle.Square().Sum();
        Tensor<double>[] gradients = Differentiation.Gradients(y, [middle, x, y, middle]);
        AssertClose([2 * Math.E, 2 * Math.Exp(2)], gradients[0], 1e-14);
        AssertClose([2 * Math.Exp(2), 2 * Math.Exp(4)], gradients[1], 1e-14);
        Assert.Equal(1, gradients[2].ToScalar());
        Assert.Equal(gradients[0].ToArray(), gradients[3].ToArray());
    }

    [Fact]
    public void Third_derivative_by_nesting()
    {
        static Tensor<double> First(Tensor<double> x) => Differentiation.Gradient(v => v.Power(5.0).Sum(), x);
        static Tensor<double> Second(Tensor<double> x) => Differentiation.Gradient(v => First(v).Sum(), x);
        Tensor<double> third = Differentiation.Gradient(v => Second(v).Sum(), Tensor.Vector(2.0, 3));
        AssertClose([60 * 4, 60 * 9], third, 1e-12);
    }

    [Fact]
    public void A_penalty_on_a_gradient_is_differentiated_in_respect_of_the_parameters()
    {
        // ‖∇ₓ(w·x²)‖² = 4 w² x² and its derivative in w is 8 w x².
        Parameter<double> w = new(Tensor.Scalar(3.0));
        Tensor<double> inner = Differentiation.Gradient(x => (w * x.Square()).Sum(), Tensor.Scalar(5.0), createGraph: true);
        inner.Square().Backward();
        Assert.Equal(8 * 3 * 25, w.Gradient!.ToScalar(), 9);
    }

    [Fact]
    public void Gradients_of_gradients_by_create_graph()
    {
        Tensor<double> x = Tensor.Vector(1.0, 2, 3).Tracked();
        Tensor<double> gradient = Differentiation.Gradients(x.Power(4.0).Sum(), [x], createGraph: true)[0];
        AssertClose([12, 48, 108], Differentiation.Gradients(gradient.Sum(), [x])[0], 1e-13);
    }

    [Fact]
    public void Hessian_of_Rosenbrock_in_10_dimensions_equals_its_closed_form()
    {
        const int Size = 10;
        double[] x = [.. Enumerable.Range(0, Size).Select(i => Math.Sin(1.7 * i) + 0.3)];
        Tensor<double> hessian = Differentiation.Hessian(Rosenbrock, Tensor.Vector(x));
        Assert.Equal([Size, Size], hessian.Shape);
        for (int i = 0; i < Size; i++)
        {
            for (int j = 0; j < Size; j++)
            {
                double expected = 0;
                if (i == j && i < Size - 1) expected += 1200 * x[i] * x[i] - 400 * x[i + 1] + 2;
                if (i == j && i > 0) expected += 200;
                if (Math.Abs(i - j) == 1) expected = -400 * x[Math.Min(i, j)];
                Assert.Equal(expected, hessian[i, j], 1e-10 * Math.Max(1, Math.Abs(expected)));
            }
        }
    }

    [Fact]
    public void Hessian_of_a_perceptrons_loss_equals_finite_differences_of_its_gradients()
    {
        (Func<IReadOnlyList<Tensor<double>>, Tensor<double>> loss, Tensor<double>[] parameters) = SmallPerceptron();
        Tensor<double>[,] hessian = Differentiation.Hessian(loss, parameters);
        for (int a = 0; a < parameters.Length; a++)
        {
            for (int b = 0; b < parameters.Length; b++)
            {
                Assert.Equal([.. parameters[a].Shape, .. parameters[b].Shape], hessian[a, b].Shape.ToArray());
                for (int element = 0; element < parameters[b].ElementCount; element++)
                {
                    double[] expected = Difference(step => Differentiation.Gradient(loss, Moved(parameters, b, element, step))[a]);
                    for (int row = 0; row < expected.Length; row++)
                        Assert.Equal(expected[row], hessian[a, b].Span[row * parameters[b].ElementCount + element], 1e-9);
                }
            }
        }

        static Tensor<double>[] Moved(Tensor<double>[] parameters, int input, int element, double step)
        {
            double[] values = parameters[input].ToArray();
            values[element] += step;
            return [.. parameters.Select((parameter, i) => i == input ? Tensor.Create(values, parameter.Shape) : parameter)];
        }

        static double[] Difference(Func<double, Tensor<double>> gradient)
        {
            const double H = 1e-3;
            return ((gradient(-2 * H) - gradient(2 * H) + 8.0 * (gradient(H) - gradient(-H))) / (12 * H)).ToArray();
        }
    }

    [Fact]
    public void Hessian_vector_product_equals_Hessian_times_vector()
    {
        Random random = new(5);
        Tensor<double> x = Tensor.Normal([10], 0.0, 1.0, random), vector = Tensor.Normal([10], 0.0, 1.0, random);
        Tensor<double> expected = Differentiation.Hessian(Rosenbrock, x).MatMul(vector);
        AssertClose(expected.ToArray(), Differentiation.HessianVectorProduct(Rosenbrock, x, vector), 1e-12);

        (Func<IReadOnlyList<Tensor<double>>, Tensor<double>> loss, Tensor<double>[] parameters) = SmallPerceptron();
        Tensor<double>[] vectors = [.. parameters.Select(parameter => Tensor.Normal(parameter.Shape, 0.0, 1.0, random))];
        Tensor<double>[] products = Differentiation.HessianVectorProduct(loss, parameters, vectors);
        Tensor<double>[,] hessian = Differentiation.Hessian(loss, parameters);
        for (int a = 0; a < parameters.Length; a++)
        {
            Tensor<double> sum = Tensor.Zeros<double>([parameters[a].ElementCount]);
            for (int b = 0; b < parameters.Length; b++)
                sum += hessian[a, b].Reshape(parameters[a].ElementCount, parameters[b].ElementCount).MatMul(vectors[b].Flatten());
            AssertClose(sum.ToArray(), products[a], 1e-12);
        }
    }

    [Fact]
    public void Jacobian_vector_product_equals_the_directional_derivative()
    {
        Random random = new(6);
        Tensor<double> x = Tensor.Normal([10], 0.0, 1.0, random), direction = Tensor.Normal([10], 0.0, 1.0, random);
        double expected = Differentiation.DirectionalDerivative(Rosenbrock, x, direction).ToScalar();
        Assert.Equal(expected, Differentiation.JacobianVectorProduct(Rosenbrock, x, direction).ToScalar(), 1e-10 * Math.Abs(expected));
    }

    [Fact]
    public void Products_with_the_Jacobian_equal_the_Jacobian_times_vectors()
    {
        Random random = new(7);
        Tensor<double> weight = Tensor.Normal([4, 3], 0.0, 1.0, random);
        Tensor<double> Function(Tensor<double> v) => v.MatMul(weight).Tanh().Softmax();
        Tensor<double> x = Tensor.Normal([2, 4], 0.0, 1.0, random);
        Tensor<double> jacobian = Differentiation.Jacobian(Function, x);
        Assert.Equal([2, 3, 2, 4], jacobian.Shape);
        Tensor<double> matrix = jacobian.Reshape(6, 8);
        Tensor<double> along = Tensor.Normal([2, 4], 0.0, 1.0, random), against = Tensor.Normal([2, 3], 0.0, 1.0, random);
        AssertClose(matrix.MatMul(along.Flatten()).ToArray(), Differentiation.JacobianVectorProduct(Function, x, along), 1e-13);
        AssertClose(against.Flatten().MatMul(matrix).ToArray(), Differentiation.VectorJacobianProduct(Function, x, against), 1e-13);
        Assert.False(Differentiation.JacobianVectorProduct(Function, x, along).RequiresGradient);
    }

    [Fact]
    public void Constant_and_linear_functions_have_zero_and_constant_derivatives()
    {
        Tensor<double> x = Tensor.Vector(1.0, 2);
        Assert.Equal([0, 0], Differentiation.Gradient(_ => Tensor.Scalar(5.0), x).ToArray());
        Assert.Equal(new double[4], Differentiation.Hessian(v => v.Sum(), x).ToArray());
        Assert.Equal([0, 0], Differentiation.JacobianVectorProduct(_ => Tensor.Vector(1.0, 2), x, x).ToArray());
        Assert.Equal([0, 0], Differentiation.HessianVectorProduct(v => v.Sum(), x, x).ToArray());
    }

    [Fact]
    public void Descent_and_ascent_reach_the_extremum_of_any_function()
    {
        Tensor<double> low = Tensor.Vector(5.0, -3), high = low;
        Tensor<double> center = Tensor.Vector(1.0, 2);
        for (int i = 0; i < 200; i++)
        {
            low -= 0.1 * Differentiation.Gradient(x => (x - center).Square().Sum(), low);
            high += 0.1 * Differentiation.Gradient(x => -(x - center).Square().Sum(), high);
        }
        AssertClose([1, 2], low, 1e-12);
        AssertClose([1, 2], high, 1e-12);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Tensor<double> x = Tensor.Vector(1.0, 2);
        Assert.Contains("single number",
            Assert.Throws<InvalidOperationException>(() => Differentiation.Gradient(v => v.Square(), x)).Message, StringComparison.Ordinal);
        Assert.Contains("[2]", Assert.Throws<ArgumentException>(() =>
            Differentiation.DirectionalDerivative(v => v.Sum(), x, Tensor.Vector(1.0))).Message, StringComparison.Ordinal);
        Assert.Contains("[2]", Assert.Throws<ArgumentException>(() =>
            Differentiation.VectorJacobianProduct(v => v.Square(), x, Tensor.Vector(1.0))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Differentiation.Gradient<double>(v => v[0], []));
    }

    private static Tensor<double> Rosenbrock(Tensor<double> x)
    {
        Tensor<double> head = x.Slice(0, ..^1), tail = x.Slice(0, 1..);
        return (100.0 * (tail - head.Square()).Square() + (1.0 - head).Square()).Sum();
    }

    private static (Func<IReadOnlyList<Tensor<double>>, Tensor<double>> Loss, Tensor<double>[] Parameters) SmallPerceptron()
    {
        Random random = new(4);
        Mlp<double> model = new([3, 4, 2], Activation.Tanh, random);
        Tensor<double> x = Tensor.Normal([5, 3], 0.0, 1.0, random);
        IndexTensor labels = [0, 1, 1, 0, 1];
        return (p => Loss.CrossEntropy(x.Linear(p[0], p[1]).Tanh().Linear(p[2], p[3]), labels),
            [.. model.Parameters.Select(parameter => parameter.Detach())]);
    }

    private static void AssertClose(double[] expected, Tensor<double> actual, double relative)
    {
        Assert.Equal(expected.Length, actual.ElementCount);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual.Span[i], relative * Math.Max(1, Math.Abs(expected[i])));
    }
}

file static class Functions
{
    /// <summary>A smooth function with curvature: x²·e⁻ˣ.</summary>
    public static Tensor<double> Hump(this Tensor<double> x) => x.Square() * (-x).Exp();
}
