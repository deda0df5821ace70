using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training;

public class ClassWeightsTests
{
    [Fact]
    public void Every_class_weighs_the_same_in_all()
    {
        Assert.Equal([5 / 4.0, 5 / 6.0], ClassWeights.Balanced([0, 0, 1, 1, 1]));
        Assert.Equal([5 / 6.0, 0, 5 / 9.0], ClassWeights.Balanced([0, 0, 2, 2, 2], 3));
    }

    [Fact]
    public void The_weights_of_samples_count()
    {
        IndexTensor labels = [0, 0, 1, 1];
        float[] samples = [1, 2, 4, 5];
        IReadOnlyList<double> classes = ClassWeights.Balanced(labels, sampleWeights: Tensor.Create(samples, [4]));
        Assert.Equal([12 / 6.0, 12 / 18.0], classes);
        Assert.Equal((1 + 2) * classes[0], (4 + 5) * classes[1], 12);
        Assert.Equal([0, 0.5], ClassWeights.Balanced(labels, sampleWeights: Tensor.Create(new float[] { 0, 0, 4, 5 }, [4])));
    }

    [Fact]
    public void Weights_that_do_not_fit_are_refused()
    {
        Assert.Contains("weights of 2 samples, got 1", Message([1f]), StringComparison.Ordinal);
        Assert.Contains("got -1 for sample 1", Message([1f, -1]), StringComparison.Ordinal);
        Assert.Contains("got NaN for sample 0", Message([float.NaN, 1]), StringComparison.Ordinal);

        static string Message(float[] weights) =>
            Assert.Throws<ArgumentException>(() => ClassWeights.Balanced([0, 1], sampleWeights: Tensor.Create(weights, [weights.Length])))
                .Message;
    }
}
