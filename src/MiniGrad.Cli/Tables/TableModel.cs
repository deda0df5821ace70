using System.Globalization;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Training;
using static System.FormattableString;

namespace MiniGrad.Cli;

/// <summary>A model that predicts a column of a table, from a file.</summary>
internal sealed class TableModel : SavedModel
{
    private readonly string path;
    private readonly MlpEstimator estimator;
    private readonly TableEncoder encoder;

    /// <exception cref="IOException">The file is not there, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no such model.</exception>
    public TableModel(string path)
    {
        this.path = path;
        estimator = MlpEstimator.Load(path);
        encoder = estimator.Encoder
            ?? throw new InvalidDataException($"{path}: the model was not fitted on a table: expected one that was.");
    }

    public override double? Evaluate(DataSource source)
    {
        Table all = Read(source);
        Table known = all.DropMissing(UserData.Column(source.Name, all, encoder.Target).Name);
        if (known.Count == 0)
            throw new InvalidDataException($"{source.Name}: expected rows with a '{OneLine.Of(encoder.Target)}', got none.");
        string unused = TableLearner.WithoutTarget(all.Count - known.Count, encoder.Target);
        Console.WriteLine(Invariant($"{source.Name}: {known.Count} rows{unused}"));
        return UserData.Use(source.Name, () => Evaluate(source.Name, known));
    }

    public override Table Predict(DataSource source)
    {
        Table table = Read(source);
        return UserData.Use(
            source.Name,
            () =>
            {
                NewValues.Warn(source.Name, table, encoder);
                return estimator is MlpClassifier classifier ? Classes(classifier, table) : Numbers((MlpRegressor)estimator, table);
            });
    }

    public override void Describe()
    {
        Console.WriteLine($"{path}: a model of a table, {estimator.GetType().Name}");
        DescribeColumns(estimator);
        foreach (EncodedColumn column in encoder.Columns.Where(column => column.Role != ColumnRole.LeftOut))
        {
            string features = column.Role == ColumnRole.Category ? $": {OneLine.List(column.Features)}" : "";
            Console.WriteLine($"  '{OneLine.Of(column.Name)}' ({column.Role.ToString().ToLowerInvariant()}){features}");
        }
        if (estimator is MlpClassifier classifier) Console.WriteLine($"classes: {OneLine.List(classifier.ClassNames)}");
        string hidden = estimator.HiddenSizes.Count == 0 ? "none" : string.Join(',', estimator.HiddenSizes);
        Console.WriteLine(Invariant(
            $"hidden {hidden}, activation {estimator.Activation}, learning rate {estimator.LearningRate}, batch {estimator.BatchSize}, ") +
            Invariant($"at most {estimator.Epochs} epochs, seed {estimator.Seed}"));
        Console.Write(estimator.Model.Summary([1, estimator.FeatureCount]));
    }

    /// <summary>Shows what is predicted from which columns.</summary>
    public static void DescribeColumns(MlpEstimator estimator)
    {
        TableEncoder encoder = estimator.Encoder!;
        string kind = encoder.TargetKind == TargetKind.Classes ? $"{encoder.ClassNames.Count} classes" : "numbers";
        Console.WriteLine(
            $"'{OneLine.Of(encoder.Target)}' ({kind}) from {encoder.FeatureNames.Count} features: {OneLine.List(encoder.FeatureNames)}");
        foreach (EncodedColumn column in encoder.Columns.Where(column => column.Role == ColumnRole.LeftOut))
            Console.WriteLine(OneLine.Of($"left out: '{column.Name}', because {column.Reason}"));
    }

    private double? Evaluate(string name, Table table)
    {
        NewValues.Warn(name, table, encoder);
        ConfusionMatrix? confusion = null;
        EvaluationResult result;
        if (estimator is MlpClassifier classifier)
        {
            _ = encoder.EncodeLabels(table, out IReadOnlyList<string> unknown);
            bool areKnown = unknown.Count == 0;
            if (!areKnown)
                Messages.Warn(
                    $"{name}: rows of classes that were not learned count as wrong, without a log loss: {OneLine.List(unknown)}.");
            result = classifier.Evaluate(
                table, areKnown ? Classification.Metrics : [.. Classification.Metrics.Where(metric => metric != Metric.LogLoss)]);
            confusion = Classification.Confusion(classifier, table);
            Console.Write(confusion);
        }
        else result = ((MlpRegressor)estimator).Evaluate(table, Regression.Metrics);
        foreach ((string metric, double value) in result.Metrics) Console.WriteLine($"{metric,-16} {TableLearner.Text(value),12}");
        if (confusion is not null) AccuracyLine.Print(confusion.Accuracy, table.Count);
        return confusion?.Accuracy;
    }

    private Table Read(DataSource source)
    {
        if (!source.IsTable)
            throw new InvalidDataException($"{path}: the model reads tables: expected --csv or --irises, got {source.Option}.");

        // A category such as 01 is no number here if it was none in training.
        IEnumerable<string> categories = encoder.Columns.Where(column => column.Role == ColumnRole.Category).Select(column => column.Name);
        Table table;
        try
        {
            table = TableFile.Read(source, categories);
        }
        catch (InvalidDataException)
        {
            // Of columns that are not there all are named, whatever they hold.
            UserData.Use(source.Name, () => encoder.EncodeInputs<float>(TableFile.Read(source).Select([])));
            throw;
        }
        return table.Count > 0 ? table : throw new InvalidDataException($"{source.Name}: expected rows to predict, got none.");
    }

    private static Table Classes(MlpClassifier classifier, Table table)
    {
        string target = classifier.Encoder!.Target;
        string[] predicted = [.. classifier.PredictClassNames(table)];
        return ClassPredictions.ToTable(
            target, new TextColumn(target, predicted), classifier.ClassNames, classifier.PredictProbabilities(table));
    }

    private static Table Numbers(MlpRegressor regressor, Table table) =>
        new(new NumberColumn(regressor.Encoder!.Target, Array.ConvertAll(regressor.Predict(table).ToArray(), Shortest)));

    /// <summary>The number with the fewest digits of those that single precision takes for this one.</summary>
    private static double Shortest(float number) =>
        double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
