using System.Globalization;
using System.Text.Json;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Onnx;
using MiniGrad.Search;
using MiniGrad.Training;
using MiniGrad.Visualization;
using static System.FormattableString;

namespace MiniGrad.Cli;

/// <summary>Learns a column of a table from the others: what classes and numbers have in common.</summary>
internal abstract class TableLearner(LearningTable table, TrainOptions options) : Learner(options)
{
    // The epochs without a better training loss after which training ends.
    private const int UsualPatience = 10;
    private const int MostLines = 20;

    // More rows would change the figures of columns little, and take long.
    private const int ExplainedRows = 2000;
    private const int ShownDependences = 3;

    private IReadOnlyList<(string Metric, double Model, double Baseline)> scores = [];
    private bool isFitted;

    public override string Evaluated => "validation";

    public override int LineEvery => (Options.Epochs + MostLines - 1) / MostLines;

    public override TrainingHistory? History => isFitted ? Estimator.History : null;

    protected LearningTable Data => table;

    protected abstract MlpEstimator Estimator { get; }

    /// <summary>What is known without having learned, and is to be beaten.</summary>
    protected abstract string Baseline { get; }

    /// <summary>Reads the table.</summary>
    /// <exception cref="IOException">The file is not there, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or there is nothing to be learned from it.</exception>
    public static TableLearner Open(TrainOptions options)
    {
        LearningTable table = LearningTable.Read(options);
        if (table.Kind == TargetKind.Classes) return new Classification(table, options);
        return options.MinimumAccuracy is null
            ? new Regression(table, options)
            : throw new InvalidDataException(
                $"--minimum-accuracy: expected classes to be predicted, got numbers in '{OneLine.Of(table.Target)}'.");
    }

    public override void Begin(IReadOnlyList<TrainingCallback> callbacks)
    {
        Create(callbacks);
        string rows = Invariant($"{table.Training.Count} {Noun.Of(table.Training.Count, "row")} to learn from");
        Console.WriteLine(
            Invariant($"{table.Name}: {rows}, {table.Test.Count} held out") + WithoutTarget(table.WithoutTarget, table.Target));
    }

    public override void Fit(CancellationToken stop)
    {
        try
        {
            UserData.Use(table.Name, () => Learn(stop));
            isFitted = true;
        }
        catch (InvalidOperationException error)
        {
            throw new NotFiniteNumberException(error.Message, error);
        }
    }

    public override void Evaluate() => scores = UserData.Use(table.Name, Score);

    public override TrainingReport Report()
    {
        PermutationImportance? importance = UserData.Use(table.Name, () => Importance(Some(table.Test)));
        (string, string) unused = ("rows without a target, not used", Invariant($"{table.WithoutTarget:N0}"));
        IReadOnlyCollection<string> texts = Options.Source.Format.TextColumns;
        return new TrainingReport($"{table.Target} of {Path.GetFileName(table.Name)}")
        {
            Figures =
            [
                .. scores.SelectMany(score => new[]
                {
                    ($"held-out {score.Metric}", Text(score.Model)), ($"{score.Metric} of the baseline", Text(score.Baseline)),
                }),
            ],
            Configuration =
            [
                ("data", table.Name), ("target", $"{table.Target} ({Kind})"),
                ("rows to learn from", Invariant($"{table.Training.Count:N0}")),
                ("rows held out", Invariant($"{table.Test.Count:N0}")), .. Where(table.WithoutTarget > 0, unused),
                ("baseline", Baseline), ("epochs", $"{Options.Epochs}"),
                .. Options.Settings, ("early stopping", Options.Patience is { } patience ? $"after {patience} epochs" : "no"),
                .. Where(texts.Count > 0, ("read as text", OneLine.List(texts))),
            ],
            Summary = ModelSummary.Of(Estimator.Model, [1, Estimator.FeatureCount]),
            History = History,
            Confusion = Confusion(),
            Curves = Curves(),
            Importance = importance,
            Dependences =
            [
                .. (importance?.Ranked ?? []).Where(column => column.Mean > 0 && CanDepend(column.Name)).Take(ShownDependences)
                    .Select(column => UserData.Use(table.Name, () => Dependence(Some(table.Test), column.Name))),
            ],
            Flow = Flow(),
            Mistakes = Mistakes(),
        };
    }

    public override void Save(string path) => Estimator.Save(path);

    public override void Export(string path)
    {
        if (Estimator is MlpClassifier classifier) OnnxFile.Save(classifier, path);
        else OnnxFile.Save((MlpRegressor)Estimator, path);
    }

    public override void WriteData(Utf8JsonWriter json)
    {
        json.WriteString("target", table.Target);
        json.WriteString("kind", Kind);
        json.WriteNumber("trainingRows", table.Training.Count);
        json.WriteNumber("testRows", table.Test.Count);
    }

    public override void WriteEpochs(Utf8JsonWriter json, RunningEpoch? running)
    {
        foreach (EpochResult epoch in History!.Epochs)
        {
            json.WriteStartObject();
            json.WriteNumber("epoch", epoch.Epoch);
            json.Figure("trainingLoss", epoch.TrainingLoss);
            if (epoch.Validation is { } validation) json.Figure("validationLoss", validation.Loss);
            json.Figure("seconds", epoch.Duration.TotalSeconds);
            json.WriteEndObject();
        }
    }

    public override void WriteResult(Utf8JsonWriter json)
    {
        json.WriteStartObject("scores");
        foreach ((string metric, double model, double baseline) in scores)
        {
            json.WriteStartObject(metric);
            json.Figure("model", model);
            json.Figure("baseline", baseline);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    public override void ShowResult()
    {
        TableModel.DescribeColumns(Estimator);
        if (Confusion() is { } confusion) Console.Write(confusion);
        Console.WriteLine($"{"rows held out",-16} {"model",12} {"baseline",12}    baseline: {Baseline}");
        foreach ((string metric, double model, double baseline) in scores)
            Console.WriteLine($"{metric,-16} {Text(model),12} {Text(baseline),12}");
    }

    /// <summary>A figure of any size, in eleven or twelve characters at most: <c>-1.2346E+05</c>.</summary>
    public static string Text(double figure) => figure.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>Words for rows that are not used; empty if there are none.</summary>
    public static string WithoutTarget(int count, string target) =>
        count > 0 ? Invariant($", {count} not used, without a '{OneLine.Of(target)}'") : "";

    /// <summary>Makes the estimator.</summary>
    protected abstract void Create(IReadOnlyList<TrainingCallback> callbacks);

    /// <summary>Has the estimator learn.</summary>
    protected abstract TrainingHistory Learn(CancellationToken stop);

    /// <summary>How good the model is on the rows held out, and how good the baseline.</summary>
    protected abstract IReadOnlyList<(string Metric, double Model, double Baseline)> Score();

    /// <summary>Which classes are taken for which, of the rows held out; null where numbers are predicted.</summary>
    protected virtual ConfusionMatrix? Confusion() => null;

    /// <summary>How well classes are told apart, of the rows held out; null where numbers are predicted.</summary>
    protected virtual ClassifierCurves? Curves() => null;

    /// <summary>How much the score of rows needs each column; null where they are too few for a score.</summary>
    protected abstract PermutationImportance? Importance(Table rows);

    /// <summary>What is predicted on average by the values of a column.</summary>
    protected abstract PartialDependence Dependence(Table rows, string column);

    /// <summary>The rows held out that are predicted most wrongly; null where numbers are predicted.</summary>
    protected virtual WorstMistakes? Mistakes() => null;

    /// <summary>How gradients flow through the network.</summary>
    protected abstract GradientFlow Flow();

    /// <summary>The first of the rows to learn from.</summary>
    protected Table Sample() => table.Training.Select([.. Enumerable.Range(0, Math.Min(MeasuredSamples, table.Training.Count))]);

    /// <summary>An estimator with the settings that were asked for.</summary>
    protected TEstimator NewEstimator<TEstimator>(IReadOnlyList<TrainingCallback> callbacks) where TEstimator : MlpEstimator, new() => new()
    {
        HiddenSizes = Options.Hidden,
        Activation = Options.Activation,
        Epochs = Options.Epochs,
        BatchSize = Options.BatchSize,
        LearningRate = Options.LearningRate,
        Seed = unchecked((ulong)Options.Seed),
        StopsEarly = Options.Patience is not null,
        Patience = Options.Patience ?? UsualPatience,
        Callbacks = callbacks,
        KeepsInterrupted = true,
    };

    private static Table Some(Table rows) =>
        rows.Count <= ExplainedRows ? rows : rows.Select([.. Enumerable.Range(0, ExplainedRows)]);

    private bool CanDepend(string column) =>
        Estimator.Encoder!.Columns.First(own => own.Name == column).Role is not (ColumnRole.LeftOut or ColumnRole.Date)
        && Some(table.Test)[column] is var values && values.MissingCount < values.Count;

    private static (string, string)[] Where(bool isShown, (string, string) row) => isShown ? [row] : [];

    private string Kind => table.Kind == TargetKind.Classes ? "classes" : "numbers";
}
