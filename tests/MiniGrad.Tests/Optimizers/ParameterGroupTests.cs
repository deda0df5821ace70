using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

public class ParameterGroupTests
{
    private readonly Parameter<double> own = new(Tensor.Vector(2.0), "own"), other = new(Tensor.Vector(2.0), "other");

    [Fact]
    public void A_group_has_a_learning_rate_and_a_decay_of_its_own()
    {
        Sgd<double> optimizer = new([own, other], 0.1, weightDecay: 0.5);
        ParameterGroup<double> group = optimizer.Add(new ParameterGroup<double>([own]) { LearningRateFactor = 0.25, WeightDecay = 0.75 });
        Step(optimizer);
        Assert.Equal(2 - 0.025 * (1 + 0.75 * 2), own.Span[0], 15);
        Assert.Equal(2 - 0.1 * (1 + 0.5 * 2), other.Span[0], 15);

        // The rate of the group follows that of the optimizer, and settings may change.
        double before = own.Span[0];
        optimizer.LearningRate = 0.2;
        group.WeightDecay = 0;
        Step(optimizer);
        Assert.Equal(before - 0.05, own.Span[0], 15);

        before = own.Span[0];
        group.WeightDecay = null;
        group.LearningRateFactor = 1;
        Step(optimizer);
        Assert.Equal(before - 0.2 * (1 + 0.5 * before), own.Span[0], 15);
    }

    [Fact]
    public void Decoupled_decay_is_that_of_the_group_at_its_rate()
    {
        AdamW<double> optimizer = new([own, other], 0.1, weightDecay: 0.5);
        optimizer.Add(new ParameterGroup<double>([own]) { LearningRateFactor = 0.5, WeightDecay = 0.2 });
        Step(optimizer);
        Assert.Equal(2 * (1 - 0.05 * 0.2) - 0.05 / (1 + 1e-8), own.Span[0], 15);
        Assert.Equal(2 * (1 - 0.1 * 0.5) - 0.1 / (1 + 1e-8), other.Span[0], 15);
    }

    [Fact]
    public void Rprop_begins_with_the_rate_of_the_group()
    {
        Rprop<double> optimizer = new([own, other], 0.1);
        optimizer.Add(new ParameterGroup<double>([own]) { LearningRateFactor = 0.5 });
        Step(optimizer);
        Assert.Equal(2 - 0.05, own.Span[0], 15);
        Assert.Equal(2 - 0.1, other.Span[0], 15);
    }

    [Fact]
    public void A_group_is_frozen_and_released_together()
    {
        ParameterGroup<double> group = new([own]);
        Sgd<double> optimizer = new([own, other], 0.1);
        optimizer.Add(group);
        group.IsFrozen = true;
        Assert.True(own.IsFrozen);
        Step(optimizer);
        Assert.Equal(2, own.Span[0]);
        Assert.Equal(1.9, other.Span[0], 15);
        group.IsFrozen = false;
        Assert.False(group.IsFrozen);
        Step(optimizer);
        Assert.Equal(1.9, own.Span[0], 15);
    }

    [Fact]
    public void A_parameter_is_in_one_group_of_its_optimizer()
    {
        Sgd<double> optimizer = new([own], 0.1);
        optimizer.Add(new ParameterGroup<double>([own, own]));
        Assert.Contains(
            "Sgd: parameter 'own' of the group is in a group already.",
            Assert.Throws<ArgumentException>(() => optimizer.Add(new ParameterGroup<double>([own]))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "Sgd: parameter 'other' of the group is not among this optimizer's parameters.",
            Assert.Throws<ArgumentException>(() => optimizer.Add(new ParameterGroup<double>([other]))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ParameterGroup<double>([]));
    }

    /// <summary>A step on a loss whose gradient is 1 everywhere.</summary>
    private void Step(Optimizer<double> optimizer) => optimizer.Step(() => (own + other).Sum());
}
