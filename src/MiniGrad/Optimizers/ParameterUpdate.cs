using System.Numerics;
using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>One parameter in one step: its values, its gradient, and the settings that hold for it.</summary>
public readonly ref struct ParameterUpdate<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T scale;
    private readonly T limit;
    private readonly T addedDecay;
    private readonly bool isPlain;

    internal ParameterUpdate(
        int index, long step, Span<T> values, ReadOnlySpan<T> gradient, double learningRate, double weightDecay, WeightDecayKind kind, double scale, double limit)
    {
        Index = index;
        Step = step;
        Values = values;
        Gradient = gradient;
        LearningRate = learningRate;
        WeightDecay = weightDecay;
        isPlain = scale == 1 && double.IsPositiveInfinity(limit);
        this.scale = T.CreateTruncating(scale);
        this.limit = T.CreateTruncating(limit);
        bool isDecoupled = kind == WeightDecayKind.Decoupled;
        addedDecay = isDecoupled ? T.Zero : T.CreateTruncating(weightDecay);
        DecoupledDecay = isDecoupled ? weightDecay : 0;
        Kept = T.CreateTruncating(1 - learningRate * DecoupledDecay);
    }

    /// <summary>The parameter's place in <see cref="Optimizer{T}.Parameters"/>, by which its state is found.</summary>
    public int Index { get; }

    /// <summary>The number of this parameter's update, from 1.</summary>
    public long Step { get; }

    /// <summary>θ, to be changed.</summary>
    public Span<T> Values { get; }

    /// <summary>The gradient as it was computed, before clipping and weight decay; to be left as it is.</summary>
    public ReadOnlySpan<T> Gradient { get; }

    /// <summary>η for this parameter.</summary>
    public double LearningRate { get; private init; }

    /// <summary>λ for this parameter. <see cref="Direction"/> and <see cref="Kept"/> contain it.</summary>
    public double WeightDecay { get; }

    /// <summary>What decoupled weight decay leaves of a value, to be multiplied by before the update: <c>1 − η·λ</c>; 1 without it.</summary>
    public T Kept { get; private init; }

    /// <summary>g of an element as a rule should see it: after clipping, and with L2 weight decay.</summary>
    /// <param name="element">The element's place in <see cref="Values"/>.</param>
    public T Direction(int element)
    {
        T clipped = T.Clamp(scale * Gradient[element], -limit, limit);
        return T.MultiplyAddEstimate(addedDecay, Values[element], clipped);
    }

    /// <summary>λ where weight decay is decoupled, else 0.</summary>
    internal double DecoupledDecay { get; }

    /// <summary>The same for a rule that applies decoupled weight decay in a way of its own.</summary>
    internal ParameterUpdate<T> WithoutDecoupledDecay() => this with { Kept = T.One };

    /// <summary>The same with another learning rate, for weight decay too.</summary>
    internal ParameterUpdate<T> WithLearningRate(double rate) =>
        this with { LearningRate = rate, Kept = T.CreateTruncating(1 - rate * DecoupledDecay) };

    /// <summary>The same parameter with something else in place of its gradient, which is neither clipped nor joined by weight decay.</summary>
    internal ParameterUpdate<T> Along(ReadOnlySpan<T> direction) =>
        new(Index, Step, Values, direction, LearningRate, weightDecay: 0, WeightDecayKind.L2, scale: 1, limit: double.PositiveInfinity);

    /// <summary>Applies a rule in one pass.</summary>
    internal void Run<TRule>(TRule rule, ParameterState<T>? first = null, ParameterState<T>? second = null, ParameterState<T>? third = null)
        where TRule : unmanaged, IUpdateRule<T> =>
        Run(rule, StateOf(first), StateOf(second), StateOf(third));

    /// <inheritdoc cref="Run{TRule}(TRule, ParameterState{T}?, ParameterState{T}?, ParameterState{T}?)"/>
    internal void Run<TRule>(TRule rule, Span<T> first, Span<T> second, Span<T> third) where TRule : unmanaged, IUpdateRule<T>
    {
        if (isPlain) OptimizerUpdate.Run(Values, Gradient, first, second, third, rule, new DecayPreparation<T>(addedDecay, Kept));
        else OptimizerUpdate.Run(Values, Gradient, first, second, third, rule, new ClippingPreparation<T>(scale, limit, addedDecay, Kept));
    }

    private Span<T> StateOf(ParameterState<T>? state) => state is null ? default : state[Index];
}
