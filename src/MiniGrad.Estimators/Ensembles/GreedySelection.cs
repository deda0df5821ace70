namespace MiniGrad.Estimators;

/// <summary>The loss of an average that grows by one candidate after the other.</summary>
internal interface ISelectionLoss
{
    /// <summary>The loss of the average of those chosen and one candidate more.</summary>
    double With(int candidate);

    void Choose(int candidate);
}

/// <summary>The loop of <see cref="Ensemble.Select{T}"/>.</summary>
internal static class GreedySelection
{
    /// <exception cref="ArgumentException">The loss of every candidate is NaN or infinite.</exception>
    public static EnsembleSelection Run(ISelectionLoss loss, int candidates, int choices, bool replaces)
    {
        bool[] isTaken = new bool[candidates];
        List<int> chosen = [];
        List<double> losses = [];
        while (chosen.Count < (replaces ? choices : Math.Min(choices, candidates)))
        {
            (int best, double smallest) = (-1, double.NaN);
            for (int candidate = 0; candidate < candidates; candidate++)
            {
                if (isTaken[candidate]) continue;
                double with = loss.With(candidate);
                if (with < smallest || (best < 0 && double.IsFinite(with))) (best, smallest) = (candidate, with);
            }
            // What is left makes the average NaN or infinite.
            if (best < 0) break;
            loss.Choose(best);
            chosen.Add(best);
            losses.Add(smallest);
            isTaken[best] = !replaces;
        }
        return chosen.Count > 0 ? new EnsembleSelection(chosen.AsReadOnly(), losses.AsReadOnly()) : throw new ArgumentException(
            Invariant($"Select: the loss on the held-out samples is NaN or infinite for every one of {candidates} candidates."));
    }
}
