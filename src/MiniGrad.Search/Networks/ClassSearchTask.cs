using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Training;

namespace MiniGrad.Search;

/// <summary>Rows of a table, or samples, with classes.</summary>
internal abstract class ClassSearchTask : SearchTask<MlpClassifier>
{
    /// <summary>The logarithm of the smallest positive number in single precision: the judgement of a class that is held
    /// impossible.</summary>
    private const double Impossible = -103.28;

    /// <summary>How estimators are made besides their settings.</summary>
    public required Func<MlpSettings, ulong, MlpClassifier> Create { get; init; }

    public override void Check(string who)
    {
        if (Strata.Distinct().Count() < 2)
            throw new ArgumentException(Invariant($"{who}: expected at least two classes, got one in all of {Count} samples."));
        if (Strata.Distinct().Count() == Count)
            throw new ArgumentException(Invariant($"{who}: expected classes of several samples, got {Count} classes of one each."));
    }

    /// <summary>The logarithm of a probability that single precision cannot tell from 0 beside 1.</summary>
    private const double Least = -17.33;

    public override double Loss(IReadOnlyList<double[]> judgements) => -Averages(judgements).Sum() / Count;

    /// <summary>The mean cross-entropy as if of n samples one more had been of another class: who is always right and sure of it could be
    /// wrong once in n times for all that they tell (as for the targets of J. Platt, Probabilistic outputs for support vector machines,
    /// 1999).</summary>
    public override double LossToChooseBy(IReadOnlyList<double[]> judgements, double doubt)
    {
        double[] averages = Averages(judgements);
        double ofOthers = -averages.Sum(average => Math.Max(Least, Math.Log(Math.Max(0, 1 - Math.Exp(average))))) / Count;
        return (-averages.Sum() / Count + doubt * ofOthers) / (1 + doubt);
    }

    /// <summary>The logarithm of the average probability of each sample.</summary>
    private double[] Averages(IReadOnlyList<double[]> judgements)
    {
        double[] averages = new double[Count];
        for (int row = 0; row < averages.Length; row++)
        {
            double largest = judgements.Max(judgement => judgement[row]);
            averages[row] = largest + Math.Log(judgements.Sum(judgement => Math.Exp(judgement[row] - largest)) / judgements.Count);
        }
        return averages;
    }

    /// <param name="probabilities">[samples, classes].</param>
    /// <param name="label">The label of a sample, beyond the classes where it was not learned.</param>
    protected static double[] Logarithms(Tensor<float> probabilities, Func<int, int> label)
    {
        int classes = probabilities.Shape[1];
        double[] logarithms = new double[probabilities.Shape[0]];
        for (int row = 0; row < logarithms.Length; row++)
        {
            int right = label(row);
            double probability = right < classes ? probabilities.Span[row * classes + right] : 0;
            logarithms[row] = probability > 0 ? Math.Log(probability) : Impossible;
        }
        return logarithms;
    }
}

internal sealed class ClassTableTask(Table table, string target, TableEncoderOptions? encoding) : ClassSearchTask
{
    public override int Count => table.Count;

    public override string Fingerprint => FingerprintOf(table, target, encoding);

    public override int[] Strata
    {
        get
        {
            Dictionary<string, int> numbers = new(StringComparer.Ordinal);
            return
            [
                .. Enumerable.Range(0, Count).Select(row =>
                {
                    string text = table[target].TextAt(row) ?? "";
                    if (!numbers.TryGetValue(text, out int number)) numbers.Add(text, number = numbers.Count);
                    return number;
                }),
            ];
        }
    }

    public override SearchTask<MlpClassifier> Select(int[] rows) =>
        new ClassTableTask(table.Select(rows), target, encoding) { Create = Create };

    public override MlpClassifier Fit(MlpSettings settings, ulong seed, CancellationToken cancellation)
    {
        MlpClassifier classifier = Create(settings, seed);
        classifier.Fit(table, target, encoding, cancellation);
        return classifier;
    }

    public override double[] Judge(MlpClassifier estimator)
    {
        IndexTensor labels = estimator.Encoder!.EncodeLabels(table, out _);
        return Logarithms(estimator.PredictProbabilities(table), row => labels.Span[row]);
    }
}

internal sealed class ClassSampleTask(Dataset<float> data) : ClassSearchTask
{
    public override int Count => data.Count;

    public override string Fingerprint => data.Fingerprint();

    public override int[] Strata => data.Labels.ToArray();

    public override SearchTask<MlpClassifier> Select(int[] rows) => new ClassSampleTask(data.Select(rows)) { Create = Create };

    public override MlpClassifier Fit(MlpSettings settings, ulong seed, CancellationToken cancellation)
    {
        MlpClassifier classifier = Create(settings, seed);
        classifier.Fit(data, cancellation);
        return classifier;
    }

    public override double[] Judge(MlpClassifier estimator) =>
        Logarithms(estimator.PredictProbabilities(data.Inputs), row => data.Labels.Span[row]);
}
