using MiniGrad.Layers;

namespace MiniGrad.Estimators;

/// <summary>Which candidates do best together: what <see cref="Ensemble.Select{T}"/> found.</summary>
public sealed class EnsembleSelection
{
    internal EnsembleSelection(IReadOnlyList<int> choices, IReadOnlyList<double> losses)
    {
        (Choices, Losses) = (choices, losses);
        int best = 0;
        for (int i = 1; i < losses.Count; i++) if (losses[i] < losses[best]) best = i;
        Loss = losses[best];
        (int Candidate, int Count)[] counts = [.. choices.Take(best + 1).CountBy(choice => choice).Select(pair => (pair.Key, pair.Value))];
        Array.Sort(counts);
        Members = Array.AsReadOnly(Array.ConvertAll(counts, entry => entry.Candidate));
        Weights = Array.AsReadOnly(Array.ConvertAll(counts, entry => entry.Count / (best + 1.0)));
    }

    /// <summary>The candidates in the order of the choices; those after the smallest loss do not count.</summary>
    public IReadOnlyList<int> Choices { get; }

    /// <summary>The loss on the held-out samples after each choice.</summary>
    public IReadOnlyList<double> Losses { get; }

    /// <summary>The smallest of the losses.</summary>
    public double Loss { get; }

    /// <summary>The candidates that were chosen, each once, in their own order.</summary>
    public IReadOnlyList<int> Members { get; }

    /// <summary>The share of the choices of each of <see cref="Members"/>; they sum to 1.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>The ensemble that was found.</summary>
    /// <param name="candidates">Those that were chosen from.</param>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    public Ensemble<T> Of<T>(IReadOnlyList<Layer<T>> candidates) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(candidates);
        return Members[^1] < candidates.Count
            ? new Ensemble<T>([.. Members.Select(member => candidates[member])], Weights)
            : throw new ArgumentException(
                Invariant($"EnsembleSelection: candidate {Members[^1]} was chosen, got {candidates.Count} candidates."),
                nameof(candidates));
    }

    /// <summary>The members with their shares and the loss in one line.</summary>
    public override string ToString() =>
        Invariant($"loss {Loss:G4} of {string.Join(", ", Members.Zip(Weights, (member, weight) => Invariant($"{member} ({weight:P0})")))}");
}
