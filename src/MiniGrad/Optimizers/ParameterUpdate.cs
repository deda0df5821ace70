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
        Kept = isDecoupled ? T.CreateTruncating(1 - learningRate * weightDecay) : T.One;
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
    public double LearningRate { get; }

    /// <summary>λ for this parameter. <see cref="Direction"/> and <see cref="Kept"/> contain it.</summary>
    public double WeightDecay { get; }

    /// <summary>What decoupled weight decay leaves of a value, to be multiplied by before the update: <c>1 − η·λ</c>; 1 without it.</summary>
    public T Kept { get; }

    /// <summary>g of an element as a rule should see it: after clipping, and with L2 weight decay.</summary>
    /// <param name="element">The element's place in <see cref="Values"/>.</param>
    public T Direction(int element)
    {
        T clipped = T.Clamp(scale * Gradient[element], -limit, limit);
        return T.MultiplyAddEstimate(addedDecay, Values[element], clipped);
    }

    /// <summary>Applies a rule in one pass.</summary>
    internal void Run<TRule>(TRule rule, ParameterState<T>? first = null, ParameterState<T>? second = null, ParameterState<T>? third = null)
        where TRule : unmanaged, IUpdateRule<T>
    {
        Span<T> a = first is null ? default : first[Index], b = second is null ? default : second[Index], c = third is null ? default : third[Index];
        if (isPlain) OptimizerUpdate.Run(Values, Gradient, a, b, c, rule, new DecayPreparation<T>(addedDecay, Kept));
        else OptimizerUpdate.Run(Values, Gradient, a, b, c, rule, new ClippingPreparation<T>(scale, limit, addedDecay, Kept));
    }
}
