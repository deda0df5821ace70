using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Layers;

/// <summary>What can be seen of layers only while no other test makes threads or has the pools of memory trimmed.</summary>
[Collection(nameof(Alone))]
public class LayerResourceTests
{
    public static TheoryData<string> Names => LayerCatalog.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Results_of_several_threads_have_the_same_bits(string name)
    {
        int before = Parallelism.ThreadCount;
        try
        {
            Parallelism.ThreadCount = 1;
            float[] expected = LayerTraining.Train(LayerCatalog.Row<float>(name), capture: false);
            for (int threads = 2; threads <= 3; threads++)
            {
                Parallelism.ThreadCount = threads;
                Assert.Equal(expected, LayerTraining.Train(LayerCatalog.Row<float>(name), capture: false));
                Assert.Equal(expected, LayerTraining.Train(LayerCatalog.Row<float>(name), capture: true));
            }
        }
        finally
        {
            Parallelism.ThreadCount = before;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Replayed_steps_of_training_and_inference_allocate_nothing(string name)
    {
        LayerCatalogRow<float> row = LayerCatalog.Row<float>(name);
        Layer<float> model = row.Create(new Random(1));
        Tensor<float> x = row.Input(64, new Random(2)), y = Tensor.Uniform<float>([64, 5], -1, 1, new Random(3));
        TrainingStep<float> step = LayerTraining.Step(model, new Sgd<float>(model.Parameters, 0.01));
        InferenceStep<float> inference = new(model);
        Batch<float> batch = new(x, y);
        // The next verification is at step 128.
        for (int i = 0; i < 64; i++) Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            step.Run(batch);
            inference.Run(x);
        }
    }
}
