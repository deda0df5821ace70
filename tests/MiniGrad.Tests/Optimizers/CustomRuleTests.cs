using System.Numerics;
using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

/// <summary>A rule that a user writes has everything that is built around the library's own.</summary>
public class CustomRuleTests
{
    [Theory]
    [InlineData(WeightDecayKind.L2)]
    [InlineData(WeightDecayKind.Decoupled)]
    public void Custom_rule_equals_the_built_in_one(WeightDecayKind kind)
    {
        AssertEquals<double>(kind, GradientClipping.ByGlobalNorm(0.2));
        AssertEquals<double>(kind, GradientClipping.ByNorm(0.1));
        AssertEquals<float>(kind, GradientClipping.ByValue(0.05));
        AssertEquals<float>(kind, null);
    }

    [Fact]
    public void State_is_saved_under_names_of_its_own()
    {
        Parameter<double> x = new(Tensor.Vector(1.0), "x");
        HeavyBall<double> optimizer = new([x], 0.1, 0.5);
        optimizer.Step(() => x.Sum());
        OptimizerState<double> saved = optimizer.SaveState();
        Assert.Equal("x.velocity", Assert.Single(saved.Tensors).Key);
        optimizer.Step(() => x.Sum());
        double expected = x.Span[0];
        x.Assign([0.9]);
        optimizer.RestoreState(saved);
        optimizer.Step(() => x.Sum());
        Assert.Equal(expected, x.Span[0]);
        Assert.Contains(
            "there is state with the name 'velocity' already",
            Assert.Throws<ArgumentException>(() => new HeavyBall<double>([x], 0.1, 0.5, "velocity")).Message, StringComparison.Ordinal);
    }

    private static void AssertEquals<T>(WeightDecayKind kind, GradientClipping? clipping)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SmallNetwork<T> network = new(), other = new();
        Optimizer<T> optimizer = Configure(new HeavyBall<T>(network.Parameters, 0.05, 0.9), network);
        Optimizer<T> builtIn = Configure(new Sgd<T>(other.Parameters, 0.05, 0.9, MomentumKind.HeavyBall), other);
        for (int step = 0; step < 30; step++) Assert.Equal(builtIn.Step(other.Loss), optimizer.Step(network.Loss));
        Assert.Equal(other.Values, network.Values);

        Optimizer<T> Configure(Optimizer<T> made, SmallNetwork<T> of)
        {
            made.WeightDecay = 0.1;
            made.WeightDecayKind = kind;
            made.Clipping = clipping;
            made.AccumulationSteps = 2;
            made.Add(new ParameterGroup<T>([of.Parameters[2]]) { LearningRateFactor = 0.5, WeightDecay = 0 });
            return made;
        }
    }

    /// <summary>Written with public members only, as outside of the library.</summary>
    private sealed class HeavyBall<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ParameterState<T> velocities;
        private readonly T momentum;

        public HeavyBall(IReadOnlyList<Parameter<T>> parameters, double learningRate, double momentum, string? secondState = null)
            : base(parameters, learningRate)
        {
            this.momentum = T.CreateChecked(momentum);
            velocities = CreateState("velocity");
            if (secondState is not null) CreateNumbers(secondState);
        }

        protected override void Update(in ParameterUpdate<T> update)
        {
            T rate = T.CreateChecked(update.LearningRate);
            Span<T> velocity = velocities[update.Index], values = update.Values;
            for (int i = 0; i < values.Length; i++)
            {
                velocity[i] = T.MultiplyAddEstimate(velocity[i], momentum, update.Direction(i));
                values[i] = T.MultiplyAddEstimate(velocity[i], -rate, update.Kept * values[i]);
            }
        }
    }
}
