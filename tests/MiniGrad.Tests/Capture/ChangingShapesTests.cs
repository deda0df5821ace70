using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Capture;

/// <summary>Batches whose size never comes back are not recorded: that would cost more than it saves.</summary>
public class ChangingShapesTests
{
    [Fact]
    public void Ever_changing_batches_keep_the_memory_of_few_and_train_as_eager_ones()
    {
        Assert.Equal(Train(captures: false, out _), Train(captures: true, out long kept));
        Assert.InRange(kept, 1, 200_000);

        static float[] Train(bool captures, out long kept)
        {
            Mlp<float> model = new([8, 16, 3], Activation.Relu, new Random(1));
            TrainingStep<float> step = new(
                new Adam<float>(model.Parameters), batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels), captures);
            Random random = new(2);
            for (int size = 1; size <= 300; size++)
            {
                Tensor<float> x = Tensor.Uniform([size, 8], -1f, 1f, random);
                int[] labels = [.. Enumerable.Range(0, size).Select(_ => random.Next(3))];
                step.Run(new(x, labels));
            }
            kept = step.KeptBytes;
            return [.. model.Parameters.SelectMany(parameter => parameter.ToArray())];
        }
    }

    [Fact]
    public void Sizes_that_come_back_are_recorded_and_then_allocate_nothing()
    {
        Mlp<float> model = new([8, 16, 3], Activation.Relu, new Random(1));
        InferenceStep<float> step = new(model);
        Tensor<float>[] inputs = [.. Enumerable.Range(1, 12).Select(size => Tensor.Uniform([size, 8], -1f, 1f, new Random(size)))];
        for (int round = 0; round < 5; round++)
            foreach (Tensor<float> input in inputs) Assert.Equal(model.Predict(input).ToArray(), step.Run(input).ToArray());
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (Tensor<float> input in inputs) step.Run(input);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
