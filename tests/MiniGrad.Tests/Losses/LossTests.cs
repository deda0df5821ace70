using MiniGrad.Losses;
using Xunit;

namespace MiniGrad.Tests.Losses;

/// <summary>Losses at the edges of their domains, and computed again for other labels.</summary>
public class LossTests
{
    [Fact]
    public void Impossible_classes_add_nothing()
    {
        Tensor<double> logits = Tensor.Create([1.0, double.NegativeInfinity, 2, 0.5, 1, double.NegativeInfinity], [2, 3]).Tracked();
        Tensor<double> oneHot = Tensor.Create([1.0, 0, 0, 0, 1, 0], [2, 3]);
        Tensor<double> loss = Loss.CrossEntropy(logits, oneHot);
        Assert.Equal(Loss.CrossEntropy(logits.Detach(), [0, 1]).ToScalar(), loss.ToScalar(), 14);
        Assert.All(Differentiation.Gradients(loss, [logits])[0].ToArray(), value => Assert.True(double.IsFinite(value)));

        Tensor<double> logPredictions = Tensor.Create([0, double.NegativeInfinity], [1, 2]).Tracked();
        Tensor<double> divergence = Loss.KullbackLeiblerDivergence(logPredictions, Tensor.Create([1.0, 0], [1, 2]));
        Assert.Equal(0, divergence.ToScalar());
        Assert.Equal([-1, 0], Differentiation.Gradients(divergence, [logPredictions])[0].ToArray());
    }

    [Theory]
    [InlineData(-14f, 8.3152836e-7)]
    [InlineData(-20f, 2.0611536e-9)]
    public void Weighted_binary_cross_entropy_keeps_small_losses(float logit, double expected)
    {
        // log(1 + eˣ) for a target of 0, whatever the weight of the positive class.
        float loss = Loss.BinaryCrossEntropyWithLogits(Tensor.Vector(logit), Tensor.Vector(0f), positiveWeight: 3f).ToScalar();
        Assert.Equal(expected, loss, 1e-6 * expected);
    }

    [Fact]
    public void Losses_read_their_labels_whenever_they_are_computed()
    {
        int[] values = [0, 2];
        IndexTensor labels = new(values, Shape.Create(2));
        Tensor<double> scores = Tensor.Create([0.1, 0.5, -0.3, 1.2, 0.7, -1], [2, 3]).LogSoftmax().Tracked();
        foreach (Func<Tensor<double>> loss in (Func<Tensor<double>>[])
            [() => Loss.CrossEntropy(scores, labels, labelSmoothing: 0.1), () => Loss.NegativeLogLikelihood(scores, labels)])
        {
            values[0] = 0;
            Tensor<double> gradient = Differentiation.Gradients(loss(), [scores], createGraph: true)[0];
            Tensor<double> recorded = gradient.Square().Sum();
            values[0] = 1;
            Replay(recorded);
            double expected = Differentiation.Gradients(loss(), [scores])[0].Square().Sum().ToScalar();
            Assert.Equal(expected, recorded.ToScalar(), 14);
        }
    }

    /// <summary>Computes every recorded operation behind a tensor again, in the order of creation, into the same memory.</summary>
    private static void Replay(Tensor<double> output)
    {
        List<Tensor<double>> computed = [];
        Stack<Tensor<double>> rest = new([output]);
        while (rest.TryPop(out Tensor<double>? tensor))
        {
            if (tensor.Producer is not { } operation || computed.Contains(tensor)) continue;
            computed.Add(tensor);
            for (int i = 0; i < operation.InputCount; i++) rest.Push(operation.Input(i));
        }
        foreach (Tensor<double> tensor in computed.OrderBy(tensor => tensor.Sequence)
            .Where(tensor => !tensor.Producer!.SharesMemory)) tensor.Producer!.Recompute();
    }
}
