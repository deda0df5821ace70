using MiniGrad.Data;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Capture;

/// <summary>Places that a captured step finds in each batch anew, and hands to other operations.</summary>
public class ComputedIndicesTests
{
    [Fact]
    public void Places_of_top_elements_follow_the_batch() => AssertSame((w, batch) =>
    {
        (Tensor<float> values, IndexTensor places) = (batch.Inputs * w).TopK(2);
        return (values * batch.Targets.Gather(1, places)).Sum();
    });

    [Fact]
    public void Places_of_a_sort_follow_the_batch() => AssertSame((w, batch) =>
    {
        IndexTensor order = (batch.Inputs * w).ArgSort(isDescending: true);
        Tensor<float> sorted = batch.Targets.Gather(1, order);
        return (sorted.Scatter(1, order, batch.Inputs * w) * batch.Targets).Sum() + (sorted.Slice(1, 0, 1) * w).Sum();
    });

    [Fact]
    public void Places_may_be_labels() => AssertSame((w, batch) =>
    {
        IndexTensor best = batch.Targets.TopK(1).Places;
        return Loss.CrossEntropy((batch.Inputs * w).ExpandDimension(1), best)
            + (Tensor.OneHot<float>(best, 5).Sum([1]) * (batch.Inputs * w)).Sum();
    });

    [Fact]
    public void Labels_pick_the_values_of_actions()
    {
        Assert.Equal(Run(captures: false), Run(captures: true));

        static float[] Run(bool captures)
        {
            Random random = new(1);
            Parameter<float> w = new(Tensor.Uniform<float>([4, 3], -1, 1, random));
            TrainingStep<float> step = new(
                new Sgd<float>([w], 0.1), batch => batch.Inputs.MatMul(w).Gather(1, batch.Labels).Square().Mean(), captures);
            List<float> losses = [];
            for (int i = 0; i < 20; i++)
            {
                int[] actions = [.. Enumerable.Range(0, 6).Select(_ => random.Next(3))];
                losses.Add(step.Run(new(Tensor.Uniform<float>([6, 4], -1, 1, random), actions)));
            }
            return [.. losses, .. w.ToArray()];
        }
    }

    [Fact]
    public void Places_must_not_be_looked_at_while_a_step_is_captured()
    {
        Parameter<float> w = new(Tensor.Scalar(1f));
        TrainingStep<float> step = new(new Sgd<float>([w], 0.1), batch => (batch.Inputs * w).Sum() + (batch.Inputs * w).ArgSort()[0, 0]);
        Tensor<float> x = Tensor.Ones<float>([2, 3]);
        CaptureException refusal = Assert.Throws<CaptureException>(() => step.Run(new(x, x)));
        Assert.Contains("of a tensor of shape [2, 3]", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Places_of_another_operation_are_noticed()
    {
        Parameter<float> w = new(Tensor.Scalar(1f));
        bool takesSecond = false;
        TrainingStep<float> step = new(new Sgd<float>([w], 0.1), batch =>
        {
            IndexTensor first = batch.Inputs.ArgSort(), second = batch.Targets.ArgSort();
            return (batch.Inputs * w).Gather(1, takesSecond ? second : first).Sum();
        });
        Tensor<float> x = Tensor.Create([1f, 3, 2], [1, 3]);
        for (int i = 0; i < 3; i++) step.Run(new(x, x));
        takesSecond = true;
        CaptureException refusal = Assert.Throws<CaptureException>(() => step.Run(new(x, x)));
        Assert.Contains("the indices of operation", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_out_of_range_is_refused_at_a_replay_as_well()
    {
        Parameter<float> w = new(Tensor.Scalar(1f));
        TrainingStep<float> step = new(new Sgd<float>([w], 0.1), batch => (batch.Inputs * w).Gather(1, batch.Labels).Sum());
        Tensor<float> x = Tensor.Ones<float>([2, 3]);
        for (int i = 0; i < 4; i++) step.Run(new(x, IndexTensor.Create([0, 2])));
        ArgumentOutOfRangeException refusal =
            Assert.Throws<ArgumentOutOfRangeException>(() => step.Run(new(x, IndexTensor.Create([0, 3]))));
        Assert.Contains("Gather: index 3 at position 1 is outside 0 to 2.", refusal.Message, StringComparison.Ordinal);
    }

    private static void AssertSame(Func<Tensor<float>, Batch<float>, Tensor<float>> loss)
    {
        Assert.Equal(Run(captures: false), Run(captures: true));

        float[] Run(bool captures)
        {
            Random random = new(3);
            Parameter<float> w = new(Tensor.Uniform<float>([5], 0.5f, 1, random));
            TrainingStep<float> step = new(new Sgd<float>([w], 0.01), batch => loss(w, batch), captures);
            List<float> losses = [];
            for (int i = 0; i < 20; i++)
                losses.Add(step.Run(new(Tensor.Uniform<float>([4, 5], -1, 1, random), Tensor.Uniform<float>([4, 5], -1, 1, random))));
            return [.. losses, .. w.ToArray()];
        }
    }
}
