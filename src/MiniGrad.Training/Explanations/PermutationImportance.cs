using System.Globalization;

namespace MiniGrad.Training;

/// <summary>How much a model's score needs each column: how much worse it gets when the values of the column are shuffled among the rows,
/// so that they tell nothing any more. L. Breiman, Random forests, 2001.</summary>
/// <remarks>It is of this model and these samples, not of the world: of two columns that say the same, each can seem to be of little
/// use.</remarks>
public sealed class PermutationImportance
{
    /// <param name="scoreName">What the score is called.</param>
    /// <param name="score">The score of the samples as they are.</param>
    /// <param name="features">What was measured, at least one.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public PermutationImportance(string scoreName, double score, IEnumerable<FeatureImportance> features)
    {
        ArgumentException.ThrowIfNullOrEmpty(scoreName);
        ArgumentNullException.ThrowIfNull(features);
        (ScoreName, Score) = (scoreName, score);
        FeatureImportance[] all = [.. features];
        Guard.NotEmpty(all, nameof(PermutationImportance), "feature", nameof(features));
        Features = Array.AsReadOnly(all);
        Ranked = Array.AsReadOnly([.. all.OrderByDescending(feature => feature.Mean)]);
    }

    /// <summary>What the score is called.</summary>
    public string ScoreName { get; }

    /// <summary>The score of the samples as they are.</summary>
    public double Score { get; }

    /// <summary>The columns, in their order.</summary>
    public IReadOnlyList<FeatureImportance> Features { get; }

    /// <summary>The columns, the most important first; equal ones in their order.</summary>
    public IReadOnlyList<FeatureImportance> Ranked { get; }

    /// <summary>A table of the columns, the most important first.</summary>
    public override string ToString() => TextTable.Of(
        [
            ["column", $"loss of {ScoreName}", "deviation"],
            .. Ranked.Select(feature => (string[])[feature.Name, Text(feature.Mean), Text(feature.Deviation)]),
        ],
        leftColumns: 1);

    private static string Text(double number) => number.ToString("F4", CultureInfo.InvariantCulture);
}

/// <summary>How much worse a score gets when one column is shuffled.</summary>
public sealed class FeatureImportance
{
    /// <param name="name">The column.</param>
    /// <param name="losses">How much worse the score was at each shuffle; at least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public FeatureImportance(string name, IEnumerable<double> losses)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(losses);
        double[] all = [.. losses];
        Guard.NotEmpty(all.Length, nameof(FeatureImportance), "loss", nameof(losses));
        (Name, Losses) = (name, Array.AsReadOnly(all));
        Mean = all.Average();
        Deviation = Math.Sqrt(all.Average(loss => (loss - Mean) * (loss - Mean)));
    }

    /// <summary>The name of the column.</summary>
    public string Name { get; }

    /// <summary>How much worse the score was at each shuffle; below 0 where it was better.</summary>
    public IReadOnlyList<double> Losses { get; }

    /// <summary>The mean of the losses.</summary>
    public double Mean { get; }

    /// <summary>Their standard deviation, <c>√(Σ (loss − mean)² / repeats)</c>, as scikit-learn's.</summary>
    public double Deviation { get; }
}
