using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

/// <summary>What holds for every extension, alone and with others, with all that an optimizer can have around its rule.</summary>
[Collection(nameof(Alone))]
public class OptimizerExtensionTests
{
    private static readonly Dictionary<string, Func<OptimizerExtension<float>[]>> combinations = new()
    {
        ["max norm"] = () => [new MaxNorm<float>(0.9)],
        ["lookahead"] = () => [new Lookahead<float>(4, 0.6)],
        ["exponential average"] = () => [new ExponentialMovingAverage<float>(0.95)],
        ["growing decay"] = () => [new ExponentialMovingAverage<float>(0.95, AverageStart.GrowingDecay)],
        ["stochastic average"] = () => [new StochasticWeightAverage<float>(7, 3)],
        ["all"] = () => [new MaxNorm<float>(0.9), new Lookahead<float>(4), new ExponentialMovingAverage<float>(),
            new StochasticWeightAverage<float>(5)],
        ["all the other way round"] = () => [new StochasticWeightAverage<float>(5), new ExponentialMovingAverage<float>(),
            new Lookahead<float>(4), new MaxNorm<float>(0.9)],
    };

    public static TheoryData<string> Names => [.. combinations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Training_continues_from_a_saved_state_with_the_same_bits(string name)
    {
        Problem<float> whole = Create(name), first = Create(name), second = Create(name);
        for (int i = 0; i < 123; i++) first.Step();
        OptimizerState<float> saved = first.Optimizer.SaveState();
        float[] values = first.Values();

        // Another history first, all of which has to be forgotten.
        for (int i = 0; i < 9; i++) second.Step();
        int start = 0;
        foreach (Parameter<float> parameter in second.Model.Parameters)
        {
            parameter.Assign(values.AsSpan(start, parameter.ElementCount));
            start += parameter.ElementCount;
        }
        second.Optimizer.RestoreState(saved);
        for (int i = 0; i < 200; i++) whole.Step();
        for (int i = 123; i < 200; i++) second.Step();
        Assert.Equal(Everything(whole), Everything(second));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Captured_and_eager_steps_give_the_same_bits_for_one_thread_and_two(string name)
    {
        int before = Parallelism.ThreadCount;
        try
        {
            Parallelism.ThreadCount = 1;
            float[] expected = Run(capture: false);
            Assert.All(expected, value => Assert.True(float.IsFinite(value)));
            Assert.Equal(expected, Run(capture: true));
            Parallelism.ThreadCount = 2;
            Assert.Equal(expected, Run(capture: true));
        }
        finally
        {
            Parallelism.ThreadCount = before;
        }

        float[] Run(bool capture)
        {
            Problem<float> problem = Create(name, capture, width: 9000);
            for (int i = 0; i < 30; i++) problem.Step();
            return Everything(problem);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_allocates_nothing(string name)
    {
        Problem<float> problem = Create(name, capture: true);
        // The next verification is at step 128.
        for (int i = 0; i < 64; i++) problem.Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 24; i++) problem.Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Extensions_act_after_updates_only(string name)
    {
        Problem<float> problem = Create(name);
        for (int i = 0; i < 2; i++) problem.Step();
        float[] before = Everything(problem);
        problem.Step();
        Assert.Equal(before, Everything(problem));
        problem.Step();
        Assert.NotEqual(before, Everything(problem));
    }

    [Fact]
    public void One_extension_belongs_to_one_optimizer_and_names_do_not_collide()
    {
        Problem<float> problem = new(), other = new();
        Lookahead<float> lookahead = problem.Optimizer.Add(new Lookahead<float>());
        Assert.Contains("Lookahead: added to an optimizer before",
            Assert.Throws<InvalidOperationException>(() => other.Optimizer.Add(lookahead)).Message, StringComparison.Ordinal);
        Assert.Contains("'slow_weight' already",
            Assert.Throws<ArgumentException>(() => problem.Optimizer.Add(new Lookahead<float>())).Message, StringComparison.Ordinal);
        problem.Step();
    }

    /// <summary>With clipping, groups, weight decay and accumulation over two batches.</summary>
    private static Problem<float> Create(string name, bool capture = false, int width = 9)
    {
        Problem<float> problem = new(
            parameters =>
            {
                AdamW<float> optimizer = new(parameters, 0.02) { Clipping = GradientClipping.ByGlobalNorm(1), AccumulationSteps = 2 };
                optimizer.Add(new ParameterGroup<float>([parameters[2]]) { LearningRateFactor = 0.5 });
                optimizer.Add(new ParameterGroup<float>([parameters[3]]) { IsFrozen = true });
                return optimizer;
            },
            capture, width);
        foreach (OptimizerExtension<float> extension in combinations[name]()) problem.Optimizer.Add(extension);
        return problem;
    }

    /// <summary>Values and all state of extensions, but for the gradients gathered so far.</summary>
    private static float[] Everything(Problem<float> problem)
    {
        OptimizerState<float> state = problem.Optimizer.SaveState();
        return
        [
            .. problem.Values(),
            .. state.Tensors.Where(pair => !pair.Key.Contains("accumulated", StringComparison.Ordinal))
                .SelectMany(pair => pair.Value.ToArray()),
            .. state.Numbers.Where(pair => !pair.Key.Contains("accumulated", StringComparison.Ordinal)).Select(pair => (float)pair.Value),
        ];
    }
}
