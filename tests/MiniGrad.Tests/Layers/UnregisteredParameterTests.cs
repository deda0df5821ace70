using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Layers;

/// <summary>A parameter that a layer forgets to register would be neither trained nor saved.</summary>
public class UnregisteredParameterTests
{
    private static readonly Tensor<float> x = Tensor.Uniform([4, 3], -1f, 1f, new Random(1));

    [Fact]
    public void It_is_refused_at_the_first_recorded_forward_pass_by_the_name_of_its_layer()
    {
        Sequential<float> model = new(new Linear<float>(3, 3, new Random(1)), new Scaled(registers: false));
        model.Predict(x);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(
                "Scaled: it computes with the parameter 'parameter' of shape [3], which is not registered and so would be neither " +
                "trained nor saved; call Register in the constructor.",
                Assert.Throws<InvalidOperationException>(() => model.Forward(x)).Message);
        }
        Sgd<float> optimizer = new(model.Parameters, 0.1);
        TrainingStep<float> step = new(optimizer, batch => Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets));
        Assert.Throws<InvalidOperationException>(() => step.Run(new(x, x)));
    }

    [Fact]
    public void Registered_and_shared_parameters_and_those_behind_the_input_are_fine()
    {
        Sequential<float> model = new(new Linear<float>(3, 3, new Random(1)), new Scaled(registers: true));
        model.Forward(x);
        Parameter<float> free = new(x);
        model.Forward(free * 2f);
        Assert.Equal(3, model.Parameters.Count);
    }

    private sealed class Scaled : Layer<float>
    {
        private readonly Parameter<float> factors = new(Tensor.Ones<float>([3]));

        public Scaled(bool registers)
        {
            if (registers) Register("factors", factors);
        }

        protected override Tensor<float> Compute(Tensor<float> input) => input * factors;
    }
}
