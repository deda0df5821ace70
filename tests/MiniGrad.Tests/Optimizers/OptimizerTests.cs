using MiniGrad.Data;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

/// <summary>What holds for every optimizer.</summary>
[Collection(nameof(Alone))]
public class OptimizerTests
{
    // Enough for five threads, and a remainder.
    private static readonly Tensor<float>[][] manyNumbers =
        [.. Enumerable.Range(1, 2).Select(seed => new[] { Uniform([103, 160], seed), Uniform([41_003], seed) })];

    public static TheoryData<string> Names => [.. OptimizerCatalog.Names];

    public static TheoryData<string> NamesWithoutClosure => [.. OptimizerCatalog.NamesWithoutClosure];

    [Fact]
    public void Every_optimizer_is_in_the_catalog_with_a_comparison_and_a_convergence()
    {
        Type[] all = [.. typeof(Optimizer<>).Assembly.GetExportedTypes().Where(type => !type.IsAbstract && DerivesFromOptimizer(type))];
        (Type Type, OptimizerRow<double> Row)[] rows =
            [.. OptimizerCatalog.Rows<double>()
                .Select(row => (row.Create([new(Tensor.Ones<double>([2, 2]))]).GetType().GetGenericTypeDefinition(), row))];
        Assert.All(all, type =>
        {
            Assert.Contains(rows, entry => entry.Type == type
                && (entry.Row.IsGolden || entry.Row.HasOwnGoldenTest || entry.Row.Reference is not null));
            Assert.Contains(rows, entry => entry.Type == type && entry.Row.Convergence is not null);
        });
        Assert.All(rows, entry => Assert.Equal(entry.Row.NeedsClosure, entry.Row.Create([new(Tensor.Ones<double>([2, 2]))]).NeedsClosure));
        Assert.Equal(rows.Length, rows.DistinctBy(entry => entry.Row.Name).Count());

        static bool DerivesFromOptimizer(Type? type) =>
            type is not null
                && (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optimizer<>) || DerivesFromOptimizer(type.BaseType));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_allocates_nothing(string name)
    {
        SmallNetwork<float> network = new();
        Optimizer<float> optimizer = OptimizerCatalog.Row<float>(name).Create(network.Parameters);
        if (!optimizer.NeedsClosure)
        {
            optimizer.Clipping = GradientClipping.ByGlobalNorm(0.1);
            optimizer.AccumulationSteps = 2;
        }
        (Tensor<float> inputs, Tensor<float> targets) = network.Batch(0, 8);
        TrainingStep<float> step = new(optimizer, some => network.Loss(some.Inputs, some.Targets));
        Batch<float> batch = new(inputs, targets);
        // The next verification is at step 128.
        for (int i = 0; i < 64; i++) step.Run(batch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) step.Run(batch);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Vector_loop_and_remainder_agree(string name)
    {
        // 67 elements with the same value and gradient must stay the same, whichever loop they fall into.
        Parameter<double>[] x = [new(Tensor.Full([67], 0.7)), new(Tensor.Full([1, 67], 0.7))];
        Optimizer<double> optimizer = OptimizerCatalog.Row<double>(name).Create(x);
        for (int i = 0; i < 5; i++) optimizer.Step(() => x[0].Exp().Sum() + x[1].Exp().Sum());
        Assert.All(x, parameter => Assert.All(parameter.ToArray(), value => Assert.Equal(parameter.Span[0], value, 14)));
        Assert.All(x, parameter => Assert.NotEqual(0.7, parameter.Span[0]));
    }

    [Theory]
    [MemberData(nameof(NamesWithoutClosure))]
    public void State_keeps_no_subnormal_number_when_gradients_have_vanished(string name)
    {
        Parameter<float>[] x = [new(Tensor.Zeros<float>([40])), new(Tensor.Zeros<float>([8, 5]))];
        Optimizer<float> optimizer = OptimizerCatalog.Row<float>(name).Create(x);
        for (int step = 0; step < 3000; step++)
        {
            foreach (Parameter<float> parameter in x) parameter.Gradient = Tensor.Full(parameter.Shape, step < 3 ? 1e-3f : 1e-30f);
            optimizer.Step();
            if (step % 25 == 0) Assert.DoesNotContain(optimizer.SaveState().Tensors.SelectMany(state => state.Value.ToArray()),
                float.IsSubnormal);
        }
        Assert.All(x.SelectMany(parameter => parameter.ToArray()), value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [MemberData(nameof(NamesWithoutClosure))]
    public void The_number_of_threads_does_not_change_a_bit(string name)
    {
        int before = Parallelism.ThreadCount;
        try
        {
            float[] expected = Run(1);
            Assert.Equal(expected, Run(2));
            Assert.Equal(expected, Run(5));
        }
        finally
        {
            Parallelism.ThreadCount = before;
        }

        float[] Run(int threads)
        {
            Parallelism.ThreadCount = threads;
            Parameter<float>[] x = [.. manyNumbers[0].Select(values => new Parameter<float>(values))];
            Optimizer<float> optimizer = OptimizerCatalog.Row<float>(name).Create(x);
            optimizer.Clipping = GradientClipping.ByGlobalNorm(100);
            for (int step = 0; step < 2; step++)
            {
                for (int i = 0; i < x.Length; i++) x[i].Gradient = manyNumbers[step][i];
                optimizer.Step();
            }
            return [.. x.SelectMany(parameter => parameter.ToArray()),
                .. optimizer.SaveState().Tensors.SelectMany(state => state.Value.ToArray())];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parameters_without_gradient_or_frozen_stay_with_their_state(string name)
    {
        Parameter<double> used = new(Tensor.Ones<double>([2, 2]), "used"), unused = new(Tensor.Ones<double>([2, 2]), "unused");
        Parameter<double> frozen = new(Tensor.Ones<double>([2, 2]), "frozen") { IsFrozen = true };
        Optimizer<double> optimizer = OptimizerCatalog.Row<double>(name).Create([unused, frozen, used]);
        OptimizerState<double> before = optimizer.SaveState();
        for (int i = 0; i < 3; i++) optimizer.Step(() => (used.Square() * frozen).Sum());
        Assert.DoesNotContain(1, used.ToArray());
        Assert.Equal([1, 1, 1, 1], unused.ToArray());
        Assert.Equal([1, 1, 1, 1], frozen.ToArray());

        OptimizerState<double> after = optimizer.SaveState();
        Assert.Equal(StateOfOthers(before), StateOfOthers(after));
        Assert.Equal(3, optimizer.StepCount);
        optimizer.ZeroGradients();
        Assert.Null(used.Gradient);

        static IEnumerable<double> StateOfOthers(OptimizerState<double> state) =>
        [
            .. state.Tensors.Where(entry => !entry.Key.StartsWith("used", StringComparison.Ordinal))
                .SelectMany(entry => entry.Value.ToArray()),
            .. state.Numbers.Where(entry => entry.Key.StartsWith("unused", StringComparison.Ordinal)).Select(entry => entry.Value),
        ];
    }

    [Theory]
    [MemberData(nameof(NamesWithoutClosure))]
    public void Clipping_keeps_a_gradient_of_NaN(string name)
    {
        Parameter<double> x = new(Tensor.Ones<double>([1, 3]));
        Optimizer<double> optimizer = OptimizerCatalog.Row<double>(name).Create([x]);
        for (int i = 0; i < 8; i++)
        {
            x.Gradient = Tensor.Create<double>([double.NaN, double.NaN, double.NaN], [1, 3]);
            optimizer.Step();
        }
        Assert.All(x.ToArray(), value => Assert.True(double.IsNaN(value)));
    }

    private static Tensor<float> Uniform(Shape shape, int seed) => Tensor.Uniform<float>(shape, -4, 4, new Random(seed));

    [Fact]
    public void Shared_parameters_move_once()
    {
        Parameter<double> shared = new(Tensor.Vector(1.0)), other = new(Tensor.Vector(1.0));
        Sgd<double> optimizer = new([shared, other, shared], 0.1);
        Assert.Equal(2, optimizer.Parameters.Count);
        optimizer.Step(() => (shared * other).Sum());
        Assert.Equal(0.9, shared.Span[0], 15);
    }
}
