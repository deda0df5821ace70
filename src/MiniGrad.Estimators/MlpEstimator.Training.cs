using MiniGrad.Data;
using MiniGrad.Initializers;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Training;

namespace MiniGrad.Estimators;

// Fitting.
public abstract partial class MlpEstimator
{
    // Of the seed's streams the trainer takes the first for the epochs and the last for the layers.
    private const ulong WeightStream = 1UL << 62;
    private const ulong HoldOutStream = 1UL << 63;

    /// <summary>The networks, which have not learned yet, or with <see cref="StartsWarm"/> what the last fit left.</summary>
    /// <exception cref="ArgumentException">The networks of the last fit are of other sizes.</exception>
    private protected Ensemble<float> CreateModels(int features, int outputs)
    {
        Mlp<float>[] models = [.. MemberSeeds.Select(seed => new Mlp<float>(
            [features, .. HiddenSizes, outputs], Activation, new XoshiroRandom(seed, WeightStream), Dropout, Initializer.GlorotUniform))];
        if (StartsWarm && fitted is { } last) CopyWeights(last.Models, models);
        return new(models);
    }

    /// <exception cref="ArgumentException">They are of other sizes.</exception>
    private protected void CopyWeights(IReadOnlyList<Mlp<float>> from, IReadOnlyList<Mlp<float>> to)
    {
        if (from.Count != to.Count || from[0].Parameters.Count != to[0].Parameters.Count
            || from[0].Parameters.Zip(to[0].Parameters).Any(pair => pair.First.Shape != pair.Second.Shape))
        {
            throw new ArgumentException(
                $"{Name}: expected networks as those of the last fit, {Sizes(from)}, to go on with, got {Sizes(to)}: the samples have " +
                $"other " +
                $"features or classes, or {nameof(StartsWarm)} is not wanted.");
        }
        for (int i = 0; i < from.Count; i++)
            foreach ((Parameter<float> one, Parameter<float> other) in from[i].Parameters.Zip(to[i].Parameters)) other.Assign(one);

        static string Sizes(IReadOnlyList<Mlp<float>> models)
        {
            IEnumerable<int> sizes = models[0].Parameters.Where(parameter => parameter.Shape.Rank == 2).Select(weight => weight.Shape[1]);
            string count = models.Count == 1 ? "" : Invariant($"{models.Count} of ");
            return $"{count}{models[0].Parameters[0].Shape[0]}-{string.Join('-', sizes)}";
        }
    }

    /// <summary>What scales the inputs of samples to learn from, or null where they are left as they are.</summary>
    private protected FeatureScaler<float>? InputScaler(Tensor<float> inputs) =>
        InputScaling == Scaling.None ? null : FeatureScaler.Fit(inputs, InputScaling);

    /// <summary>The loss of a batch, or null for the cross-entropy of labels.</summary>
    private protected virtual Func<Tensor<float>, Batch<float>, Tensor<float>>? LossOfSamples => null;

    /// <summary>Finds how rows of a table become features.</summary>
    private protected TableEncoder FitEncoder(Table table, string target, TableEncoderOptions? encoding, TargetKind kind)
    {
        CheckNotWeights(target);
        return TableEncoder.Fit(table, target, EncodingOf(encoding, kind));
    }

    /// <exception cref="ArgumentException">One is the column of weights.</exception>
    private protected void CheckNotWeights(params IReadOnlyList<string> targets)
    {
        if (WeightColumn is not null && targets.Contains(WeightColumn))
        {
            throw new ArgumentException(
                $"{Name}: the column '{WeightColumn}' is to be predicted: expected another {nameof(WeightColumn)}.");
        }
    }

    private protected TableEncoderOptions EncodingOf(TableEncoderOptions? encoding, TargetKind kind)
    {
        encoding ??= new TableEncoderOptions();
        return encoding with { Scaling = InputScaling, TargetKind = kind, Roles = WithoutFeatures(encoding.Roles, WeightColumn) };
    }

    /// <summary>Roles by which columns that are there for something else are no features.</summary>
    private protected static IReadOnlyDictionary<string, ColumnRole> WithoutFeatures(
        IReadOnlyDictionary<string, ColumnRole> roles, params ReadOnlySpan<string?> columns)
    {
        Dictionary<string, ColumnRole> all = new(roles);
        foreach (string? column in columns)
            if (column is not null) all[column] = ColumnRole.LeftOut;
        return all;
    }

    /// <summary>How much each row of a table counts, or null where all count the same.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="isRequired">Whether the column has to be there.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="TableRowException">A weight is missing, or no finite number of at least 0.</exception>
    private protected Tensor<float>? WeightsOf(Table table, bool isRequired = true)
    {
        if (WeightColumn is null || (!isRequired && !table.TryGetColumn(WeightColumn, out _))) return null;
        TableColumn column = table[WeightColumn];
        return TableRowException.Locate(table, () =>
        {
            float[] weights = new float[table.Count];
            for (int row = 0; row < weights.Length; row++)
            {
                double weight = column is NumberColumn numbers && !column.IsMissing(row) ? numbers[row] : double.NaN;
                weights[row] = (float)weight;
                if (!(weight >= 0 && float.IsFinite(weights[row])))
                {
                    throw new TableRowException(
                        WeightColumn, row, $"expected a weight, a finite number of at least 0, got '{column.TextAt(row) ?? "nothing"}'.");
                }
            }
            return new Tensor<float>(weights, [weights.Length]);
        });
    }

    /// <summary>Encodes the rows held out, in which an unknown category is no mistake.</summary>
    private protected TableEncoder FitHeldOutEncoder(Table learned, string target, TableEncoderOptions? encoding, TargetKind kind) =>
        FitEncoder(learned, target, (encoding ?? new TableEncoderOptions()) with { RefuseUnknownCategories = false }, kind);

    /// <summary>The places of the samples to learn from and of those that are held out, or null where all are learned from.</summary>
    /// <param name="labels">The class of each sample. Each part has its share of a class, and at least one sample is learned from.</param>
    /// <exception cref="ArgumentException">The samples are too few.</exception>
    private protected (int[] Training, int[] HeldOut)? HoldOut(ReadOnlySpan<int> labels)
    {
        if (!StopsEarly) return null;
        int[] classes = labels.ToArray(), all = [.. Enumerable.Range(0, classes.Length)];
        Dictionary<int, int> counts = classes.CountBy(label => label).ToDictionary();
        int[] alone = [.. all.Where(place => counts[classes[place]] == 1)], others = [.. all.Where(place => counts[classes[place]] > 1)];
        int[][] parts = Partition.SplitStratified(
            Array.ConvertAll(others, place => classes[place]), [1 - ValidationShare, ValidationShare], new XoshiroRandom(
                Seed, HoldOutStream));
        List<int> training = [.. alone, .. parts[0].Select(part => others[part])], heldOut = [];
        HashSet<int> learned = [.. training.Select(place => classes[place])];
        foreach (int place in parts[1].Select(part => others[part])) (learned.Add(classes[place]) ? training : heldOut).Add(place);
        return training.Count > 0 && heldOut.Count > 0 ? ([.. training], [.. heldOut]) : throw new ArgumentException(
            Invariant($"{Name}: early stopping holds out a share of {ValidationShare} of {all.Length} samples; expected at least one ") +
            Invariant($"to learn from and one to watch, got {training.Count} and {heldOut.Count}."));
    }

    /// <summary>Trains the networks of <paramref name="start"/> and has them predict from then on.</summary>
    /// <param name="start">The networks, and what goes around them.</param>
    /// <param name="training">What to learn from, scaled.</param>
    /// <param name="validation">What was held out, scaled; null without early stopping.</param>
    /// <param name="penaltyFactor">How many times as large the loss is as scikit-learn's.</param>
    /// <param name="classWeights">How much each class counts, or null.</param>
    /// <param name="cancellation">Interrupts training.</param>
    /// <exception cref="InvalidOperationException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    private protected TrainingHistory Learn(
        FittedMlp start, IDataset<float> training, IDataset<float>? validation, double penaltyFactor, IReadOnlyList<double>? classWeights,
        CancellationToken cancellation)
    {
        TrainingHistory[] histories = MemberWorkers.Run(
            start.Models.Count, Workers, m => Learn(start, m, training, validation, penaltyFactor, classWeights, cancellation),
            KeepsInterrupted ? CancellationToken.None : cancellation);
        fitted = start with { Histories = Array.AsReadOnly(histories) };
        return histories[0];
    }

    private TrainingHistory Learn(
        FittedMlp start, int member, IDataset<float> training, IDataset<float>? validation, double penaltyFactor,
        IReadOnlyList<double>? classWeights, CancellationToken cancellation)
    {
        Mlp<float> model = start.Models[member];
        int batchSize = BatchSizeFor(training.Count);
        Adam<float> optimizer = CreateOptimizer(model, penaltyFactor, batchSize);
        Trainer<float> trainer = new(model, optimizer, training, validation, LossOfSamples)
        {
            BatchSize = batchSize,
            Seed = MemberSeeds[member],
            ClassWeights = classWeights,
            EarlyStopping = StopsEarly ? new EarlyStopping(Patience, Tolerance) : null,
            StoppingRule = StopsEarly ? null : Stop.AfterNoImprovement(Patience, Tolerance),
            Callbacks = member == 0 ? Callbacks : [],
        };
        TrainingHistory history;
        try
        {
            history = trainer.Fit(Epochs, cancellation);
        }
        catch (OperationCanceledException) when (KeepsInterrupted && trainer.History.Epochs.Count > 0)
        {
            history = trainer.History;
        }
        CheckConverged(history, member, start.Models.Count);
        return history;
    }

    private protected int BatchSizeFor(long samples) => (int)Math.Min(BatchSize ?? LargestUsualBatch, samples);

    private Adam<float> CreateOptimizer(Mlp<float> model, double penaltyFactor, int batchSize)
    {
        Adam<float> optimizer = new(model.Parameters, LearningRate, weightDecay: penaltyFactor * L2Penalty / batchSize);
        optimizer.Add(new ParameterGroup<float>([.. model.Parameters.Where(parameter => parameter.Shape.Rank == 1)]) { WeightDecay = 0 });
        return optimizer;
    }

    /// <exception cref="InvalidOperationException">The loss became NaN or infinite.</exception>
    private void CheckConverged(TrainingHistory history, int member, int members)
    {
        if (history.Reason is not { Kind: StopKind.Diverged } reason) return;
        string which = members == 1 ? "" : Invariant($"member {member} ");
        throw new InvalidOperationException(
            Invariant($"{Name}: {which}{reason.Sentence}. A learning rate below {LearningRate} may help."));
    }
}
