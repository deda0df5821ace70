using System.Globalization;
using System.Text.Json;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Search;
using MiniGrad.Training;
using static System.FormattableString;

namespace MiniGrad.Cli;

/// <summary>A model that predicts a column of a table, from a file.</summary>
internal sealed class TableModel : SavedModel
{
    private const int Together = 64;

    private readonly string path;
    private readonly MlpEstimator estimator;
    private readonly TableEncoder encoder;

    /// <exception cref="IOException">The file is not there, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no such model.</exception>
    public TableModel(string path)
    {
        this.path = path;
        estimator = MlpEstimator.Load(path);
        if (estimator is not (MlpClassifier or MlpRegressor))
            throw new InvalidDataException($"{path}: the model tells several labels of a row: expected one of a class or of numbers.");
        encoder = estimator.Encoder
            ?? throw new InvalidDataException($"{path}: the model was not fitted on a table: expected one that was.");
    }

    public override Evaluation Evaluate(DataSource source)
    {
        Table all = Read(source);
        Table known = all.DropMissing(UserData.Column(source.Name, all, encoder.Target).Name);
        if (known.Count == 0)
            throw new InvalidDataException($"{source.Name}: expected rows with a '{OneLine.Of(encoder.Target)}', got none.");
        string unused = TableLearner.WithoutTarget(all.Count - known.Count, encoder.Target);
        string heading = Invariant($"{source.Name}: {known.Count} {Noun.Of(known.Count, "row")}{unused}{Environment.NewLine}");
        return UserData.Use(source.Name, () => Evaluate(source.Name, known, heading));
    }

    public override IEnumerable<(Table Predicted, DataSource Part)> Predict(IEnumerable<DataSource> parts)
    {
        NewValues found = new(encoder);
        string name = "";
        foreach (DataSource part in parts)
        {
            name = part.Name;
            Table table = Read(part);
            yield return (UserData.Use(name, () => Predict(table, part, found), part.FirstRow), part);
        }
        found.Warn(name);
    }

    public override void Describe()
    {
        Console.WriteLine($"{path}: a model of a table, {estimator.GetType().Name}");
        DescribeColumns(estimator);
        foreach (EncodedColumn column in encoder.Columns.Where(column => column.Role != ColumnRole.LeftOut))
        {
            string features = column.Role == ColumnRole.Number ? "" : $": {OneLine.List(column.Features)}";
            Console.WriteLine($"  '{OneLine.Of(column.Name)}' ({column.Role.ToString().ToLowerInvariant()}){features}");
        }
        if (estimator is MlpClassifier classifier) Console.WriteLine($"classes: {OneLine.List(classifier.ClassNames)}");
        string hidden = estimator.HiddenSizes.Count == 0 ? "none" : string.Join(',', estimator.HiddenSizes);
        Console.WriteLine(Invariant(
            $"hidden {hidden}, activation {estimator.Activation}, learning rate {estimator.LearningRate}, batch {estimator.BatchSize}, ") +
            Invariant($"at most {estimator.Epochs} epochs, seed {estimator.Seed}"));
        Console.Write(estimator.Model.Summary([1, estimator.FeatureCount]));
    }

    public override void Describe(Utf8JsonWriter json)
    {
        json.WriteString("model", "table");
        json.WriteString("estimator", estimator.GetType().Name);
        json.WriteString("target", encoder.Target);
        if (estimator is MlpClassifier classifier) json.Texts("classes", classifier.ClassNames);
        json.WriteStartArray("columns");
        foreach (EncodedColumn column in encoder.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("role", JsonNamingPolicy.CamelCase.ConvertName($"{column.Role}"));
            if (column.Role is ColumnRole.Category or ColumnRole.Boolean) json.Texts("categories", column.Categories);
            if (column.Role == ColumnRole.LeftOut) json.WriteString("reason", column.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.Texts("features", encoder.FeatureNames);
        json.Integers("hidden", estimator.HiddenSizes);
        json.WriteString("activation", $"{estimator.Activation}");
        json.Figure("learningRate", estimator.LearningRate);
        if (estimator.BatchSize is { } batch) json.WriteNumber("batch", batch);
        json.WriteNumber("epochs", estimator.Epochs);
        json.WriteNumber("networks", estimator.Models.Count);
        json.WriteNumber("seed", estimator.Seed);
    }

    /// <summary>Shows what is predicted from which columns.</summary>
    public static void DescribeColumns(MlpEstimator estimator)
    {
        TableEncoder encoder = estimator.Encoder!;
        int features = encoder.FeatureNames.Count;
        string kind = encoder.TargetKind == TargetKind.Classes ? $"{encoder.ClassNames.Count} classes" : "numbers";
        Console.WriteLine(
            Invariant($"'{OneLine.Of(encoder.Target)}' ({kind}) from {features} {Noun.Of(features, "feature")}: ") +
            OneLine.List(encoder.FeatureNames));
        foreach (EncodedColumn column in encoder.Columns.Where(column => column.Role == ColumnRole.LeftOut))
            Console.WriteLine(OneLine.Of($"left out: '{column.Name}', because {column.Reason}"));
    }

    private Table Predict(Table table, DataSource part, NewValues found)
    {
        found.Add(table, part.FirstRow);
        return estimator is MlpClassifier classifier
            ? Classes(classifier, table, part.FirstRow) : Numbers((MlpRegressor)estimator, table, part.FirstRow);
    }

    private Evaluation Evaluate(string name, Table table, string heading)
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
        }
        else result = ((MlpRegressor)estimator).Evaluate(table, Regression.Metrics);
        return new Evaluation(name, table.Count, heading, result.Metrics, confusion);
    }

    private Table Read(DataSource source)
    {
        if (!source.IsTable)
            throw new InvalidDataException($"{path}: the model reads tables: expected --csv or --irises, got {source.Option}.");

        // A category such as 01 is no number here if it was none in training.
        IEnumerable<string> categories =
            encoder.Columns.Where(column => column.Role is ColumnRole.Category or ColumnRole.Boolean or ColumnRole.Date)
                .Select(column => column.Name);
        Table table;
        try
        {
            table = TableFile.Read(source, categories);
        }
        catch (InvalidDataException)
        {
            // Of columns that are not there all are named, whatever they hold.
            CheckColumns(source.Name, TableFile.Read(source));
            throw;
        }
        CheckColumns(source.Name, table);
        return table.Count > 0 ? table : throw new InvalidDataException($"{source.Name}: expected rows to predict, got none.");
    }

    /// <summary>Refuses a table without columns that the model has learned from, naming all of them, and those that are likely to be meant.
    /// </summary>
    private void CheckColumns(string name, Table table)
    {
        string[] missing =
            [.. encoder.Columns.Where(column => column.Role != ColumnRole.LeftOut && !table.TryGetColumn(column.Name, out _))
                .Select(column => column.Name)];
        if (missing.Length == 0) return;
        string[] others =
            [.. table.Columns.Select(column => column.Name).Where(given => !encoder.Columns.Any(known => known.Name == given))];
        string? misspelt = missing.Select(column => DidYouMean.Text(column, others)).FirstOrDefault(text => text.Length > 0);
        try
        {
            UserData.Use(name, () => encoder.EncodeInputs<float>(table.Select([])));
        }
        catch (InvalidDataException error) when (misspelt is not null)
        {
            throw new InvalidDataException(error.Message + misspelt, error);
        }
    }

    /// <summary>The rows of which a prediction is one, some at a time, each at the place that it has by its number. Products of matrices
    /// round otherwise for other numbers of rows; so it is for each row as if it came with any others.</summary>
    private static IEnumerable<(Table Rows, int First, int Count)> Groups(Table table, int firstRow)
    {
        int[] rows = new int[Together];
        for (int start = -(firstRow % Together); start < table.Count; start += Together)
        {
            for (int i = 0; i < Together; i++) rows[i] = Math.Clamp(start + i, 0, table.Count - 1);
            int first = Math.Max(0, -start);
            yield return (table.Select(rows), first, Math.Min(Together, table.Count - start) - first);
        }
    }

    private static Table Classes(MlpClassifier classifier, Table table, int firstRow)
    {
        string target = classifier.Encoder!.Target;
        List<string> predicted = [];
        List<float> probabilities = [];
        int classes = classifier.ClassNames.Count;
        foreach ((Table rows, int first, int count) in Groups(table, firstRow))
        {
            predicted.AddRange(classifier.PredictClassNames(rows).Skip(first).Take(count));
            probabilities.AddRange(classifier.PredictProbabilities(rows).Span.Slice(first * classes, count * classes));
        }
        return ClassPredictions.ToTable(
            target, new TextColumn(target, predicted.ToArray()), classifier.ClassNames,
            Tensor.Create<float>([.. probabilities], [table.Count, classes]));
    }

    private static Table Numbers(MlpRegressor regressor, Table table, int firstRow)
    {
        IReadOnlyList<string> targets = regressor.TargetNames;
        List<double>[] predicted = [.. targets.Select(_ => new List<double>())];
        foreach ((Table rows, int first, int count) in Groups(table, firstRow))
        {
            float[] numbers = regressor.Predict(rows).ToArray();
            for (int place = first * targets.Count; place < (first + count) * targets.Count; place++)
                predicted[place % targets.Count].Add(Shortest(numbers[place]));
        }
        return new Table([.. targets.Select((name, output) => new NumberColumn(name, predicted[output].ToArray()))]);
    }

    /// <summary>The number with the fewest digits of those that single precision takes for this one.</summary>
    private static double Shortest(float number) =>
        double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
