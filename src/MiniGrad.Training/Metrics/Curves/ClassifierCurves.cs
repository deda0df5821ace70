using System.Globalization;

namespace MiniGrad.Training;

/// <summary>The curves of a classifier on some samples: of two classes those of class 1, of more those of each class against the
/// rest.</summary>
/// <example><code>
/// Predictor&lt;float&gt; predictor = new(model);
/// ClassifierCurves curves = ClassifierCurves.Of(predictor.Predict(validation.Inputs), validation.Labels);
/// foreach (ClassCurves one in curves.Classes) Console.WriteLine($"{one.Name}: {one.Roc?.Area}");
/// </code></example>
public sealed class ClassifierCurves
{
    private ClassifierCurves(IReadOnlyList<ClassCurves> classes, int classCount) => (Classes, ClassCount) = (classes, classCount);

    /// <summary>The curves of class 1 of two, or of each class.</summary>
    public IReadOnlyList<ClassCurves> Classes { get; }

    /// <summary>The number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>The curves of some outputs.</summary>
    /// <remarks>Samples are ranked by the logarithm of a class's odds, as <see cref="Metric.RocAuc"/> does; thresholds are its
    /// probabilities, of which neighbours may be rounded to the same.</remarks>
    /// <param name="outputs">Logits, or logarithms of probabilities, [samples, classes]; or those of a binary classifier, [samples, 1] or
    /// [samples].</param>
    /// <param name="labels">The right classes, [samples].</param>
    /// <param name="classNames">The names of the classes. Default: their numbers.</param>
    /// <param name="weights">How much each sample counts, at least 0, [samples]. Default: 1 each.</param>
    /// <param name="bins">The number of bins of the calibration curves, at least 1. Default: 10.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, there are no samples or only such of weight 0, not as many
    /// names as classes, or a row has no probabilities: its largest output is not finite, or there is NaN in it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not the number of a class, or there is no bin.</exception>
    public static ClassifierCurves Of<T>(
        Tensor<T> outputs, IndexTensor labels, IReadOnlyList<string>? classNames = null, Tensor<T>? weights = null,
        int bins = CalibrationCurve.UsualBins)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Guard.AtLeast(bins, 1, nameof(ClassifierCurves), "the number of bins");
        MetricBatch batch = new BatchWorkspace().Read(outputs, labels, weights);
        batch.NameReader(nameof(ClassifierCurves));
        double[] counts = ScoredSamples.ReadWeights(nameof(ClassifierCurves), weights, batch.Count);
        int classCount = batch.ClassCount;
        if (classNames is not null && classNames.Count != classCount)
        {
            throw new ArgumentException(
                Invariant($"ClassifierCurves: expected {classCount} names of classes, got {classNames.Count}."), nameof(classNames));
        }
        int without = batch.Predictions.IndexOf(-1);
        if (without >= 0)
        {
            throw new ArgumentException(
                Invariant($"ClassifierCurves: expected outputs that are not NaN with a finite largest one, got others at row {without}."),
                nameof(outputs));
        }
        (int[] classes, double[] probabilities, double[] odds) = (batch.Classes.ToArray(), batch.Probabilities.ToArray(), Odds(batch));
        int first = classCount == 2 ? 1 : 0;
        ClassCurves[] all = [.. Enumerable.Range(first, classCount - first).Select(index => new ClassCurves(
            index, classNames?[index] ?? index.ToString(CultureInfo.InvariantCulture), Column(odds, index),
            Column(probabilities, index), bins))];
        return new(Array.AsReadOnly(all), classCount);

        ScoredSamples Column(double[] numbers, int index) => new(
            [.. Enumerable.Range(0, classes.Length).Select(row => numbers[row * classCount + index])],
            Array.ConvertAll(classes, label => label == index), counts);
    }

    /// <summary>The logarithms of the odds of all classes.</summary>
    private static double[] Odds(in MetricBatch batch)
    {
        ClassOdds odds = new();
        int count = batch.ClassCount;
        double[] all = new double[batch.Count * count];
        for (int row = 0; row < batch.Count; row++)
        {
            ReadOnlySpan<double> outputs = batch.Outputs.Slice(row * batch.Columns, batch.Columns);
            Span<double> ofRow = all.AsSpan(row * count, count);
            if (count > 2) odds.Of(outputs, ofRow);
            else ofRow[1] = -(ofRow[0] = batch.Columns == 1 ? -outputs[0] : outputs[0] - outputs[1]);
        }
        return all;
    }
}

/// <summary>The curves of one class against the rest.</summary>
public sealed class ClassCurves
{
    internal ClassCurves(int index, string name, ScoredSamples odds, ScoredSamples probabilities, int bins)
    {
        (Index, Name) = (index, name);
        // A threshold is shown as the probability that it is.
        List<ScoreStep> steps = odds.Steps;
        ScoreStep[] asProbabilities = [.. steps.Select(step => step with { Score = 1 / (1 + Math.Exp(-step.Score)) })];
        Roc = RocCurve.Of(asProbabilities);
        PrecisionRecall = PrecisionRecallCurve.Of(asProbabilities);
        Calibration = CalibrationCurve.Of(probabilities, bins);
    }

    /// <summary>The number of the class.</summary>
    public int Index { get; }

    /// <summary>The name of the class.</summary>
    public string Name { get; }

    /// <summary>Its receiver operating characteristic; null where no sample, or every sample, is of the class.</summary>
    public RocCurve? Roc { get; }

    /// <summary>Its precision over recall; null where no sample is of the class.</summary>
    public PrecisionRecallCurve? PrecisionRecall { get; }

    /// <summary>How often samples are of it by their probability.</summary>
    public CalibrationCurve Calibration { get; }
}
