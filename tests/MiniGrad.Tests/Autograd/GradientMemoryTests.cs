using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Autograd;

/// <summary>Memory of gradients is used again, but never while somebody can still see it.</summary>
[Collection(nameof(Alone))]
public class GradientMemoryTests
{
    private static readonly Tensor<double> inputs = Tensor.Uniform<double>([8, 5], -1, 1, new Random(1));
    private static readonly IndexTensor labels = new[] { 0, 1, 2, 0, 1, 2, 0, 1 };

    private static Mlp<double> Model(Activation activation = Activation.Tanh) => new([5, 7, 6, 3], activation, new Random(2));

    private static void Step(Mlp<double> model, Optimizer<double> optimizer)
    {
        Loss.CrossEntropy(model.Forward(inputs), labels).Backward();
        optimizer.Step();
        optimizer.ZeroGradients();
    }

    [Fact]
    public void A_gradient_that_was_looked_at_keeps_its_values()
    {
        Mlp<double> model = Model();
        Sgd<double> optimizer = new(model.Parameters, 0.5);
        Step(model, optimizer);
        Loss.CrossEntropy(model.Forward(inputs), labels).Backward();
        Tensor<double>[] held = [.. model.Parameters.Select(parameter => parameter.Gradient!)];
        double[][] before = [.. held.Select(gradient => gradient.ToArray())];
        optimizer.Step();
        optimizer.ZeroGradients();
        for (int i = 0; i < 5; i++) Step(model, optimizer);
        Assert.Equal(before, held.Select(gradient => gradient.ToArray()));
    }

    [Fact]
    public void A_gradient_that_was_looked_at_is_not_added_to_in_place()
    {
        Mlp<double> model = Model();
        Loss.CrossEntropy(model.Forward(inputs), labels).Backward();
        Tensor<double> held = model.Parameters[0].Gradient!;
        double[] once = held.ToArray();
        Loss.CrossEntropy(model.Forward(inputs), labels).Backward();
        Assert.Equal(once, held.ToArray());
        Assert.Equal(once.Select(g => g + g), model.Parameters[0].Gradient!.ToArray());
    }

    [Fact]
    public void A_gradient_of_scores_that_was_handed_out_keeps_its_values()
    {
        Mlp<double> model = Model();
        Tensor<double> scores = model.Forward(inputs), loss = Loss.CrossEntropy(scores, labels);
        Tensor<double> held = Differentiation.Gradients(loss, [scores], retainGraph: true)[0];
        double[] before = held.ToArray();
        loss.Backward();
        Sgd<double> optimizer = new(model.Parameters, 0.5);
        optimizer.Step();
        optimizer.ZeroGradients();
        for (int i = 0; i < 3; i++) Step(model, optimizer);
        Assert.Equal(before, held.ToArray());
    }

    [Fact]
    public void Gradients_accumulate_over_batches()
    {
        Mlp<double> model = Model();
        for (int i = 0; i < 3; i++) Loss.CrossEntropy(model.Forward(inputs), labels).Backward();
        double[][] thrice = [.. model.Parameters.Select(parameter => parameter.Gradient!.ToArray())];
        foreach (Parameter<double> parameter in model.Parameters) parameter.ZeroGradient();
        Loss.CrossEntropy(model.Forward(inputs), labels).Backward();
        for (int i = 0; i < thrice.Length; i++)
            Assert.Equal(model.Parameters[i].Gradient!.ToArray().Select(g => g + g + g), thrice[i]);
    }

    [Theory]
    [InlineData(Activation.Identity)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Sigmoid)]
    public void One_gradient_that_goes_to_two_layers_reaches_both(Activation activation)
    {
        // Adding passes the gradient on as it is, to two layers that each give memory back.
        Mlp<double> left = Model(activation), right = Model(activation);
        Func<Tensor<double>> loss = () => Loss.CrossEntropy(left.Forward(inputs) + right.Forward(inputs) + left.Forward(inputs), labels);
        Parameter<double>[] parameters = [.. left.Parameters, .. right.Parameters];
        Tensor<double>[] expected = Differentiation.Gradients(loss(), parameters);
        for (int i = 0; i < 3; i++)
        {
            foreach (Parameter<double> parameter in parameters) parameter.ZeroGradient();
            loss().Backward();
            for (int p = 0; p < parameters.Length; p++) Assert.Equal(expected[p].ToArray(), parameters[p].PassingGradient!.ToArray());
        }
    }

    [Fact]
    public void A_graph_that_is_kept_gives_the_same_gradients_again()
    {
        Mlp<double> model = Model();
        Step(model, new Sgd<double>(model.Parameters, 0));
        Tensor<double> loss = Loss.CrossEntropy(model.Forward(inputs), labels);
        loss.Backward(retainGraph: true);
        double[][] first = [.. model.Parameters.Select(parameter => parameter.Gradient!.ToArray())];
        for (int i = 0; i < 2; i++)
        {
            foreach (Parameter<double> parameter in model.Parameters) parameter.ZeroGradient();
            loss.Backward(retainGraph: true);
            Assert.Equal(first, model.Parameters.Select(parameter => parameter.Gradient!.ToArray()));
        }
    }

    [Fact]
    public void An_operation_may_keep_the_gradient_it_is_given()
    {
        Mlp<double> model = Model();
        Sgd<double> optimizer = new(model.Parameters, 0.5);
        Tensor<double> first = Keep(), second = Keep();
        Assert.NotEqual(first.ToArray(), second.ToArray());
        double[] before = first.ToArray();
        for (int i = 0; i < 3; i++) Step(model, optimizer);
        Assert.Equal(before, first.ToArray());

        Tensor<double> Keep()
        {
            KeepingOperation keeping = new(model.Forward(inputs));
            Loss.CrossEntropy(keeping.Apply(), labels).Backward();
            optimizer.Step();
            optimizer.ZeroGradients();
            return keeping.Kept!;
        }
    }

    [Fact]
    public void A_scalar_parameter_that_is_its_own_loss_gets_a_gradient_of_one()
    {
        Parameter<double> parameter = new(Tensor.Scalar(3.0));
        for (int i = 0; i < 2; i++) parameter.Backward();
        Assert.Equal(2, parameter.Gradient!.ToScalar());
        Assert.Equal(1, Tensor<double>.UnitSeed.ToScalar());
    }

    [Fact]
    public void Ten_thousand_steps_leave_the_heap_flat()
    {
        Mlp<double> model = Model();
        Adam<double> optimizer = new(model.Parameters);
        for (int i = 0; i < 100; i++) Step(model, optimizer);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 10_000; i++) Step(model, optimizer);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 256 * 1024);
    }

    private sealed class KeepingOperation(Tensor<double> x) : UnaryOperation<double>(x)
    {
        protected internal override OperationSettings Settings => OperationSettings.None;

        public Tensor<double>? Kept { get; private set; }

        protected override void Forward(Span<double> output) => Input(0).Span.CopyTo(output);

        protected override void Backward(Tensor<double> gradient, GradientSink<double> sink)
        {
            Kept = gradient;
            sink.Add(0, gradient);
        }
    }
}
