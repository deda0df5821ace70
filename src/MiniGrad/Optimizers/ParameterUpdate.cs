using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>One parameter in one step: its values, its gradient, and the settings that hold for it.</summary>
public readonly ref struct ParameterUpdate<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Optimizer<T> optimizer;
    private readonly Parameter<T> parameter;
    private readonly double scale;
    private readonly double limit;
    private readonly ReadOnlySpan<UpdateEntry<T>> together;

    internal ParameterUpdate(
        Optimizer<T> optimizer, int index, Parameter<T> parameter, double step, double learningRate, double weightDecay, double scale,
        double limit, ReadOnlySpan<UpdateEntry<T>> together)
    {
        this.optimizer = optimizer;
        Index = index;
        this.parameter = parameter;
        StepNumber = step;
        LearningRate = learningRate;
        WeightDecay = weightDecay;
        this.scale = scale;
        this.limit = limit;
        this.together = together;
    }

    /// <summary>The parameter's place in <see cref="Optimizer{T}.Parameters"/>, by which its state is found.</summary>
    public int Index { get; }

    /// <summary>The number of this parameter's update, from 1.</summary>
    public long Step => (long)StepNumber;

    /// <summary>θ, to be changed.</summary>
    public Span<T> Values => parameter.Buffer;

    /// <summary>The gradient as it was computed, before clipping and weight decay; to be left as it is.</summary>
    public ReadOnlySpan<T> Gradient => optimizer.GradientOf(Index);

    /// <summary>η for this parameter.</summary>
    public double LearningRate { get; private init; }

    /// <summary>λ for this parameter. <see cref="Direction"/> and <see cref="Kept"/> contain it.</summary>
    public double WeightDecay { get; private init; }

    /// <summary>The factor of a value before the update under decoupled weight decay: <c>1 − η·λ</c>; 1 without it.</summary>
    public T Kept => IsDecoupled ? T.CreateTruncating(1 - LearningRate * WeightDecay) : T.One;

    /// <summary>g of an element as a rule should see it: after clipping, and with L2 weight decay.</summary>
    /// <param name="element">The element's place in <see cref="Values"/>.</param>
    public T Direction(int element)
    {
        T bound = T.CreateTruncating(limit);
        return T.MultiplyAddEstimate(AddedDecay, Values[element], T.Clamp(T.CreateTruncating(scale) * Gradient[element], -bound, bound));
    }

    /// <summary><see cref="Step"/> as a double, the type of counts.</summary>
    internal double StepNumber { get; }

    /// <summary>λ where weight decay is decoupled, else 0.</summary>
    internal double DecoupledDecay => IsDecoupled ? WeightDecay : 0;

    private bool IsDecoupled => optimizer.WeightDecayKind == WeightDecayKind.Decoupled;

    private T AddedDecay
    {
        [MethodImpl(AggressiveInlining)]
        get => IsDecoupled ? T.Zero : T.CreateTruncating(WeightDecay);
    }

    /// <summary>This update without decoupled weight decay, for rules that apply it themselves.</summary>
    internal ParameterUpdate<T> WithoutDecoupledDecay() => IsDecoupled ? this with { WeightDecay = 0 } : this;

    /// <summary>This update with another learning rate, for weight decay too.</summary>
    internal ParameterUpdate<T> WithLearningRate(double rate) => this with { LearningRate = rate };

    /// <summary>θ ← θ − η·d along a direction d, without clipping and weight decay.</summary>
    internal void Descend(ReadOnlySpan<T> direction, double rate) => OptimizerUpdate.Run(
        Values, direction, default, default, default, new DescentRule<T>(T.CreateTruncating(rate)), new DecayPreparation<T>(T.Zero));

    /// <summary>Applies a rule in one pass, to all parameters that are updated together.</summary>
    [MethodImpl(AggressiveInlining)]
    internal void Run<TRule>(in TRule rule) where TRule : unmanaged, IUpdateRule<T> => RunOnStates(in rule, null, null, null);

    /// <summary>Applies a rule with one number of state for each element.</summary>
    [MethodImpl(AggressiveInlining)]
    internal void Run<TRule>(in TRule rule, ParameterState<T> first) where TRule : unmanaged, IUpdateRule<T> =>
        RunOnStates(in rule, first, null, null);

    /// <summary>Applies a rule with two numbers of state for each element.</summary>
    [MethodImpl(AggressiveInlining)]
    internal void Run<TRule>(in TRule rule, ParameterState<T> first, ParameterState<T> second) where TRule : unmanaged, IUpdateRule<T> =>
        RunOnStates(in rule, first, second, null);

    /// <summary>Applies a rule with three numbers of state for each element.</summary>
    [MethodImpl(AggressiveInlining)]
    internal void Run<TRule>(in TRule rule, ParameterState<T> first, ParameterState<T> second, ParameterState<T> third)
        where TRule : unmanaged, IUpdateRule<T> =>
        RunOnStates(in rule, first, second, third);

    /// <summary>Applies a rule in one pass, with state that lies anywhere.</summary>
    [MethodImpl(AggressiveInlining)]
    internal void RunOn<TRule>(in TRule rule, Span<T> first, Span<T> second, Span<T> third) where TRule : unmanaged, IUpdateRule<T>
    {
        if (IsPlain) OptimizerUpdate.Run(Values, Gradient, first, second, third, in rule, new DecayPreparation<T>(AddedDecay));
        else RunPrepared(in rule, first, second, third);
    }

    // Apart, so that the usual way does not pay for its memory.
    [MethodImpl(NoInlining)]
    private void RunPrepared<TRule>(in TRule rule, Span<T> first, Span<T> second, Span<T> third) where TRule : unmanaged, IUpdateRule<T> =>
        OptimizerUpdate.Run(Values, Gradient, first, second, third, in rule, Preparation);

    // Whether the gradient as it was computed is what the rule should see, but for L2 weight decay.
    private bool IsPlain
    {
        [MethodImpl(AggressiveInlining)]
        get => scale == 1 && double.IsPositiveInfinity(limit) && (WeightDecay == 0 || !IsDecoupled);
    }

    private FullPreparation<T> Preparation => new(T.CreateTruncating(scale), T.CreateTruncating(limit), AddedDecay, Kept);

    [MethodImpl(AggressiveInlining)]
    private void RunOnStates<TRule>(in TRule rule, ParameterState<T>? first, ParameterState<T>? second, ParameterState<T>? third)
        where TRule : unmanaged, IUpdateRule<T>
    {
        if (!together.IsEmpty)
        {
            RunTogether(in rule, first, second, third);
            return;
        }
        RunOn(
            in rule, TRule.StateCount > 0 ? first![Index] : default, TRule.StateCount > 1 ? second![Index] : default,
            TRule.StateCount > 2 ? third![Index] : default);
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private void RunTogether<TRule>(in TRule rule, ParameterState<T>? first, ParameterState<T>? second, ParameterState<T>? third)
        where TRule : unmanaged, IUpdateRule<T>
    {
        if (IsPlain) RunTogether(together, in rule, first, second, third, new DecayPreparation<T>(AddedDecay));
        else RunTogether(together, in rule, first, second, third, Preparation);
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static unsafe void RunTogether<TRule, TPreparation>(
        ReadOnlySpan<UpdateEntry<T>> entries, in TRule rule, ParameterState<T>? first, ParameterState<T>? second, ParameterState<T>? third,
        in TPreparation preparation)
        where TRule : unmanaged, IUpdateRule<T> where TPreparation : unmanaged, IGradientPreparation<T>
    {
        fixed (TRule* settings = &rule)
        fixed (TPreparation* prepare = &preparation)
        {
            foreach (ref readonly UpdateEntry<T> entry in entries)
            {
                OptimizerUpdate.RunAlone(
                    entry.Values, entry.Gradient, TRule.StateCount > 0 ? first!.Address(entry.Index) : null,
                    TRule.StateCount > 1 ? second!.Address(entry.Index) : null, TRule.StateCount > 2 ? third!.Address(entry.Index) : null,
                    entry.Count, settings, prepare);
            }
        }
    }
}

/// <summary><c>θ ← θ − η·g</c>.</summary>
internal readonly struct DescentRule<T>(T rate) : IUpdateRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T minusRate = -rate;

    public static int StateCount => 0;

    public static bool SquaresGradients => false;

    [MethodImpl(AggressiveInlining)]
    public TVector Invoke<TSimd, TVector>(TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct => TSimd.MultiplyAdd(gradient, TSimd.Broadcast(minusRate), value);
}
