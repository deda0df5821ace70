using MiniGrad.Estimators;

namespace MiniGrad.Search;

/// <summary>What a search of networks has found.</summary>
/// <typeparam name="TEstimator">What learns.</typeparam>
public sealed class MlpSearchResult<TEstimator> where TEstimator : MlpEstimator
{
    internal MlpSearchResult(
        TEstimator best, TEstimator ensemble, Study study, IReadOnlyList<TrialRecord> members, double bestLoss, double ensembleLoss)
    {
        (Best, Ensemble, Study, Members, HeldOutLoss, EnsembleHeldOutLoss) = (best, ensemble, study, members, bestLoss, ensembleLoss);
    }

    /// <summary>The estimator with the best settings, fitted to all samples.</summary>
    public TEstimator Best { get; }

    /// <summary>The estimators that do best together, each with the settings of another trial, fitted to all samples and averaged; the best
    /// one alone where no ensemble was asked for.</summary>
    public TEstimator Ensemble { get; }

    /// <summary>The study of the settings.</summary>
    public Study Study { get; }

    /// <summary>The trials whose settings the members of <see cref="Ensemble"/> have, as often as they count in it.</summary>
    public IReadOnlyList<TrialRecord> Members { get; }

    /// <summary>The loss of the best settings on samples that neither a trial nor the choice has seen, fitted without them: an honest
    /// figure, unlike the best of many losses of validation. Cross-entropy, or mean squared error.</summary>
    public double HeldOutLoss { get; }

    /// <summary>The same of the ensemble.</summary>
    public double EnsembleHeldOutLoss { get; }

    /// <summary>One line with both losses and the best trial.</summary>
    public override string ToString() =>
        Invariant($"held-out loss {HeldOutLoss:G4} alone, {EnsembleHeldOutLoss:G4} of {Members.Distinct().Count()} together; {Study.Best}");
}
