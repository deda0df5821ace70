using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

public class OptimizerTests
{
    public static TheoryData<string> Names => [.. All<double>([]).Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Converges_on_a_quadratic(string name)
    {
        Parameter<double> x = new(Tensor.Vector(3.0, -2));
        Optimizer<double> optimizer = All([x])[name]();
        Tensor<double> center = Tensor.Vector(1.0, 2);
        for (int i = 0; i < 2000; i++)
        {
            optimizer.ZeroGradients();
            (x - center).Square().Sum().Backward();
            optimizer.Step();
        }
        Assert.Equal(1, x.Span[0], name.Contains("decay", StringComparison.Ordinal) ? 0.02 : 1e-6);
        Assert.Equal(2, x.Span[1], name.Contains("decay", StringComparison.Ordinal) ? 0.02 : 1e-6);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_allocates_nothing(string name)
    {
        Parameter<float> x = new(Tensor.Ones<float>([100, 7]));
        Optimizer<float> optimizer = All([x])[name]();
        x.Square().Sum().Backward();
        optimizer.Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) optimizer.Step();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Vector_loop_and_remainder_agree(string name)
    {
        // 67 elements with the same value and gradient must stay the same, whichever loop they fall into.
        Parameter<double> x = new(Tensor.Full([67], 0.7));
        Optimizer<double> optimizer = All([x])[name]();
        for (int i = 0; i < 5; i++)
        {
            x.ZeroGradient();
            x.Exp().Sum().Backward();
            optimizer.Step();
        }
        Assert.All(x.ToArray(), value => Assert.Equal(x.Span[0], value, 14));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void State_keeps_no_subnormal_number_when_gradients_have_vanished(string name)
    {
        Parameter<float> x = new(Tensor.Zeros<float>([40]));
        Optimizer<float> optimizer = All([x])[name]();
        for (int step = 0; step < 3000; step++)
        {
            x.Gradient = Tensor.Full<float>([40], step < 3 ? 1e-3f : 1e-30f);
            optimizer.Step();
            Assert.DoesNotContain(optimizer.SaveState().Tensors.SelectMany(state => state.Value.ToArray()), float.IsSubnormal);
        }
        Assert.All(x.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [MemberData(nameof(Names))]
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
            Parameter<float> x = new(Tensor.Uniform<float>([100_003], -4, 4, new Random(3)));
            Optimizer<float> optimizer = All([x])[name]();
            for (int step = 0; step < 3; step++)
            {
                x.Gradient = Tensor.Uniform<float>([100_003], -4, 4, new Random(step));
                optimizer.Step();
            }
            return [.. x.ToArray(), .. optimizer.SaveState().Tensors.SelectMany(state => state.Value.ToArray())];
        }
    }

    [Fact]
    public void Rules_follow_their_formulas()
    {
        Assert.Equal(1 - 0.1 * 2, OneStep(x => new Sgd<double>([x], 0.1)), 15);
        Assert.Equal(1 - 0.1 * 0.1 * 2, OneStep(x => new Sgd<double>([x], 0.1, 0.9)), 15);
        Assert.Equal(1 - 0.1 * 2, OneStep(x => new Sgd<double>([x], 0.1, 0.9, MomentumKind.HeavyBall)), 15);
        Assert.Equal(1 - 0.1 * (2 + 0.9 * 2), OneStep(x => new Sgd<double>([x], 0.1, 0.9, MomentumKind.Nesterov)), 15);
        Assert.Equal(1 - 0.1 * (2 + 0.01), OneStep(x => new Sgd<double>([x], 0.1, weightDecay: 0.01)), 15);
        Assert.Equal(1 - 0.1 * 2 / (2 + 1e-8), OneStep(x => new Adam<double>([x], 0.1)), 15);

        static double OneStep(Func<Parameter<double>, Optimizer<double>> create)
        {
            Parameter<double> x = new(Tensor.Vector(1.0));
            Optimizer<double> optimizer = create(x);
            x.Square().Sum().Backward();
            optimizer.Step();
            return x.Span[0];
        }
    }

    [Fact]
    public void Parameters_without_gradient_or_frozen_stay_and_shared_ones_move_once()
    {
        Parameter<double> used = new(Tensor.Vector(1.0)), unused = new(Tensor.Vector(1.0)), frozen = new(Tensor.Vector(1.0)) { IsFrozen = true };
        Sgd<double> optimizer = new([used, unused, frozen, used], 0.1);
        Assert.Equal(3, optimizer.Parameters.Count);
        (used * frozen).Sum().Backward();
        optimizer.Step();
        Assert.Equal(0.9, used.Span[0], 15);
        Assert.Equal(1, unused.Span[0]);
        Assert.Equal(1, frozen.Span[0]);
        optimizer.ZeroGradients();
        Assert.Null(used.Gradient);
    }

    [Fact]
    public void Bad_settings_are_refused_by_name()
    {
        Parameter<double>[] x = [new(Tensor.Vector(1.0))];
        Assert.Contains("at least one parameter", Assert.Throws<ArgumentException>(() => new Sgd<double>([], 0.1)).Message, StringComparison.Ordinal);
        Assert.Contains("Sgd: the learning rate", Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd<double>(x, -0.1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd<double>(x, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd<double>(x, 0.1, momentum: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd<double>(x, 0.1, weightDecay: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd<double>(x, 0.1, 0.9, (MomentumKind)9));
        Assert.Contains("Adam: the beta2", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<double>(x, beta2: 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<double>(x, beta1: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<double>(x, epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<float>([new(Tensor.Vector(1f))], epsilon: 1e-50));
    }

    private static Dictionary<string, Func<Optimizer<T>>> All<T>(IReadOnlyList<Parameter<T>> x)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => new()
        {
            ["sgd"] = () => new Sgd<T>(x, 0.1),
            ["sgd with decay"] = () => new Sgd<T>(x, 0.1, weightDecay: 0.01),
            ["exponential average"] = () => new Sgd<T>(x, 0.1, 0.9),
            ["heavy ball"] = () => new Sgd<T>(x, 0.02, 0.9, MomentumKind.HeavyBall),
            ["nesterov"] = () => new Sgd<T>(x, 0.02, 0.9, MomentumKind.Nesterov),
            ["adam"] = () => new Adam<T>(x, 0.01),
            ["adam with decay"] = () => new Adam<T>(x, 0.01, weightDecay: 0.01),
            ["adamW"] = () => new AdamW<T>(x, 0.01, weightDecay: 0),
        };
}
