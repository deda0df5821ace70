using MiniGrad.Serialization;

namespace MiniGrad.Training;

/// <summary>What early stopping remembers from one measure to the next, besides the best weights.</summary>
/// <param name="Best">The best measure so far; null before the first that is finite.</param>
/// <param name="BadCount">How many measures in a row were not better than the reference by the minimum change.</param>
/// <param name="Reference">What a measure must be better than to renew the patience.</param>
internal sealed record EarlyStoppingState(double? Best, int BadCount, double? Reference);

/// <summary>How the progress of a trainer is laid out in a checkpoint, beside the model and the optimizer.</summary>
internal static class TrainerEntries
{
    private const string CountsName = "progress.counts", SumsName = "progress.sums", TimesName = "progress.ticks";
    private const string EpochsName = "history.epochs", LossesName = "history.step_losses", PendingName = "history.pending_losses";
    private const string StoppingName = "early_stopping", PlateauName = "plateau", BestPrefix = "best.";
    private const string WarningPrefix = "warning.";
    private const int MostWarnings = 100;
    private const int EpochColumns = 7, TimeCount = 5;

    /// <summary>Adds it to a file, with the settings that it depends on.</summary>
    public static void Write<T>(SafetensorsBuilder builder, TrainerProgress<T> progress, Trainer<T> trainer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((string key, string value) in Settings(trainer)) builder.AddMetadata(key, value);
        foreach ((int i, string warning) in progress.Warnings.TakeLast(MostWarnings).Index())
            builder.AddMetadata(Invariant($"{WarningPrefix}{i}"), FileText.WithoutHalves(warning));
        builder.Add(CountsName, new long[] { progress.Counts.Steps, progress.Counts.InEpoch });
        builder.Add(SumsName, new double[] { progress.Sums.Loss, progress.Sums.Weight });
        builder.Add(TimesName, progress.Ticks);
        double[] rows = [.. progress.Epochs.SelectMany(Row)];
        builder.Add(EpochsName, rows, [progress.Epochs.Count, EpochColumns + trainer.Metrics.Count]);
        IReadOnlyList<(long Step, double Loss)> losses = progress.Losses.Points;
        builder.Add(LossesName, losses.SelectMany(point => new double[] { point.Step, point.Loss }).ToArray(), [losses.Count, 2]);
        builder.Add(PendingName, new double[] { progress.Losses.Stride, progress.Losses.PendingSum, progress.Losses.PendingCount });
        if (progress.EarlyStopping is { } stopping)
        {
            (double? bestMeasure, int badCount, double? reference) = stopping.State;
            builder.Add(StoppingName, new double[] { bestMeasure ?? double.NaN, badCount, reference ?? double.NaN });
            string[] names = [.. ValueNames(trainer)];
            for (int i = 0; i < names.Length; i++) builder.Add(BestPrefix + names[i], stopping.Best[i]);
        }
        if (progress.Plateau is { } plateau)
            builder.Add(PlateauName, new double[] { plateau.Best ?? double.NaN, plateau.BadCount, plateau.CooldownLeft });

        double[] Row(EpochResult epoch) =>
        [
            epoch.Step, epoch.TrainingLoss, epoch.Validation is not null ? 1 : epoch.EvaluatedTrainingLoss is not null ? 2 : 0,
            epoch.Validation?.Loss ?? epoch.EvaluatedTrainingLoss ?? 0, epoch.LearningRate, epoch.Duration.Ticks, epoch.IsBest ? 1 : 0,
            .. epoch.Validation?.Metrics.Select(metric => metric.Value) ?? new double[trainer.Metrics.Count],
        ];
    }

    /// <summary>Takes it out of a file.</summary>
    /// <exception cref="InvalidDataException">Something is missing or impossible, or was written with other settings.</exception>
    public static TrainerProgress<T> Read<T>(SafetensorsFile file, string path, Trainer<T> trainer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string[] others =
        [
            .. Settings(trainer)
                .Select(setting => (setting.Key, Own: setting.Value, Saved: file.Metadata.GetValueOrDefault(setting.Key)))
                .Where(setting => setting.Saved != setting.Own)
                .Select(setting => $"{setting.Key} is '{setting.Own}', of the checkpoint {
                    (setting.Saved is null ? "none" : $"'{setting.Saved}'")}"),
        ];
        if (others.Length > 0)
            throw new InvalidDataException($"{path}: the checkpoint is of a trainer with other settings: {string.Join("; ", others)}.");

        long[] counts = Numbers<long>(CountsName, 2), ticks = Numbers<long>(TimesName, TimeCount);
        double[] sums = Numbers<double>(SumsName, 2), pending = Numbers<double>(PendingName, 3);
        int columns = EpochColumns + trainer.Metrics.Count;
        double[][] rows = [.. Numbers<double>(EpochsName, null, columns).Chunk(columns)];
        (long, double)[] points = [.. Numbers<double>(LossesName, null, 2).Chunk(2).Select(point => ((long)point[0], point[1]))];
        Require(
            counts[0] >= 0 && counts[1] >= 0 && counts[1] <= trainer.StepsPerEpoch
                && counts[0] == rows.Length * (long)trainer.StepsPerEpoch + counts[1], CountsName);
        Require(ticks.All(time => time >= 0), TimesName);
        Require(
            pending[0] >= 1 && pending[0] <= long.MaxValue / 4 && double.IsPow2(pending[0]) && pending[2] >= 0 && pending[2] < pending[0]
                && points.Length <= LossCurve.MaxPoints, PendingName);
        Require(rows.All(row => row[5] is >= 0 and <= long.MaxValue / 2 && row[0] is >= 0 and <= long.MaxValue / 2), EpochsName);
        return new TrainerProgress<T>(
            (counts[0], counts[1]), (sums[0], sums[1]), ticks, [.. rows.Select(Epoch)], new LossCurve(
                points, (long)pending[0], pending[1], (int)pending[2], counts[0]),
            [.. ReadWarnings()], trainer.EarlyStopping is null ? null : ReadStopping(), trainer.Plateau is null ? null : ReadPlateau());

        TElement[] Numbers<TElement>(string name, int? count, int columns = 0) where TElement : unmanaged
        {
            if (file.Find(name) is not { } entry) throw new InvalidDataException($"{path}: '{name}' is missing.");
            bool fits = columns == 0
                ? entry.Shape.Rank == 1 && entry.Shape[0] == count
                : entry.Shape.Rank == 2 && entry.Shape[1] == columns;
            return fits
                ? file.ReadArray<TElement>(name)
                : throw new InvalidDataException($"{path}: '{name}' has the wrong shape {entry.Shape}.");
        }

        void Require(bool holds, string name)
        {
            if (!holds) throw new InvalidDataException($"{path}: '{name}' holds numbers that cannot be.");
        }

        EpochResult Epoch(double[] row, int place)
        {
            EvaluationResult? validation = row[2] != 1
                ? null
                : new(row[3], [.. trainer.Metrics.Select((metric, i) => (metric.Name, row[EpochColumns + i]))]);
            return new EpochResult(place + 1, (long)row[0], row[1], validation, row[4], new TimeSpan((long)row[5]), row[6] != 0)
            {
                EvaluatedTrainingLoss = row[2] == 2 ? row[3] : null,
            };
        }

        (EarlyStoppingState, Tensor<T>[]) ReadStopping()
        {
            double[] state = Numbers<double>(StoppingName, 3);
            Require(Count(state[1]) && !double.IsInfinity(state[0]) && !double.IsInfinity(state[2]), StoppingName);
            List<Tensor<T>> best = [];
            foreach ((string name, Parameter<T> own) in Values(trainer))
            {
                if (file.Find(BestPrefix + name)?.Shape != own.Shape)
                    throw new InvalidDataException($"{path}: '{BestPrefix}{name}' of shape {own.Shape} is missing.");
                best.Add(file.ReadTensor<T>(BestPrefix + name));
            }
            return (new EarlyStoppingState(Optional(state[0]), (int)state[1], Optional(state[2])), [.. best]);
        }

        PlateauState ReadPlateau()
        {
            double[] state = Numbers<double>(PlateauName, 3);
            Require(Count(state[1]) && Count(state[2]) && !double.IsInfinity(state[0]), PlateauName);
            return new PlateauState(Optional(state[0]), (int)state[1], (int)state[2]);
        }

        IEnumerable<string> ReadWarnings()
        {
            for (int i = 0; file.Metadata.TryGetValue(Invariant($"{WarningPrefix}{i}"), out string? warning); i++) yield return warning;
        }

        static double? Optional(double number) => double.IsNaN(number) ? null : number;

        static bool Count(double number) => number is >= 0 and <= int.MaxValue && double.IsInteger(number);
    }

    private static IEnumerable<(string Name, Parameter<T> Values)> Values<T>(Trainer<T> trainer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Checkpoint.Values(trainer.Model);

    private static IEnumerable<string> ValueNames<T>(Trainer<T> trainer) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Values(trainer).Select(entry => entry.Name);

    private static string PlateauSettings(PlateauReduction plateau) =>
        Invariant($"factor {plateau.Factor}, patience {plateau.Patience}, threshold {plateau.Threshold}") +
        Invariant($"{(plateau.HasAbsoluteThreshold ? " absolute" : "")}, cooldown {plateau.Cooldown}, ") +
        Invariant($"minimum rate {plateau.MinimumRate}");

    /// <summary>What a run cannot go on without bit for bit.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Settings<T>(Trainer<T> trainer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        new("seed", Invariant($"{trainer.Seed}")),
        new("samples", Invariant($"{trainer.SampleCount}")),
        new("data", trainer.DataFingerprint),
        new("validation", trainer.ValidationFingerprint),
        new("batch_size", Invariant($"{trainer.BatchSize}")),
        new("shuffle", trainer.Shuffles ? "yes" : "no"),
        new("drop_last", trainer.DropsLast ? "yes" : "no"),
        new("metrics", string.Join(", ", trainer.Metrics.Select(metric => metric.Name))),
        new("monitor", trainer.Monitor?.Name ?? "loss"),
        new("early_stopping", trainer.EarlyStopping is { } stopping
            ? Invariant($"patience {stopping.Patience}, minimum change {stopping.MinimumChange}") : "no"),
        new("plateau", trainer.Plateau is { } plateau ? PlateauSettings(plateau) : "no"),
        new("stopping_rule", trainer.StoppingRule is null ? "no" : "yes"),
        new("evaluation_weights", trainer.EvaluationWeights is null ? "no" : "yes"),
        new("class_weights", trainer.ClassWeights is { } weights
            ? string.Join(", ", weights.Select(weight => Invariant($"{weight}"))) : "no"),
    ];
}
