using System.Numerics;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Diagnostics;

/// <summary>A measurement leaves everything as it was, to the last bit.</summary>
public class GradientFlowSideEffectTests
{
    [Fact]
    public void Values_gradients_and_optimizer_stay_in_double() => ValuesStay<double>();

    [Fact]
    public void Values_gradients_and_optimizer_stay_in_single() => ValuesStay<float>();

    private static void ValuesStay<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (Func<IReadOnlyList<Parameter<T>>, Optimizer<T>> create in (Func<IReadOnlyList<Parameter<T>>, Optimizer<T>>[])[
            parameters => new Adam<T>(parameters, 0.01) { Clipping = GradientClipping.ByGlobalNorm(0.1) },
            parameters => new Sgd<T>(parameters, 0.01, momentum: 0.9, weightDecay: 0.01) { AccumulationSteps = 3 }])
        {
            (Mlp<T> model, Func<Tensor<T>> loss) = Problem<T>();
            Optimizer<T> optimizer = create(model.Parameters);
            for (int i = 0; i < 4; i++)
            {
                optimizer.ZeroGradients();
                loss().Backward();
                optimizer.Step();
            }
            T[][] values = [.. model.Parameters.Select(parameter => parameter.ToArray())];
            Tensor<T>[] gradients = [.. model.Parameters.Select(parameter => parameter.Gradient!)];
            T[][] gradientValues = [.. gradients.Select(gradient => gradient.ToArray())];
            OptimizerState<T> state = optimizer.SaveState();

            GradientFlow flow = GradientFlow.Measure(model, loss, optimizer);

            Assert.True(flow.Layers[0].UpdateRatio > 0);
            Assert.Equal(values, model.Parameters.Select(parameter => parameter.ToArray()));
            for (int i = 0; i < gradients.Length; i++) Assert.Same(gradients[i], model.Parameters[i].Gradient);
            Assert.Equal(gradientValues, gradients.Select(gradient => gradient.ToArray()));
            OptimizerState<T> after = optimizer.SaveState();
            Assert.Equal(state.Numbers, after.Numbers);
            Assert.Equal(state.Tensors.Select(entry => entry.Value.ToArray()), after.Tensors.Select(entry => entry.Value.ToArray()));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Training_with_dropout_goes_on_as_if_nothing_had_been_measured(bool capture)
    {
        float[] undisturbed = Train(isMeasured: false), measured = Train(isMeasured: true);
        Assert.Equal(undisturbed, measured);

        float[] Train(bool isMeasured)
        {
            (Mlp<float> model, Func<Tensor<float>> loss) = Problem<float>();
            Adam<float> optimizer = new(model.Parameters, 0.01);
            TrainingStep<float> step = new(optimizer, _ => loss(), capture);
            List<float> losses = [];
            for (int i = 0; i < 8; i++)
            {
                losses.Add(step.Run(new(Tensor.Zeros<float>([1]), Tensor.Zeros<float>([1]))));
                if (isMeasured) GradientFlow.Measure(model, loss, optimizer);
            }
            return [.. losses, .. model.Parameters.SelectMany(parameter => parameter.ToArray())];
        }
    }

    [Fact]
    public void The_same_measurement_gives_the_same_figures_with_dropout_too()
    {
        (Mlp<float> model, Func<Tensor<float>> loss) = Problem<float>();

        Assert.Equal(GradientFlow.Measure(model, loss).Layers, GradientFlow.Measure(model, loss).Layers);
        Assert.Contains(GradientFlow.Measure(model, loss).Layers, layer => layer.Name == "dropouts.0" && layer.Activations.ZeroShare > 0.1);
    }

    [Fact]
    public void A_graph_from_before_can_be_walked_afterwards()
    {
        (Mlp<double> model, Func<Tensor<double>> loss) = Problem<double>();
        Tensor<double> before = loss();

        GradientFlow.Measure(model, loss, new Adam<double>(model.Parameters));

        before.Backward();
        Assert.NotNull(model.Parameters[0].Gradient);
    }

    [Fact]
    public void A_loss_that_throws_leaves_dropout_its_generator()
    {
        (Mlp<float> model, Func<Tensor<float>> loss) = Problem<float>();
        (_, Func<Tensor<float>> twin) = Problem<float>();

        Assert.Throws<InvalidDataException>(() => GradientFlow.Measure(model, () => throw new InvalidDataException()));
        Assert.Equal(twin().ToScalar(), loss().ToScalar());
    }

    [Fact]
    public void Recording_need_not_be_on_and_inference_stays_inference()
    {
        (Mlp<float> model, Func<Tensor<float>> loss) = Problem<float>();
        using GraphRegion region = Inference.Begin();

        LayerFlow[] layers = [.. GradientFlow.Measure(model, loss).Layers];

        Assert.Equal(layers[1].Activations, layers[2].Activations);
        Assert.True(layers[0].Gradients!.Norm > 0);
        Assert.False(Recording.IsOn);
    }

    private static (Mlp<T> Model, Func<Tensor<T>> Loss) Problem<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Mlp<T> model = new([6, 16, 16, 3], Activation.Relu, new Random(1), dropout: 0.3);
        Tensor<T> inputs = Tensor.Normal([20, 6], T.Zero, T.One, new Random(2));
        int[] labels = [.. Enumerable.Range(0, 20).Select(i => i % 3)];
        return (model, () => Loss.CrossEntropy(model.Forward(inputs), labels));
    }
}
