using System.Numerics;
using MiniGrad.Layers;
using static System.FormattableString;

namespace MiniGrad.Training;

/// <summary>
/// Ends training when a measure, such as the loss on samples that are not trained on, has stopped getting better, and goes back to the weights with which
/// it was best (Prechelt, "Early stopping – but when?", 1998).
/// </summary>
/// <remarks>
/// <para>For a <see cref="Trainer{T}"/>, and for a loop of one's own: <c>if (stopping.Report(loss)) break;</c>, and in the end <see cref="RestoreBest"/>.</para>
/// <para>A measure that is not finite is never better. The layers' buffers, such as running averages, are kept and restored with the weights.</para>
/// </remarks>
public sealed class EarlyStopping<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly KeptPoint<T> best;
    private EarlyStoppingState state = new();

    /// <param name="model">Whose weights are kept.</param>
    /// <param name="patience">How many measures in a row may be no better, at least 1; the last of them ends the training. Default: 10.</param>
    /// <param name="minimumChange">
    /// By how much a measure must be better to renew the patience, in its own units, at least 0; the weights are kept for a smaller change too. Default: 0.
    /// </param>
    /// <param name="largerIsBetter">Whether the measure is to grow, as an accuracy. Default: no, to fall, as a loss.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public EarlyStopping(Layer<T> model, int patience = 10, double minimumChange = 0, bool largerIsBetter = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (patience < 1) throw new ArgumentOutOfRangeException(nameof(patience), Invariant($"EarlyStopping: the patience must be at least 1, got {patience}."));
        if (!(minimumChange >= 0 && double.IsFinite(minimumChange)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(minimumChange), Invariant($"EarlyStopping: the minimum change must be a finite number of at least 0, got {minimumChange}."));
        }
        Model = model;
        Patience = patience;
        MinimumChange = minimumChange;
        LargerIsBetter = largerIsBetter;
        best = new KeptPoint<T>([.. model.Parameters, .. model.NamedBuffers.Select(entry => entry.Buffer)]);
    }

    /// <summary>Whose weights are kept.</summary>
    public Layer<T> Model { get; }

    /// <summary>How many measures in a row may be no better.</summary>
    public int Patience { get; }

    /// <summary>By how much a measure must be better.</summary>
    public double MinimumChange { get; }

    /// <summary>Whether the measure is to grow.</summary>
    public bool LargerIsBetter { get; }

    /// <summary>Whether training should end: patience is over.</summary>
    public bool IsOver => state.BadCount >= Patience;

    /// <summary>What it remembers besides the weights, for a checkpoint; may be set, to go on from one.</summary>
    /// <exception cref="ArgumentException">The count is negative, or a measure not finite.</exception>
    public EarlyStoppingState State
    {
        get => state;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.BadCount < 0 || value.Best is { } measure && !double.IsFinite(measure) || value.Reference is { } reference && !double.IsFinite(reference))
            {
                throw new ArgumentException(
                    Invariant($"EarlyStopping: expected finite measures and a count of at least 0, got {value.Best}, {value.Reference} and {value.BadCount}."), nameof(value));
            }
            state = value;
        }
    }

    /// <summary>Takes a measure in, and keeps the weights if it is the best so far.</summary>
    /// <returns>Whether training should end.</returns>
    public bool Report(double measure)
    {
        if (IsBetter(measure, state.Best, by: 0))
        {
            best.Keep();
            state = state with { Best = measure };
        }
        state = IsBetter(measure, state.Reference, MinimumChange) ? state with { BadCount = 0, Reference = measure } : state with { BadCount = state.BadCount + 1 };
        return IsOver;
    }

    /// <summary>Sets the model's weights and buffers to those of the best measure; of none, to those that it had when this was made.</summary>
    public void RestoreBest() => best.Restore();

    /// <summary>Whether the model has the best weights and buffers, to the last bit.</summary>
    internal bool HasBest => best.IsCurrent;

    /// <summary>The best weights and buffers, in the model's order.</summary>
    internal Tensor<T>[] BestValues() => best.ToTensors();

    /// <summary>Sets the best weights and buffers to those of an earlier run.</summary>
    internal void SetBestValues(IReadOnlyList<Tensor<T>> values) => best.Set(values);

    private bool IsBetter(double measure, double? than, double by) =>
        double.IsFinite(measure) && (than is not { } before || (LargerIsBetter ? measure > before + by : measure < before - by));
}
