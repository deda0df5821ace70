using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Capture;

public class NoiseTests
{
    [Fact]
    public void Eager_and_captured_steps_draw_the_same()
    {
        Assert.Equal(Run(capture: false), Run(capture: true));

        // A variational autoencoder: z = μ + σ·ε.
        static float[] Run(bool capture)
        {
            const int Size = 2;
            Random random = new(1);
            XoshiroRandom draws = new(7);
            Mlp<float> encoder = new([5, 2 * Size], Activation.Tanh, random), decoder = new([Size, 5], Activation.Tanh, random);
            LiveNumber<float> beta = new(0);
            TrainingStep<float> step = new(
                new Adam<float>([.. encoder.Parameters, .. decoder.Parameters], 0.01),
                batch =>
                {
                    Tensor<float> encoded = encoder.Forward(batch.Inputs + Noise.Uniform<float>(batch.Inputs.Shape, draws, -0.1, 0.1));
                    Tensor<float> mean = encoded.Slice(1, 0, Size), logVariance = encoded.Slice(1, Size, Size);
                    Tensor<float> z = mean + (0.5f * logVariance).Exp() * Noise.Normal<float>(mean.Shape, draws);
                    Tensor<float> divergence = -0.5f * (1f + logVariance - mean.Square() - logVariance.Exp()).Sum([1]).Mean();
                    return Loss.MeanSquaredError(decoder.Forward(z), batch.Inputs) + beta * divergence;
                },
                capture);
            List<float> losses = [];
            for (int i = 0; i < 40; i++)
            {
                beta.Value = Math.Min(1, i / 20f);
                Tensor<float> x = Tensor.Uniform<float>([i % 7 == 6 ? 3 : 8, 5], -1, 1, random);
                losses.Add(step.Run(new(x, x)));
            }
            return [.. losses, .. encoder.Parameters.Concat(decoder.Parameters).SelectMany(parameter => parameter.ToArray())];
        }
    }

    [Fact]
    public void Another_generator_is_refused()
    {
        Parameter<float> w = new(Tensor.Scalar(1f));
        Random random = new(1);
        TrainingStep<float> step = new(new Sgd<float>([w], 0.1), batch => (batch.Inputs * w * Noise.Normal<float>([3], random)).Sum());
        for (int i = 0; i < 3; i++) step.Run(new(Tensor.Vector(2f), Tensor.Vector(0f)));
        random = new Random(2);
        CaptureException refusal = Assert.Throws<CaptureException>(() => step.Run(new(Tensor.Vector(2f), Tensor.Vector(0f))));
        Assert.Contains("the generator of operation 1, NormalNoise, was System.Random and is another System.Random.", refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_have_the_mean_and_the_deviation()
    {
        Tensor<double> normal = Noise.Normal<double>([100_000], new Random(1), mean: 3, deviation: 2), uniform =
            Noise.Uniform<double>([100_000], new Random(1), 2, 4);
        Assert.Equal(3, normal.Mean().ToScalar(), 0.03);
        Assert.Equal(4, normal.Variance().ToScalar(), 0.05);
        Assert.Equal(3, uniform.Mean().ToScalar(), 0.01);
        Assert.InRange(uniform.Min().ToScalar(), 2, 2.001);
        Assert.InRange(uniform.Max().ToScalar(), 3.999, 4);
        Assert.Equal(Tensor.Normal<double>([7], 3, 2, new Random(1)).ToArray(), Noise.Normal<double>([7], new Random(1), 3, 2).ToArray());
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Random random = new(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => Noise.Normal<float>([1], random, deviation: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Noise.Normal<float>([1], random, mean: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Noise.Normal<float>([1], random, mean: 1e39));
        Assert.Throws<ArgumentOutOfRangeException>(() => Noise.Normal<float>([1], random, deviation: 1e39));
        Assert.Throws<ArgumentOutOfRangeException>(() => Noise.Uniform<float>([1], random, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Noise.Uniform<float>([1], random, double.NaN, 0));
    }
}
