using Xunit;

namespace MiniGrad.Tests.Autograd;

public class BackwardTests
{
    [Fact]
    public void Chain_rule_of_the_squared_sum()
    {
        // z = (x + y)² as z = w², w = x + y: ∂z/∂x = ∂z/∂y = 2(x + y).
        Parameter<double> x = new(Tensor.Scalar(3.0), "x"), y = new(Tensor.Scalar(4.0), "y");
        Tensor<double> z = (x + y).Square();
        z.Backward();
        Assert.Equal(49, z.ToScalar());
        Assert.Equal(14, x.Gradient!.ToScalar());
        Assert.Equal(14, y.Gradient!.ToScalar());
    }

    [Fact]
    public void A_tensor_added_to_itself_gets_both_gradients()
    {
        Parameter<double> a = new(Tensor.Vector(1.0, 2));
        (a + a).Sum().Backward();
        Assert.Equal([2, 2], a.Gradient!.ToArray());
    }

    [Fact]
    public void A_tensor_used_by_many_operations_gets_the_sum()
    {
        Parameter<double> a = new(Tensor.Vector(2.0, 3));
        Tensor<double> sum = a.Square() + a * 5.0 + a.Exp() - a;
        sum.Sum().Backward();
        Assert.Equal(2 * 2.0 + 5 + Math.Exp(2) - 1, a.Gradient!.Span[0], 12);
        Assert.Equal(2 * 3.0 + 5 + Math.Exp(3) - 1, a.Gradient!.Span[1], 12);
    }

    [Fact]
    public void Shared_gradients_are_not_mutated()
    {
        // The sum hands one and the same tensor to both inputs; a then gathers more, which must not reach b.
        Parameter<double> a = new(Tensor.Vector(1.0)), b = new(Tensor.Vector(1.0));
        Tensor<double> sum = a + b;
        (sum + a * 2.0 + a * 3.0 + a * 4.0).Sum().Backward();
        Assert.Equal(10, a.Gradient!.Span[0]);
        Assert.Equal(1, b.Gradient!.Span[0]);

        Tensor<double> before = b.Gradient!;
        b.Square().Sum().Backward();
        b.Square().Sum().Backward();
        Assert.Equal(1, before.Span[0]);
        Assert.Equal(5, b.Gradient!.Span[0]);
    }

    [Fact]
    public void Backward_accumulates_until_the_gradient_is_zeroed()
    {
        Parameter<double> a = new(Tensor.Vector(3.0));
        a.Square().Sum().Backward();
        a.Square().Sum().Backward();
        Assert.Equal(12, a.Gradient!.Span[0]);
        a.ZeroGradient();
        Assert.Null(a.Gradient);
        a.Square().Sum().Backward();
        Assert.Equal(6, a.Gradient!.Span[0]);
    }

    [Fact]
    public void A_chain_of_100_000_operations_does_not_overflow_the_stack()
    {
        Parameter<double> a = new(Tensor.Scalar(1.0));
        Tensor<double> y = a;
        for (int i = 0; i < 100_000; i++) y += a * 1e-5;
        y.Backward();
        Assert.Equal(2, a.Gradient!.ToScalar(), 9);
    }

    [Fact]
    public void A_fan_out_of_10_000_takes_linear_time_and_memory()
    {
        long small = AllocatedByFanOut(1_000), large = AllocatedByFanOut(10_000);
        Assert.InRange(large, 5 * small, 20 * small);

        static long AllocatedByFanOut(int count)
        {
            Parameter<double> a = new(Tensor.Vector(new double[1000]));
            Tensor<double>[] uses = new Tensor<double>[count];
            for (int i = 0; i < count; i++) uses[i] = a.Slice(0, 0, 1);
            Tensor<double> sum = Tensor.Concatenate(uses).Sum();
            long before = GC.GetAllocatedBytesForCurrentThread();
            sum.Backward();
            Assert.Equal(count, a.Gradient!.Span[0]);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Only_a_single_number_is_differentiated_without_a_seed()
    {
        Parameter<double> a = new(Tensor.Vector(1.0, 2));
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => a.Square().Backward());
        Assert.Contains("[2]", error.Message, StringComparison.Ordinal);
        Assert.Null(a.Gradient);

        a.Square().Backward(Tensor.Vector(1.0, 10));
        Assert.Equal([2, 40], a.Gradient!.ToArray());
        ArgumentException wrongSeed = Assert.Throws<ArgumentException>(() => a.Square().Backward(Tensor.Vector(1.0)));
        Assert.Contains("[2], got [1]", wrongSeed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_without_a_graph_is_refused()
    {
        Assert.Throws<InvalidOperationException>(() => Tensor.Scalar(1.0).Backward());
        Parameter<double> a = new(Tensor.Scalar(1.0));
        using (Recording.Off())
        {
            Tensor<double> y = a.Square();
            Assert.False(y.RequiresGradient);
            Assert.Contains("recording was off", Assert.Throws<InvalidOperationException>(() => y.Backward()).Message,
                StringComparison.Ordinal);
        }
        Assert.Throws<InvalidOperationException>(() => a.Square().Detach().Backward());
    }

    [Fact]
    public void A_graph_is_walked_twice_only_if_retained()
    {
        Parameter<double> a = new(Tensor.Scalar(3.0));
        Tensor<double> y = a.Square();
        y.Backward(retainGraph: true);
        y.Backward();
        Assert.Equal(12, a.Gradient!.ToScalar());
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => y.Backward());
        Assert.Contains("released", error.Message, StringComparison.Ordinal);
        Assert.Contains("retainGraph", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => (y * 2.0).Backward());
        Assert.Equal(12, a.Gradient!.ToScalar());
    }

    [Fact]
    public void A_released_graph_lets_go_of_its_inputs()
    {
        Parameter<double> a = new(Tensor.Vector(new double[10]));
        (Tensor<double> loss, WeakReference intermediate) = Build(a);
        loss.Backward();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(intermediate.IsAlive);
        GC.KeepAlive(loss);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static (Tensor<double>, WeakReference) Build(Parameter<double> a)
        {
            Tensor<double> inner = a.Exp();
            return (inner.Square().Sum(), new WeakReference(inner));
        }
    }

    [Fact]
    public void A_parameter_changed_after_its_use_is_noticed()
    {
        Parameter<double> a = new(Tensor.Scalar(3.0), "alpha");
        Tensor<double> y = a.Square();
        a.Assign([4.0]);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => y.Backward());
        Assert.Contains("'alpha' was changed", error.Message, StringComparison.Ordinal);
        a.Square().Backward();
        Assert.Equal(8, a.Gradient!.ToScalar());
    }

    [Fact]
    public void Frozen_parameters_get_no_gradient()
    {
        Parameter<double> a = new(Tensor.Scalar(3.0)), b = new(Tensor.Scalar(5.0)) { IsFrozen = true };
        (a * b).Backward();
        Assert.Equal(5, a.Gradient!.ToScalar());
        Assert.Null(b.Gradient);
    }

    [Fact]
    public void Gradients_of_inputs_that_need_none_are_never_computed()
    {
        // The first layer's input: only the weight's and the bias' gradients may be asked for.
        Parameter<double> weight = new(Tensor.Ones<double>([3, 2])), bias = new(Tensor.Zeros<double>([2]));
        Tensor<double> x = Tensor.Ones<double>([4, 3]);
        NeedsProbe probe = new(x, weight);
        (probe.Apply() + bias).Sum().Backward();
        Assert.Equal([false, true], probe.Needs);
    }

    [Fact]
    public void A_gradient_of_the_wrong_shape_is_refused_by_name()
    {
        Parameter<double> a = new(Tensor.Vector(1.0, 2));
        Tensor<double> y = new WrongShape(a).Apply();
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => y.Sum().Backward());
        Assert.Contains("WrongShape: the gradient of input 0 must have its shape [2], got [3]", error.Message, StringComparison.Ordinal);
        Assert.Null(a.Gradient);
    }

    [Fact]
    public void Nothing_is_recorded_in_inference_and_regions_nest()
    {
        Parameter<double> a = new(Tensor.Scalar(3.0));
        using (Inference.Begin())
        {
            Assert.True(Inference.IsActive);
            Assert.Null(a.Square().Producer);
            using (Recording.On()) Assert.NotNull(a.Square().Producer);
            Assert.False(a.Square().RequiresGradient);
        }
        Assert.False(Inference.IsActive);
        Assert.True(a.Square().RequiresGradient);
        Assert.Null(Tensor.Scalar(2.0).Square().Producer);
    }

    [Fact]
    public async Task Regions_belong_to_their_thread()
    {
        using (Recording.Off()) Assert.False(Recording.IsOn);
        Task<bool> other;
        using (Recording.Off()) other =
            Task.Factory.StartNew(() => Recording.IsOn, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(await other);
    }

    [Fact]
    public void Threads_differentiate_functions_of_the_same_parameters_at_once()
    {
        Tensor<double> shared = Tensor.Vector(0.1, 0.2, 0.3).Tracked();
        double[] expected = Differentiation.Gradients(Function(shared), [shared])[0].ToArray();
        Parallel.For(0, 200, _ => Assert.Equal(expected, Differentiation.Gradients(Function(shared), [shared])[0].ToArray()));

        static Tensor<double> Function(Tensor<double> x)
        {
            for (int i = 0; i < 20; i++) x = x.Tanh() + x.Square();
            return x.Sum();
        }
    }

    [Fact]
    public void A_graph_built_on_several_threads_is_walked_in_order()
    {
        Parameter<double> a = new(Tensor.Scalar(2.0));
        Tensor<double> first = a.Square();
        Tensor<double> second = null!;
        Thread other = new(() => second = first.Square() * a);
        other.Start();
        other.Join();
        (second + first * first).Backward();
        Assert.Equal(5 * 16 + 4 * 8, a.Gradient!.ToScalar());
    }

    private sealed class NeedsProbe(Tensor<double> x, Tensor<double> weight) : Operation<double>(x, weight)
    {
        protected internal override OperationSettings Settings => OperationSettings.None;

        public bool[] Needs { get; private set; } = [];

        protected override Shape InferShape() => [Input(0).Shape[0], Input(1).Shape[1]];

        protected override void Forward(Span<double> output) => Input(0).MatMul(Input(1)).Span.CopyTo(output);

        protected override void Backward(Tensor<double> gradient, GradientSink<double> sink)
        {
            Needs = [sink.Needs(0), sink.Needs(1)];
            sink.Add(1, Input(0).Transpose().MatMul(gradient));
        }
    }

    private sealed class WrongShape(Tensor<double> x) : Operation<double>(x)
    {
        protected internal override OperationSettings Settings => OperationSettings.None;

        protected override Shape InferShape() => Input(0).Shape;

        protected override void Forward(Span<double> output) => Input(0).Span.CopyTo(output);

        protected override void Backward(Tensor<double> gradient, GradientSink<double> sink) => sink.Add(0, Tensor.Zeros<double>([3]));
    }
}
