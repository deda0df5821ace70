using System.Globalization;
using MiniGrad.Data;
using MiniGrad.Layers;

namespace MiniGrad.Estimators;

/// <summary>Trains, selects and loads ensembles.</summary>
public static partial class Ensemble
{
    /// <summary>Trains networks from different starting weights.</summary>
    /// <remarks>The same seed gives the same bits for any number of workers: a member's randomness follows from the seed and its number
    /// alone. With several workers, each trains with one thread, and <paramref name="train"/> is called by several threads at once: it has
    /// to make a network, an optimizer and a trainer of its own for each member, and may share data.</remarks>
    /// <param name="members">How many, at least 1.</param>
    /// <param name="seed">The seed of everything random.</param>
    /// <param name="train">Makes a member with its <see cref="EnsembleMember.Random"/>, trains it, and returns it.</param>
    /// <param name="workers">How many are trained at once, at least 1. Default: 1.</param>
    /// <param name="cancellation">Begins no further member, and is passed on to those that are being trained.</param>
    /// <returns>The ensemble of all members, which count the same.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no members or no workers.</exception>
    /// <exception cref="ArgumentException">Members are not networks of their own, with the same inputs and outputs.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Ensemble<T> Train<T>(
        int members, ulong seed, Func<EnsembleMember, Layer<T>> train, int workers = 1, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(train);
        Guard.AtLeast(members, 1, nameof(Train), "the number of members");
        Guard.AtLeast(workers, 1, nameof(Train), "the number of workers");
        return new Ensemble<T>(
            MemberWorkers.Run(members, workers, m => train(new EnsembleMember(seed, m, cancellation)), cancellation));
    }

    /// <summary>Chooses from trained networks those that do best together on samples held out, one after the other: each time the one with
    /// which the average has the smallest loss, the cross-entropy of labels or the mean squared error of targets. In the end the choices up
    /// to the smallest loss count. R. Caruana, A. Niculescu-Mizil, G. Crew, A. Ksikes, Ensemble selection from libraries of models,
    /// 2004.</summary>
    /// <remarks>Of several of the same loss the first is taken. A candidate whose loss is NaN comes after all others.</remarks>
    /// <param name="candidates">Networks of the same outputs, at least one.</param>
    /// <param name="heldOut">Samples that no candidate has learned from, with labels or targets; weighted where they are.</param>
    /// <param name="choices">The most choices, at least 1.</param>
    /// <param name="replaces">Whether a candidate can be chosen several times, and then counts more. Default: yes.</param>
    /// <exception cref="ArgumentException">There are no candidates or no samples, a candidate does not fit the samples or the others, or
    /// the loss of every candidate is NaN or infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no choice.</exception>
    /// <exception cref="InvalidOperationException">Outputs are not one for each sample.</exception>
    public static EnsembleSelection Select<T>(
        IReadOnlyList<Layer<T>> candidates, Dataset<T> heldOut, int choices, bool replaces = true)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Guard.NotEmpty(candidates, nameof(Select), "candidate");
        ArgumentNullException.ThrowIfNull(heldOut);
        Guard.AtLeast(choices, 1, nameof(Select), "the number of choices");
        ISelectionLoss loss = heldOut.HasLabels ? ClassSelectionLoss.Of(candidates, heldOut) : NumberSelectionLoss.Of(candidates, heldOut);
        return GreedySelection.Run(loss, candidates.Count, choices, replaces);
    }

    /// <summary>The smallest temperature: a logarithm divided by less may overflow.</summary>
    internal const double LeastTemperature = 1e-300;

    /// <summary>What the names of a member's arrays begin with in a file.</summary>
    internal static string PrefixOf(int member) => $"members.{member.ToString(CultureInfo.InvariantCulture)}.";
}
