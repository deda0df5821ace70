using MiniGrad.Data;
using MiniGrad.Training;

namespace MiniGrad.Estimators;

/// <summary>What an estimator has learned of the columns of a table: which of them its score needs, and what it makes of their
/// values.</summary>
/// <example><code>
/// MlpClassifier classifier = new();
/// classifier.Fit(trainingTable, target: "species");
/// PermutationImportance importance = Explanation.PermutationImportance(classifier, testTable);
/// Console.Write(importance);
/// PartialDependence heights = Explanation.PartialDependence(classifier, testTable, "height");
/// </code></example>
public static class Explanation
{
    private const int UsualRepeats = 5;
    private const int UsualPoints = 20;

    /// <summary>How much worse a classifier's score gets when the values of a column are shuffled among the rows. The column of the table
    /// is shuffled, so that all features made of it change together.</summary>
    /// <remarks>Of rows held out it tells what helps with new rows; of the rows learned from also what was learned by heart. A column
    /// that is left out by <see cref="MlpEstimator.Encoder"/> has 0. The same seed gives the same bits for any number of
    /// workers.</remarks>
    /// <param name="classifier">The classifier, fitted on a table.</param>
    /// <param name="table">Has the columns of the fit, the target among them.</param>
    /// <param name="metric">The score. Default: <see cref="Metric.Accuracy"/>.</param>
    /// <param name="columns">The columns to shuffle. Default: null, all columns of the fit but the target.</param>
    /// <param name="repeats">How often each is shuffled, at least 1. Default: 5.</param>
    /// <param name="seed">The seed of the shuffles. Default: 0.</param>
    /// <param name="workers">How many shuffles are tried at once, at least 1. Default: 1.</param>
    /// <param name="cancellation">Begins no further shuffle.</param>
    /// <exception cref="ArgumentException">The table is not such or has no rows, a column is none of the fit or is named twice, or the
    /// score of the rows is not a finite number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no repeat, or no worker.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on tensors.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PermutationImportance PermutationImportance(
        MlpClassifier classifier, Table table, Metric? metric = null, IReadOnlyList<string>? columns = null, int repeats = UsualRepeats,
        ulong seed = 0, int workers = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        metric ??= Metric.Accuracy;
        return Permutation.Run(
            classifier, table, metric, rows => classifier.Evaluate(rows, [metric])[metric.Name], columns, repeats, seed, workers,
            cancellation);
    }

    /// <summary>How much worse a regressor's score gets when the values of a column are shuffled among the rows. The column of the table
    /// is shuffled, so that all features made of it change together.</summary>
    /// <param name="regressor">The regressor, fitted on a table.</param>
    /// <param name="table">Has the columns of the fit, the target among them.</param>
    /// <param name="metric">The score. Default: <see cref="Metric.RSquared"/>.</param>
    /// <param name="columns">The columns to shuffle. Default: null, all columns of the fit but the target.</param>
    /// <param name="repeats">How often each is shuffled, at least 1. Default: 5.</param>
    /// <param name="seed">The seed of the shuffles. Default: 0.</param>
    /// <param name="workers">How many shuffles are tried at once, at least 1. Default: 1.</param>
    /// <param name="cancellation">Begins no further shuffle.</param>
    /// <inheritdoc cref="PermutationImportance(MlpClassifier, Table, Metric?, IReadOnlyList{string}?, int, ulong, int, CancellationToken)"
    /// path="/*[not(self::param)]"/>
    public static PermutationImportance PermutationImportance(
        MlpRegressor regressor, Table table, Metric? metric = null, IReadOnlyList<string>? columns = null, int repeats = UsualRepeats,
        ulong seed = 0, int workers = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(regressor);
        metric ??= Metric.RSquared;
        return Permutation.Run(
            regressor, table, metric, rows => regressor.Evaluate(rows, [metric])[metric.Name], columns, repeats, seed, workers,
            cancellation);
    }

    /// <summary>The mean probability of each class where a column has a value in all rows.</summary>
    /// <remarks>For numbers at the quantiles from 5 to 95 percent of the table's values, for categories and words that mean true and false
    /// at each value that the table has; those that the fit did not know, and those that share a feature, are one, <c>(other)</c>. Where a
    /// row lacks the value it gets it as well.</remarks>
    /// <param name="classifier">The classifier, fitted on a table.</param>
    /// <param name="table">Has the columns of the fit; the target may be there or not.</param>
    /// <param name="column">The column.</param>
    /// <param name="points">The most values of a column of numbers, at least 2; equal quantiles are one. Default: 20.</param>
    /// <exception cref="ArgumentException">The table is not such or has no rows; there is no such column; or it is left out, of dates, or
    /// without values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two points.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on tensors.</exception>
    public static PartialDependence PartialDependence(MlpClassifier classifier, Table table, string column, int points = UsualPoints)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        return Dependence.Run(
            classifier, table, column, points, classifier.ClassNames, rows => classifier.PredictProbabilities(rows));
    }

    /// <summary>The mean prediction where a column has a value in all rows.</summary>
    /// <param name="regressor">The regressor, fitted on a table.</param>
    /// <param name="table">Has the columns of the fit; the target may be there or not.</param>
    /// <param name="column">The column.</param>
    /// <param name="points">The most values of a column of numbers, at least 2; equal quantiles are one. Default: 20.</param>
    /// <inheritdoc cref="PartialDependence(MlpClassifier, Table, string, int)" path="/*[not(self::param)]"/>
    public static PartialDependence PartialDependence(MlpRegressor regressor, Table table, string column, int points = UsualPoints)
    {
        ArgumentNullException.ThrowIfNull(regressor);
        return Dependence.Run(
            regressor, table, column, points, regressor.TargetNames, rows => regressor.Predict(rows));
    }
}
