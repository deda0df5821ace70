using MiniGrad.Layers;
using MiniGrad.Losses;
using Xunit;

namespace MiniGrad.Tests.Autograd;

/// <summary>A function that computes with the parameters given as the point, instead of with its arguments, is refused.</summary>
public class OwnParametersTests
{
    private readonly Mlp<double> model = new([3, 4, 2], Activation.Tanh, new Random(1));
    private readonly Tensor<double> x = Tensor.Uniform([5, 3], -1d, 1d, new Random(2));

    [Fact]
    public void A_function_that_ignores_its_arguments_is_refused_by_every_derivative()
    {
        Tensor<double>[] v = [.. model.Parameters.Select(parameter => Tensor.Ones<double>(parameter.Shape))];
        AssertRefused(() => Differentiation.Gradient(Ignoring, model.Parameters));
        AssertRefused(() => Differentiation.Jacobian(Ignoring, model.Parameters));
        AssertRefused(() => Differentiation.Hessian(Ignoring, model.Parameters));
        AssertRefused(() => Differentiation.HessianVectorProduct(Ignoring, model.Parameters, v));
        AssertRefused(() => Differentiation.JacobianVectorProduct(Ignoring, model.Parameters, v));
        AssertRefused(() => Differentiation.VectorJacobianProduct(Ignoring, model.Parameters, Tensor.Scalar(1.0)));
        AssertRefused(() => Differentiation.DirectionalDerivative(Ignoring, model.Parameters, v));
        Parameter<double> weight = model.Parameters[0];
        AssertRefused(() => Differentiation.Gradient(w => (w * weight).Sum(), weight));
        AssertRefused(() => Differentiation.Hessian(w => Ignoring([w]), weight));

        static void AssertRefused(Func<object> derivative) => Assert.Contains(
            ": the function computes with the parameter '", Assert.Throws<InvalidOperationException>(derivative).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Derivatives_by_arguments_beside_constants_are_right()
    {
        Parameter<double> w = new(Tensor.Vector(1.0, 2.0));
        Assert.Equal([2, 4], Differentiation.Gradient(v => v.Square().Sum(), w).ToArray());
        Assert.Equal([1, 2], Differentiation.Gradient(v => (v * w.Detach()).Sum(), w).ToArray());
        Assert.Equal([2, 0, 0, 2], Differentiation.Hessian(v => v.Square().Sum(), w).ToArray());
        // The derivative of p·q by q, at p, is p; and that by p is 1.
        Assert.Equal([1, 1], Differentiation.Gradient(p => Differentiation.Gradient(q => (p * q).Sum(), w).Sum(), w).ToArray());
    }

    [Fact]
    public void Gradients_of_a_value_give_the_product_of_the_Hessian_of_a_model_with_a_vector()
    {
        Tensor<double>[] gradients = Differentiation.Gradients(Ignoring([]), model.Parameters, createGraph: true);
        Tensor<double> slope = gradients.Select(gradient => gradient.Sum()).Aggregate((a, b) => a + b);
        double[] product = [.. Differentiation.Gradients(slope, model.Parameters).SelectMany(part => part.ToArray())];
        const double Step = 1e-5;
        double[] before = Shifted(-Step), after = Shifted(Step);
        for (int i = 0; i < product.Length; i++) Assert.Equal((after[i] - before[i]) / (2 * Step), product[i], 1e-8);

        double[] Shifted(double step)
        {
            Parameter<double>[] parameters = [.. model.Parameters];
            foreach (Parameter<double> parameter in parameters) parameter.Assign(parameter.Detach() + step);
            double[] result = [.. Differentiation.Gradients(Ignoring([]), parameters).SelectMany(part => part.ToArray())];
            foreach (Parameter<double> parameter in parameters) parameter.Assign(parameter.Detach() - step);
            return result;
        }
    }

    [Fact]
    public void A_gradient_without_its_graph_says_how_to_keep_it()
    {
        Parameter<double> w = new(Tensor.Vector(1.0, 2.0));
        Tensor<double> gradient = Differentiation.Gradients((w * w * w).Sum(), [w])[0];
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => Differentiation.Gradients(gradient.Sum(), [w]));
        Assert.EndsWith(
            "A gradient can be differentiated if it was computed with createGraph: true.", error.Message, StringComparison.Ordinal);
    }

    private Tensor<double> Ignoring(IReadOnlyList<Tensor<double>> _) => Loss.CrossEntropy(model.Forward(x), [0, 1, 0, 1, 0]);
}
