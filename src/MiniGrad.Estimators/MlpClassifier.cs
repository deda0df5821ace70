using System.Collections.ObjectModel;
using MiniGrad.Data;
using MiniGrad.Training;

namespace MiniGrad.Estimators;

/// <summary>Learns classes from the rows of a table or from tensors: a multi-layer perceptron with a logit for each class, trained on the
/// cross-entropy with Adam.</summary>
/// <remarks><inheritdoc cref="MlpEstimator" path="/remarks"/></remarks>
/// <example><code>
/// var classifier = new MlpClassifier { HiddenSizes = [64], Epochs = 100 };
/// classifier.Fit(trainingTable, target: "species");
/// double accuracy = classifier.Score(testTable);
/// </code></example>
public sealed partial class MlpClassifier : MlpEstimator
{
    /// <summary>An estimator with the default settings, which an object initializer changes.</summary>
    public MlpClassifier() { }

    /// <summary>Whether every class counts the same in training: <see cref="Training.ClassWeights.Balanced"/>. Default: false.</summary>
    public bool BalancesClasses { get; init; }

    /// <summary>How much the samples of a class count in training, by the name of the class, or after a fit on tensors by its label as
    /// text; 1 for a class that is not named. Default: none.</summary>
    /// <remarks>A fit refuses names of no class, and weights together with <see cref="BalancesClasses"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not finite.</exception>
    public IReadOnlyDictionary<string, double> ClassWeights
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach ((_, double weight) in value) Check(weight >= 0 && double.IsFinite(weight), "finite numbers of at least 0", weight);
            field = new Dictionary<string, double>(value, StringComparer.Ordinal).AsReadOnly();
        }
    }
    = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>The classes by their labels: their names in the table of the fit, or after a fit on tensors the labels as text.</summary>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    public IReadOnlyList<string> ClassNames => Fitted.ClassNames;

    /// <summary>Learns from tensors.</summary>
    /// <param name="inputs">Finite numbers, [samples, features].</param>
    /// <param name="labels">The class of each sample, [samples], from 0; there are as many classes as the largest label plus one.</param>
    /// <inheritdoc cref="Fit(Dataset{float}, CancellationToken)" path="/*[not(self::param)]"/>
    /// <param name="cancellation">Interrupts training; the estimator stays as it was.</param>
    public TrainingHistory Fit(Tensor<float> inputs, IndexTensor labels, CancellationToken cancellation = default) =>
        Fit(new Dataset<float>(inputs, labels), cancellation);

    /// <summary>Learns from a data set, whose weights, if it has any, say how much each sample counts.</summary>
    /// <param name="data">Inputs of finite numbers, [samples, features], and labels.</param>
    /// <param name="cancellation">Interrupts training; the estimator stays as it was.</param>
    /// <returns><see cref="MlpEstimator.History"/>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, a number is not finite, or there are too few classes or
    /// samples.</exception>
    /// <exception cref="InvalidOperationException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TrainingHistory Fit(Dataset<float> data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        FittedMlp.CheckInputs(Name, data.Inputs);
        if (data.Labels.Shape.Rank != 1)
            throw new ArgumentException($"{Name}: expected labels [samples], got {data.Labels.Shape}.", nameof(data));
        int classes = ClassCount(data.Labels);
        Dataset<float>? heldOut = null;
        if (HoldOut(data.Labels.Span) is var (learned, watched)) (data, heldOut) = (data.Select(learned), data.Select(watched));
        FittedMlp start = new(Name, CreateModels(data.Inputs.Shape[1], classes), null, InputScaler(data.Inputs));
        return Learn(start, start.WithScaledInputs(data), heldOut is null ? null : start.WithScaledInputs(heldOut), cancellation);
    }

    /// <summary>Learns from a table. <see cref="TableEncoder"/> finds from the rows to learn from how columns become features.</summary>
    /// <param name="table">Rows of numbers and text, of which values may be missing but for the target.</param>
    /// <param name="target">The name of the column with the classes, text or whole numbers.</param>
    /// <param name="encoding">How columns become features; its <see cref="TableEncoderOptions.Scaling"/> and
    /// <see cref="TableEncoderOptions.TargetKind"/> are overruled by <see cref="MlpEstimator.InputScaling"/> and by what a classifier
    /// learns. Default: as <see cref="TableEncoderOptions"/> has it.</param>
    /// <param name="cancellation">Interrupts training; the estimator stays as it was.</param>
    /// <returns><see cref="MlpEstimator.History"/>.</returns>
    /// <exception cref="ArgumentException">As for <see cref="TableEncoder.Fit(Table, string, TableEncoderOptions?)"/>; the target is a
    /// number with a fraction, which <see cref="MlpRegressor"/> learns; or the rows are too few to hold some out.</exception>
    /// <exception cref="InvalidOperationException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TrainingHistory Fit(Table table, string target, TableEncoderOptions? encoding = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table[target] is NumberColumn numbers) RefuseAmounts(numbers);
        TableEncoder encoder = FitEncoder(table, target, encoding, TargetKind.Classes);
        Dataset<float>? heldOut = null;
        if (HoldOut(encoder.EncodeLabels(table).Span) is var (learned, watched))
        {
            Table apart = table.Select(watched);
            table = table.Select(learned);
            encoder = FitEncoder(table, target, encoding, TargetKind.Classes);
            heldOut = Encoded(FitHeldOutEncoder(table, target, encoding, TargetKind.Classes), apart);
        }
        FittedMlp start = new(Name, CreateModels(encoder.FeatureNames.Count, encoder.ClassNames.Count), encoder, null);
        return Learn(start, Encoded(encoder, table), heldOut, cancellation);
    }

    private Dataset<float> Encoded(TableEncoder encoder, Table rows) =>
        new(encoder.EncodeInputs<float>(rows), encoder.EncodeLabels(rows), WeightsOf(rows));

    /// <exception cref="ArgumentException">There is a fraction among the numbers.</exception>
    private void RefuseAmounts(NumberColumn target)
    {
        double[] fractions = [.. target.ToArray().Where(number => double.IsFinite(number) && !double.IsInteger(number))];
        if (fractions.Length == 0) return;
        throw Amounts(target.Name, Invariant($"{fractions[0]}"));
    }

    private ArgumentException Amounts(string target, string fraction) => new(
        $"{Name}: the target '{target}' holds numbers with fractions, such as {fraction}, which are amounts and not classes: " +
        "use MlpRegressor, or read the column as text (CsvOptions.TextColumns) if its numbers are names.");

    /// <summary>The number of classes that there are labels for.</summary>
    /// <exception cref="ArgumentException">All samples have the same, or there are none.</exception>
    private int ClassCount(IndexTensor labels)
    {
        if (labels.ElementCount == 0) throw new ArgumentException($"{Name}: expected samples to learn from, got none.");
        int smallest = labels.Min(), largest = labels.Max();
        return smallest < largest
            ? largest + 1
            : throw new ArgumentException(Invariant($"{Name}: expected labels of at least two classes, got {largest} for every sample."));
    }

    private TrainingHistory Learn(FittedMlp start, Dataset<float> training, Dataset<float>? heldOut, CancellationToken cancellation) =>
        Learn(
        start, training, heldOut, penaltyFactor: 1,
        WeightsOfClasses(start, () => Training.ClassWeights.Balanced(training.Labels, start.OutputCount, training.Weights)), cancellation);

    /// <summary>How much each class counts, or null where all count the same.</summary>
    /// <exception cref="ArgumentException">There is no such class, or the weights are given twice.</exception>
    private IReadOnlyList<double>? WeightsOfClasses(FittedMlp start, Func<IReadOnlyList<double>> balanced)
    {
        if (ClassWeights.Count == 0) return BalancesClasses ? balanced() : null;
        if (BalancesClasses)
            throw new ArgumentException($"{Name}: expected {nameof(ClassWeights)} or {nameof(BalancesClasses)}, got both.");
        IReadOnlyList<string> names = start.ClassNames;
        if (ClassWeights.Keys.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
        {
            throw new ArgumentException(
                $"{Name}: there is no class '{unknown}' for {nameof(ClassWeights)}; there are {NameList.Of(names)}.");
        }
        double[] weights = [.. names.Select(name => ClassWeights.GetValueOrDefault(name, 1))];
        return Array.Exists(weights, weight => weight > 0)
            ? weights : throw new ArgumentException($"{Name}: expected a class that counts, got {nameof(ClassWeights)} of 0 for all.");
    }
}
