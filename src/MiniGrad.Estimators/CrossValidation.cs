using MiniGrad.Data;

namespace MiniGrad.Estimators;

/// <summary>The scores of a model on samples that it has not learned from, each sample held back once.</summary>
public sealed class CrossValidation
{
    private CrossValidation(double[] scores)
    {
        Scores = scores;
        if (!Array.TrueForAll(scores, double.IsFinite))
        {
            (Mean, StandardDeviation) = (scores.Average(), double.NaN);
            return;
        }
        ColumnScale spread = ColumnScale.Fit(Scaling.Standard, scores);
        Mean = spread.Offset;
        StandardDeviation = Array.TrueForAll(scores, score => score == scores[0])
            ? 0
            : spread.Scale * Math.Sqrt(scores.Length / (scores.Length - 1.0));
    }

    /// <summary>The score of each fold.</summary>
    public IReadOnlyList<double> Scores { get; }

    /// <summary>Σs / k.</summary>
    public double Mean { get; }

    /// <summary>√(Σ(s − mean)² / (k − 1)); NaN if a score is NaN or infinite.</summary>
    public double StandardDeviation { get; }

    /// <summary>The mean and the standard deviation in one line: <c>0.84 ± 0.03 in 5 folds</c>.</summary>
    public override string ToString() => Invariant($"{Mean:G4} ± {StandardDeviation:G2} in {Scores.Count} folds");

    /// <summary>Trains and judges once for each fold.</summary>
    /// <param name="folds">Data to train on and data to judge by: what <c>Folds</c> of a data set or a table gives.</param>
    /// <param name="score">Trains a new model on the first and gives its score on the second, such as its accuracy.</param>
    /// <exception cref="ArgumentException">There are fewer than two folds.</exception>
    public static CrossValidation Run<TData>(IEnumerable<(TData Training, TData Validation)> folds, Func<TData, TData, double> score)
    {
        ArgumentNullException.ThrowIfNull(folds);
        ArgumentNullException.ThrowIfNull(score);
        double[] scores = [.. folds.Select(fold => score(fold.Training, fold.Validation))];
        return scores.Length > 1 ? new(scores) : throw new ArgumentException(
            $"CrossValidation: expected at least two folds, got {(scores.Length == 0 ? "none" : "one")}.", nameof(folds));
    }
}
