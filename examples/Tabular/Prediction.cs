using System.Globalization;
using Examples;
using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Estimators;

namespace Tabular;

/// <summary>Predicts with a model from a file.</summary>
internal static class Prediction
{
    private const int ProbabilityDigits = 6;

    /// <returns>The exit code.</returns>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">The model is not one, or does not fit the table.</exception>
    public static int Run(string modelPath, string tablePath, string? outPath)
    {
        OutputPath.CheckFile(outPath, "The predictions");
        MlpEstimator estimator = MlpEstimator.Load(modelPath);
        if (estimator.Encoder is not { } encoder) throw new InvalidDataException($"{modelPath}: the model was not fitted on a table: expected one that was.");
        Table table = Read(tablePath, encoder);
        Table predictions = UserData.Use(
            tablePath,
            () =>
            {
                UnknownCategories.Warn(tablePath, table, encoder);
                return estimator is MlpClassifier classifier ? Classes(classifier, table) : Numbers((MlpRegressor)estimator, table);
            },
            row => row);
        if (outPath is not null) CsvTable.Write(outPath, predictions);
        else
        {
            using Stream output = Console.OpenStandardOutput();
            CsvTable.Write(output, predictions);
        }
        return ExampleCommand.Success;
    }

    private static Table Read(string path, TableEncoder encoder)
    {
        // A category such as 01 is no number here if it was none in training.
        IEnumerable<string> categories = encoder.Columns.Where(column => column.Role == ColumnRole.Category).Select(column => column.Name);
        Table table = CsvTable.Read(path, new CsvOptions { TextColumns = [.. categories] });
        return table.Count > 0 ? table : throw new InvalidDataException($"{path}: expected rows to predict, got none.");
    }

    private static Table Classes(MlpClassifier classifier, Table table)
    {
        string target = classifier.Encoder!.Target;
        IReadOnlyList<string> names = classifier.ClassNames;
        string[] predicted = [.. classifier.PredictClassNames(table)];
        Tensor<float> probabilities = classifier.PredictProbabilities(table);
        return new Table(
        [
            new TextColumn(target, predicted),
            .. names.Select((name, place) => new NumberColumn(
                $"{target}={name}", Enumerable.Range(0, table.Count).Select(row => Math.Round((double)probabilities[row, place], ProbabilityDigits)).ToArray())),
        ]);
    }

    private static Table Numbers(MlpRegressor regressor, Table table) =>
        new(new NumberColumn(regressor.Encoder!.Target, Array.ConvertAll(regressor.Predict(table).ToArray(), Shortest)));

    /// <summary>The number with the fewest digits of those that single precision takes for this one.</summary>
    private static double Shortest(float number) => double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
