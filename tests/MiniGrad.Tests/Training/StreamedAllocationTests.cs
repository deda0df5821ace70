using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training;

[Collection(nameof(Alone))]
public class StreamedAllocationTests
{
    [Fact]
    public void Steady_training_on_a_stream_allocates_nothing_for_its_samples()
    {
        float[] values = new float[64 * 100];
        Batch<float> block = new(Tensor.Create(values, [64, 100]), new int[64]);
        Mlp<float> model = new([100, 8, 2], Activation.Relu, new Random(1));
        StreamedDataset<float> stream = Dataset.Stream(SampleSource.Of(() => Enumerable.Repeat(block, 400), 64 * 400), 1024);
        Trainer<float> trainer = new(model, new Sgd<float>(model.Parameters, 0.01), stream) { Seed = 1 };
        trainer.Fit(2);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        trainer.Fit(4);
        // An epoch has 10 MB of samples.
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 2_500_000);
    }
}
