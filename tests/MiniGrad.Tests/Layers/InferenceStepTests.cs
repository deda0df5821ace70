using MiniGrad.Layers;
using Xunit;

namespace MiniGrad.Tests.Layers;

public class InferenceStepTests
{
    private static Mlp<float> Model() => new([20, 40, 6], Activation.Sigmoid, new Random(1), dropout: 0.3);

    private static Tensor<float> Input(int rows, int seed) => Tensor.Uniform<float>([rows, 20], -1, 1, new Random(seed));

    [Fact]
    public void It_gives_the_bits_of_Predict_for_inputs_of_any_shape()
    {
        Mlp<float> model = Model();
        InferenceStep<float> step = new(model);
        for (int i = 0; i < 12; i++)
        {
            Tensor<float> input = Input(rows: i % 3 * 5 + 1, seed: i);
            Assert.Equal(model.Predict(input).ToArray(), step.Run(input).ToArray());
        }
    }

    [Fact]
    public void Inference_step_uses_changed_weights()
    {
        Mlp<float> model = Model();
        InferenceStep<float> step = new(model);
        Tensor<float> input = Input(1, 1);
        for (int i = 0; i < 5; i++)
        {
            model.Parameters[0].Assign(Tensor.Uniform<float>(model.Parameters[0].Shape, -1, 1, new Random(i)).Span);
            Assert.Equal(model.Predict(input).ToArray(), step.Run(input).ToArray());
        }
    }

    [Fact]
    public void It_allocates_nothing()
    {
        InferenceStep<float> step = new(Model());
        Tensor<float> one = Input(1, 1), many = Input(9, 1);
        // The next verification is at run 128.
        for (int i = 0; i < 64; i++) (step.Run(one), step.Run(many)).ToTuple();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            step.Run(one);
            step.Run(many);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Many_threads_predict_at_once_on_one_model()
    {
        // Large enough that each prediction would like to share its work with others.
        Mlp<float> model = new([200, 600, 10], Activation.Relu, new Random(1));
        Tensor<float>[] inputs =
            [.. Enumerable.Range(0, 16).Select(seed => Tensor.Uniform<float>([seed % 2 == 0 ? 1 : 50, 200], -1, 1, new Random(seed)))];
        float[][] expected = [.. inputs.Select(input => model.Predict(input).ToArray())];
        Thread[] threads = new Thread[8];
        int right = 0;
        for (int t = 0; t < threads.Length; t++)
        {
            threads[t] = new Thread(() =>
            {
                InferenceStep<float> step = new(model);
                for (int round = 0; round < 20; round++)
                {
                    for (int i = 0; i < inputs.Length; i++)
                    {
                        if (step.Run(inputs[i]).Span.SequenceEqual(expected[i])) Interlocked.Increment(ref right);
                        if (model.Predict(inputs[i]).Span.SequenceEqual(expected[i])) Interlocked.Increment(ref right);
                    }
                }
            });
            threads[t].Start();
        }
        foreach (Thread thread in threads) thread.Join();
        Assert.Equal(threads.Length * 20 * inputs.Length * 2, right);
    }

    [Fact]
    public void Output_can_be_the_next_input()
    {
        Mlp<float> model = new([12, 12], Activation.Relu, new Random(1));
        InferenceStep<float> step = new(model);
        Tensor<float> expected = Tensor.Uniform<float>([3, 12], -1, 1, new Random(2)), actual = expected;
        for (int i = 0; i < 8; i++)
        {
            expected = model.Predict(expected);
            actual = step.Run(actual.Reshape(3, 12));
            Assert.Equal(expected.ToArray(), actual.ToArray());
        }
    }

    [Fact]
    public void A_model_that_looks_at_values_is_refused()
    {
        InferenceStep<float> step = new(new Looking());
        Assert.Contains("outside an operation", Assert.Throws<CaptureException>(() => step.Run(Input(1, 1))).Message,
            StringComparison.Ordinal);
    }

    private sealed class Looking : Layer<float>
    {
        protected override Tensor<float> Compute(Tensor<float> input) => input[0, 0] > 0 ? input : -input;
    }
}
