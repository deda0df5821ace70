using Xunit;

namespace MiniGrad.Tests.Layers;

[Collection(nameof(Alone))]
public class LayerThreadTests
{
    public static TheoryData<string> Names => LayerCatalog.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Threads_that_share_the_work_do_not_change_a_bit(string name)
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
}
