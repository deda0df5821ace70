using Xunit;

namespace MiniGrad.Tests.Autograd;

/// <summary>What a walk leaves behind, how far it goes, and who may walk at once.</summary>
public class WalkTests
{
    [Fact]
    public void A_walk_that_failed_leaves_other_graphs_as_they_were()
    {
        Parameter<double> p = new(Tensor.Scalar(3.0)), q = new(Tensor.Scalar(2.0));
        Tensor<double> b = p.Square(), c = q.Square();
        c.Backward();
        Assert.Throws<InvalidOperationException>(() => (b + c).Backward());
        (b * 2).Backward(retainGraph: true);
        Assert.Equal(12, p.Gradient!.ToScalar());
        Exception? elsewhere = null;
        Thread thread = new(() => elsewhere = Record.Exception(() => b.Backward()));
        thread.Start();
        thread.Join();
        Assert.Null(elsewhere);
    }

    [Fact]
    public void A_derivative_that_throws_leaves_the_graph_usable()
    {
        Parameter<double> p = new(Tensor.Scalar(3.0));
        Tensor<double> trunk = p.Square();
        Assert.Throws<NotSupportedException>(() => (new Throwing(trunk).Apply() + trunk).Backward());
        Assert.Null(p.Gradient);
        trunk.Backward();
        Assert.Equal(6, p.Gradient!.ToScalar());
    }

    [Fact]
    public void A_walk_to_intermediate_tensors_neither_needs_nor_releases_what_lies_behind()
    {
        Parameter<double> p = new(Tensor.Scalar(3.0));
        Tensor<double> h = p.Square();
        Assert.Equal(18, Differentiation.Gradients(h.Square(), [h])[0].ToScalar());
        h.Backward();
        Assert.Equal(6, p.Gradient!.ToScalar());
        Assert.Equal(18, Differentiation.Gradients(h.Square(), [h])[0].ToScalar());
        Assert.Equal(1, Differentiation.Gradients(h, [h])[0].ToScalar());
    }

    [Fact]
    public void Threads_differentiate_in_respect_of_a_shared_intermediate_tensor()
    {
        Tensor<double> h = new Parameter<double>(Tensor.Vector(0.5, 1)).Exp();
        double[] expected = Differentiation.Gradients(h.Square().Sum(), [h])[0].ToArray();
        Parallel.For(0, 200, _ => Assert.Equal(expected, Differentiation.Gradients(h.Square().Sum(), [h])[0].ToArray()));
    }

    [Fact]
    public void An_unused_input_releases_the_graph_like_any_other()
    {
        Tensor<double> x = Tensor.Scalar(1.0).Tracked(), unused = Tensor.Scalar(1.0).Tracked();
        Tensor<double> y = x.Exp();
        Assert.Equal(0, Differentiation.Gradients(y, [unused])[0].ToScalar());
        Assert.Contains("released", Assert.Throws<InvalidOperationException>(() => Differentiation.Gradients(y, [x])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_with_nothing_but_tracked_tensors_behind_it_says_so()
    {
        Tensor<double> x = Tensor.Scalar(1.0).Tracked();
        Assert.Contains("no parameter", Assert.Throws<InvalidOperationException>(() => x.Square().Backward()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_that_was_handed_out_never_changes()
    {
        Parameter<double> p = new(Tensor.Scalar(3.0)), q = new(Tensor.Scalar(1.0));
        p.Square().Backward();
        p.Square().Backward();
        Tensor<double> held = p.Gradient!, product = q * p.Gradient!;
        p.Square().Backward();
        Assert.Equal(12, held.ToScalar());
        Assert.Equal(18, p.Gradient!.ToScalar());
        product.Backward();
        Assert.Equal(12, q.Gradient!.ToScalar());
    }

    [Fact]
    public void A_parameter_as_seed_does_not_become_the_gradient_itself()
    {
        Parameter<double> p = new(Tensor.Vector(1.0, 2)), seed = new(Tensor.Vector(3.0, 4));
        p.Reshape(2, 1).Backward(seed.Reshape(2, 1));
        seed.Assign([0, 0]);
        Assert.Equal([3, 4], p.Gradient!.ToArray());
    }

    [Fact]
    public void A_gradient_can_be_set()
    {
        Parameter<double> p = new(Tensor.Vector(3.0, 4));
        p.Square().Sum().Backward();
        p.Gradient = p.Gradient! / p.Gradient!.Norm();
        Assert.Equal([0.6, 0.8], p.Gradient.ToArray(), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Contains("[2], got a gradient of shape [3]",
            Assert.Throws<ArgumentException>(() => p.Gradient = Tensor.Zeros<double>([3])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_view_of_a_parameter_notices_a_change()
    {
        Parameter<double> q = new(Tensor.Vector(1.0, 1));
        foreach (Func<Tensor<double>, Tensor<double>> view in (Func<Tensor<double>, Tensor<double>>[])
            [v => v, v => v.Detach(), v => v.Tracked(), v => v.Reshape(2, 1).Flatten(), v => v.Detach().Reshape(1, 2).Flatten()])
        {
            Parameter<double> p = new(Tensor.Vector(3.0, 4), "p");
            Tensor<double> y = (q * view(p)).Sum();
            p.Assign([100, 100]);
            Assert.Contains("changed", Assert.Throws<InvalidOperationException>(() => y.Backward()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_change_on_another_thread_is_noticed()
    {
        for (int i = 0; i < 100; i++) _ = new Parameter<double>(Tensor.Scalar(1.0)).Exp();
        Parameter<double> p = new(Tensor.Scalar(3.0));
        Tensor<double> y = p.Square();
        Thread thread = new(() => p.Assign([5.0]));
        thread.Start();
        thread.Join();
        Assert.Throws<InvalidOperationException>(() => y.Backward());
    }

    private sealed class Throwing(Tensor<double> x) : UnaryOperation<double>(x)
    {
        protected internal override OperationSettings Settings => OperationSettings.None;

        protected override void Forward(Span<double> output) => Input(0).Span.CopyTo(output);

        protected override void Backward(Tensor<double> gradient, GradientSink<double> sink) => throw new NotSupportedException();
    }
}
