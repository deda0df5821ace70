using MiniGrad.Data;
using static System.FormattableString;

namespace MiniGrad.Visualization;

/// <summary>The samples that a model gets most wrong, for people to look at: often they show wrong labels, or what the model has not
/// understood.</summary>
/// <example><code>
/// WorstMistakes mistakes = WorstMistakes.Find(new Predictor&lt;float&gt;(model), validation) with { ImageShape = [28, 28] };
/// </code></example>
public sealed record WorstMistakes
{
    private WorstMistakes(IReadOnlyList<Mistake> items, int mistakeCount, int sampleCount, bool isClassification)
    {
        Items = items;
        MistakeCount = mistakeCount;
        SampleCount = sampleCount;
        IsClassification = isClassification;
    }

    /// <summary>The worst ones, the worst first.</summary>
    public IReadOnlyList<Mistake> Items { get; }

    /// <summary>How many samples the model gets wrong in all; of numbers, all of them.</summary>
    public int MistakeCount { get; }

    /// <summary>How many samples were looked at.</summary>
    public int SampleCount { get; }

    /// <summary>Whether classes are predicted, rather than numbers.</summary>
    public bool IsClassification { get; }

    /// <summary>What the inputs are images of: <c>[rows, columns]</c> for grey ones, <c>[rows, columns, 3]</c> for red, green and blue.
    /// Numbers go from 0, black, to 1; those of an image that has others are stretched to that range. Default: null, no images; the inputs
    /// are shown as rows of numbers.</summary>
    /// <exception cref="ArgumentException">The shape is another, or does not have as many elements as an input.</exception>
    public Shape? ImageShape
    {
        get;
        init
        {
            if (value is not null && !((value.Rank == 2 || (value.Rank == 3 && value[2] == 3)) && value.ElementCount > 0))
                throw new ArgumentException(
                    $"WorstMistakes: expected images of shape [rows, columns] or [rows, columns, 3], got {value}.", nameof(value));
            if (value is not null && Items.Count > 0 && Items[0].Input.Count != value.ElementCount)
            {
                int size = Items[0].Input.Count;
                throw new ArgumentException(Invariant(
                    $"WorstMistakes: images of shape {value} need {value.ElementCount} numbers, the inputs have {size}."), nameof(value));
            }
            field = value;
        }
    }

    /// <summary>The headings over the cells of a sample, where it is not an image. Default: null, the numbers of the inputs.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>What to show of a sample that is not an image, by its number: as many cells as there are <see cref="Columns"/>, such as its
    /// row before it was encoded. Default: null, the numbers of its input.</summary>
    public Func<int, IReadOnlyList<string>>? Cells { get; init; }

    /// <summary>The row of a sample in the file that it is from, by its number; counted from 1. Default: null, the number is shown, from
    /// 0.</summary>
    public Func<int, int>? Rows { get; init; }

    /// <summary>Finds the samples that a model predicts worst. With labels: those with the largest loss among the wrong predictions, the
    /// cross-entropy −log p of the right class, infinite where outputs are not numbers. With targets: those with the largest mean of the
    /// squares <c>(ŷ − y)²</c> over the outputs.</summary>
    /// <param name="predictor">The model; with labels its outputs are logits, [samples, classes], or one logit for each sample.</param>
    /// <param name="data">The samples; their weights do not matter.</param>
    /// <param name="count">How many to find at most, at least 1. Default: 24.</param>
    /// <param name="classNames">The names of the classes, for labels alone. Default: their numbers.</param>
    /// <exception cref="ArgumentException">The model does not take such inputs, its outputs are not logits of classes or not of the
    /// targets' shape, or there are not as many names as classes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1, or a label is no class of the model.</exception>
    public static WorstMistakes Find<T>(Predictor<T> predictor, Dataset<T> data, int count = 24, IReadOnlyList<string>? classNames = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(data);
        Guard.AtLeast(count, 1, nameof(WorstMistakes));
        if (data.HasLabels) return OfClasses(predictor, data, count, classNames);
        return classNames is null ? OfNumbers(predictor, data, count) : throw new ArgumentException(
            "WorstMistakes: expected class names for samples with labels alone, got targets of numbers.", nameof(classNames));
    }

    private static WorstMistakes OfClasses<T>(Predictor<T> predictor, Dataset<T> data, int count, IReadOnlyList<string>? classNames)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> outputs = predictor.Predict(data.Inputs);
        if (outputs.Rank != 2 || outputs.Shape[1] == 0)
            throw new ArgumentException(
                $"WorstMistakes: expected outputs of shape [samples, classes], got {outputs.Shape}.", nameof(predictor));
        int columns = outputs.Shape[1], classes = Math.Max(columns, 2);
        if (classNames is not null && classNames.Count != classes)
            throw new ArgumentException(
                Invariant($"WorstMistakes: expected {classes} names of classes, got {classNames.Count}."), nameof(classNames));
        List<(int Sample, int Predicted, double Loss, double Probability)> wrong = [];
        double[] scores = new double[classes];
        for (int sample = 0; sample < data.Count; sample++)
        {
            // One logit x is the same as the logits 0 and x.
            for (int i = 0; i < columns; i++) scores[classes - columns + i] = double.CreateTruncating(outputs.Span[sample * columns + i]);
            int right = data.Labels.Span[sample];
            if (right >= classes)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(data), Invariant($"WorstMistakes: label {right} of sample {sample} is outside 0 to {classes - 1}."));
            }
            (int predicted, double logSum) = Read(scores);
            if (predicted == right) continue;
            wrong.Add(predicted < 0
                ? (sample, -1, double.PositiveInfinity, double.NaN)
                : (sample, predicted, logSum - scores[right], Math.Exp(scores[predicted] - logSum)));
        }
        return new WorstMistakes(
            [.. wrong.OrderByDescending(entry => entry.Loss).Take(count).Select(entry => new Mistake(
                entry.Sample, Name(data.Labels.Span[entry.Sample]), Name(entry.Predicted), entry.Loss, entry.Predicted < 0 ? null
                    : entry.Probability,
                RowOf(data.Inputs, entry.Sample)))],
            wrong.Count, data.Count, isClassification: true);

        string Name(int index) => index < 0 ? "none" : classNames?[index] ?? index.ToString(CultureInfo.InvariantCulture);
    }

    private static WorstMistakes OfNumbers<T>(Predictor<T> predictor, Dataset<T> data, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> outputs = predictor.Predict(data.Inputs);
        if (outputs.Shape != data.Targets.Shape)
            throw new ArgumentException(
                $"WorstMistakes: expected outputs of the targets' shape {data.Targets.Shape}, got {outputs.Shape}.", nameof(predictor));
        IEnumerable<(int Sample, double Loss)> losses =
            Enumerable.Range(0, data.Count).Select(sample => (sample, SquaredError(outputs, data.Targets, sample)));
        return new WorstMistakes(
            [.. losses.OrderByDescending(entry => entry.Loss).Take(count).Select(entry => new Mistake(
                entry.Sample, Text(RowOf(data.Targets, entry.Sample)), Text(RowOf(outputs, entry.Sample)), entry.Loss, null,
                RowOf(data.Inputs, entry.Sample)))],
            data.Count, data.Count, isClassification: false);

        static string Text(double[] numbers) => string.Join(", ", numbers.Select(ReportText.Number));
    }

    /// <summary>The largest score's place, −1 if there is none, and <c>log Σ exp</c> of the scores.</summary>
    private static (int Largest, double LogSum) Read(double[] scores)
    {
        int largest = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (double.IsNaN(scores[i])) return (-1, double.NaN);
            if (scores[i] > scores[largest]) largest = i;
        }
        double most = scores[largest];
        return double.IsFinite(most) ? (largest, most + Math.Log(scores.Sum(score => Math.Exp(score - most)))) : (-1, double.NaN);
    }

    /// <summary>The mean of the squares; infinite if it is not a number.</summary>
    private static double SquaredError<T>(Tensor<T> outputs, Tensor<T> targets, int sample)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double error = RowOf(outputs, sample).Zip(RowOf(targets, sample), (output, target) => (output - target) * (output - target))
            .DefaultIfEmpty().Average();
        return double.IsNaN(error) ? double.PositiveInfinity : error;
    }

    private static double[] RowOf<T>(Tensor<T> all, int sample) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int size = all.Shape.ElementCount / all.Shape[0];
        double[] values = new double[size];
        for (int i = 0; i < size; i++) values[i] = double.CreateTruncating(all.Span[sample * size + i]);
        return values;
    }
}

/// <summary>A wrong prediction.</summary>
/// <param name="Sample">The number of the sample, from 0.</param>
/// <param name="Right">The right class or numbers.</param>
/// <param name="Predicted">The predicted class or numbers; <c>none</c> where outputs are not numbers.</param>
/// <param name="Loss">The loss: see <see cref="WorstMistakes"/>.</param>
/// <param name="Probability">The model's probability for the predicted class; null without a class.</param>
/// <param name="Input">The sample's input.</param>
public sealed record Mistake(int Sample, string Right, string Predicted, double Loss, double? Probability, IReadOnlyList<double> Input);
