using MiniGrad.Data;

namespace MiniGrad.Search;

/// <summary>What the trials of a study tell.</summary>
public static class StudyAnalysis
{
    /// <summary>How much each parameter matters for a goal, the most important first: how far its values among the best trials differ from
    /// those among all, Σ p (q / p − 1)², where q and p are its distributions among the best and among all (PED-ANOVA; Watanabe, Bansal and
    /// Hutter, "PED-ANOVA: efficiently quantifying hyperparameter importance in arbitrary subspaces", 2023).</summary>
    /// <remarks><para>Distributions are frequencies for choices; else those of cells of the parameter's scale, smoothed by one Gaussian
    /// kernel for both, whose width suits the best trials (Scott's rule). What trials picked at random instead of the best would give on
    /// average is subtracted, so that a parameter without influence gets little however few trials there are.</para>
    /// <para>Complete and pruned trials count. Of a parameter with a condition, those that have it. Trials that violate constraints are
    /// worse than all that do not. Trials as good as the last of the best are among the best. Trials that repeat one count with it as one,
    /// by their mean.</para></remarks>
    /// <param name="study">The study.</param>
    /// <param name="best">γ, the share of trials that are the best, above 0 and below <paramref name="among"/>; at least two trials.
    /// Default: 0.1.</param>
    /// <param name="among">γ′, the better share of trials that they are compared with, up to 1. Smaller values tell what matters to become
    /// still better where trials are good already. Default: 1, all.</param>
    /// <param name="goal">The number of the goal, from 0. Default: 0.</param>
    /// <returns>All parameters of the space. Shares are all 0 where trials are too few or too equal to tell.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A share or the goal is out of its range.</exception>
    public static IReadOnlyList<ParameterImportance> Importance(this Study study, double best = 0.1, double among = 1, int goal = 0)
    {
        ArgumentNullException.ThrowIfNull(study);
        string who = $"Importance of study '{study.Name}'";
        if (!(among > 0 && among <= 1))
            throw new ArgumentOutOfRangeException(nameof(among), Invariant($"{who}: expected a share above 0 and up to 1, got {among}."));
        if (!(best > 0 && best < among))
            throw new ArgumentOutOfRangeException(
                nameof(best), Invariant($"{who}: expected a share above 0 and below {among}, got {best}."));
        Guard.Between(goal, 0, study.Goals.Count - 1, who, "the goal", nameof(goal));
        return DensityImportance.Of(study.Space, TrialMean.Together(study.Snapshot()), study.Goals[goal], goal, best, among);
    }

    /// <summary>The trials as a table, a row each, in the order of their numbers.</summary>
    /// <remarks>The columns: <c>number</c>; <c>state</c>; <c>value</c>, or with several goals <c>value 1</c>, <c>value 2</c>, …;
    /// <c>violation</c>; where <see cref="Study.Repeats"/> is above 1 <c>repeat of</c>, the number of the first trial with the same
    /// parameters, and <c>mean</c>, or <c>mean 1</c>, …, as of <see cref="Study.MeanOf"/>; each parameter
    /// by its name, numbers, or text for choices; <c>reported steps</c>; <c>seconds</c>; <c>worker</c>; <c>error</c>. What a trial does not
    /// have is missing. A parameter with the name of another column is called so with <c>(parameter)</c> behind it.</remarks>
    public static Table ToTable(this Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return TrialTable.Of(study);
    }

    /// <summary>Writes the table of <see cref="ToTable"/> as a CSV file that <see cref="CsvTable"/> reads back: UTF-8, fields quoted as in
    /// RFC 4180, lines that end with LF, numbers in the invariant culture. Whole or not at all.</summary>
    /// <param name="study">The study.</param>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="ArgumentException">The name of a parameter or choice holds a zero character.</exception>
    /// <exception cref="IOException">The file cannot be written; an existing one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void SaveCsv(this Study study, string path) => CsvTable.Write(path, study.ToTable());
}
