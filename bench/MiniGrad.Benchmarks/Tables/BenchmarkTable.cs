using System.Diagnostics;
using MiniGrad.Data;
using MiniGrad.Estimators;

namespace MiniGrad.Benchmarks.Tables;

/// <summary>One of the peer's tables, as tensors, with the fold that each row is tested in.</summary>
internal sealed class BenchmarkTable
{
    /// <summary>The number of folds.</summary>
    public const int Folds = 5;

    /// <summary>Those that come with scikit-learn, and whether numbers are to be learned rather than classes.</summary>
    public static IReadOnlyList<(string Name, bool IsRegression)> All { get; } =
        [("breast-cancer", false), ("wine", false), ("digits", false), ("diabetes", true)];

    private readonly Tensor<float> inputs;
    private readonly float[] targets;
    private readonly int[] folds;

    public BenchmarkTable(string folder, string name, bool isRegression)
    {
        Name = name;
        IsRegression = isRegression;
        Table table = CsvTable.Read(Path.Combine(folder, $"{name}.csv"));
        NumberColumn[] features = [.. table.Columns.SkipLast(2).Cast<NumberColumn>()];
        inputs = Tensor.Create<float>([.. Enumerable.Range(0, table.Count)
            .SelectMany(row => features.Select(column => (float)column[row]))], [table.Count, features.Length]);
        targets = Array.ConvertAll(((NumberColumn)table["target"]).ToArray(), number => (float)number);
        folds = Array.ConvertAll(((NumberColumn)table["fold"]).ToArray(), number => (int)number);
    }

    public string Name { get; }

    public bool IsRegression { get; }

    public Shape Shape => inputs.Shape;

    /// <summary>Learns from the rows of all folds but one, and is tested on those of that one.</summary>
    public Fit Fit(int fold, int seed, FitSettings settings)
    {
        int[] learned = [.. Enumerable.Range(0, folds.Length).Where(row => folds[row] != fold)], tested =
            [.. Enumerable.Range(0, folds.Length).Where(row => folds[row] == fold)];
        if (IsRegression)
        {
            Dataset<float> all = new(inputs, Tensor.Create<float>(targets, [targets.Length])), training = all.Select(learned);
            MlpRegressor regressor = new()
            {
                HiddenSizes = settings.Hidden,
                Epochs = settings.Epochs,
                BatchSize = settings.Batch,
                LearningRate = settings.LearningRate,
                L2Penalty = settings.Alpha,
                Patience = settings.Epochs,
                Seed = (ulong)seed,
            };
            double seconds = Time(() => regressor.Fit(training));
            return new Fit(regressor.Score(all.Select(tested)), seconds);
        }
        else
        {
            Dataset<float> all = new(inputs, Array.ConvertAll(targets, target => (int)target)), training = all.Select(learned);
            MlpClassifier classifier = new()
            {
                HiddenSizes = settings.Hidden,
                Epochs = settings.Epochs,
                BatchSize = settings.Batch,
                LearningRate = settings.LearningRate,
                L2Penalty = settings.Alpha,
                Patience = settings.Epochs,
                Seed = (ulong)seed,
            };
            double seconds = Time(() => classifier.Fit(training));
            return new Fit(classifier.Score(all.Select(tested)), seconds);
        }
    }

    private static double Time(Action fit)
    {
        long start = Stopwatch.GetTimestamp();
        fit();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
