using MiniGrad.Data;
using MiniGrad.Training;

namespace MiniGrad.Estimators;

// What it says of samples, and how good that is.
public sealed partial class MlpClassifier
{
    private static readonly Metric[] usualMetrics = [Metric.Accuracy, Metric.BalancedAccuracy, Metric.F1(Averaging.Macro)];

    /// <summary>The most probable class of each sample; of two classes the second where its probability is above <see cref="Threshold"/>.
    /// </summary>
    /// <param name="inputs">Finite numbers, [samples, features], as many features as in the fit.</param>
    /// <returns>The labels, [samples].</returns>
    /// <exception cref="ArgumentException">The inputs are not such.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on a table.</exception>
    public IndexTensor Predict(Tensor<float> inputs)
    {
        FittedMlp known = Fitted;
        return known.Decisions(known.Logits(inputs)).ArgMax(1);
    }

    /// <summary>The most probable class of each row; of two classes the second where its probability is above <see cref="Threshold"/>.
    /// </summary>
    /// <param name="table">Has the columns that the table of the fit had, in any order; the target may be there or not.</param>
    /// <returns>The labels, [rows]: places in <see cref="ClassNames"/>.</returns>
    /// <exception cref="ArgumentException">The table is not such.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on tensors.</exception>
    public IndexTensor Predict(Table table)
    {
        FittedMlp known = Fitted;
        return known.Decisions(known.Logits(table)).ArgMax(1);
    }

    /// <summary>The probability of each class: the softmax of the network's outputs; of several <see cref="MlpEstimator.Members"/> the
    /// mean of their probabilities, weighted where they were combined with weights.</summary>
    /// <returns>[samples, classes]; each row sums to 1.</returns>
    /// <inheritdoc cref="Predict(Tensor{float})"/>
    public Tensor<float> PredictProbabilities(Tensor<float> inputs) => Fitted.Logits(inputs).Softmax();

    /// <summary>The probability of each class: the softmax of the network's outputs; of several <see cref="MlpEstimator.Members"/> the
    /// mean of their probabilities, weighted where they were combined with weights.</summary>
    /// <returns>[rows, classes]; each row sums to 1.</returns>
    /// <inheritdoc cref="Predict(Table)"/>
    public Tensor<float> PredictProbabilities(Table table) => Fitted.Logits(table).Softmax();

    /// <summary>How uncertain the members are of each sample's class, and how much they disagree.</summary>
    /// <returns>Numbers for each sample, in nats; of a single member a mutual information of 0.</returns>
    /// <inheritdoc cref="Predict(Tensor{float})"/>
    public EnsembleDisagreement<float> PredictDisagreement(Tensor<float> inputs)
    {
        FittedMlp known = Fitted;
        return known.Ensemble.PredictDisagreement(known.ModelInputs(inputs));
    }

    /// <summary>How uncertain the members are of each row's class, and how much they disagree.</summary>
    /// <returns>Numbers for each row, in nats; of a single member a mutual information of 0.</returns>
    /// <inheritdoc cref="Predict(Table)"/>
    public EnsembleDisagreement<float> PredictDisagreement(Table table)
    {
        FittedMlp known = Fitted;
        return known.Ensemble.PredictDisagreement(known.ModelInputs(table));
    }

    /// <summary>The name of the most probable class of each sample.</summary>
    /// <returns>Some of <see cref="ClassNames"/>, one for each sample.</returns>
    /// <inheritdoc cref="Predict(Tensor{float})"/>
    public IReadOnlyList<string> PredictClassNames(Tensor<float> inputs)
    {
        FittedMlp known = Fitted;
        return Names(known, known.Logits(inputs));
    }

    /// <summary>The name of the most probable class of each row.</summary>
    /// <returns>Some of <see cref="ClassNames"/>, one for each row.</returns>
    /// <inheritdoc cref="Predict(Table)"/>
    public IReadOnlyList<string> PredictClassNames(Table table)
    {
        FittedMlp known = Fitted;
        return Names(known, known.Logits(table));
    }

    /// <summary>The accuracy: the share of the samples whose class is predicted, from 0 to 1.</summary>
    /// <inheritdoc cref="Evaluate(Dataset{float}, IReadOnlyList{Metric}?)"/>
    public double Score(Tensor<float> inputs, IndexTensor labels) => Score(new Dataset<float>(inputs, labels));

    /// <summary>The accuracy: the share of the samples whose class is predicted, from 0 to 1; weighted where they are.</summary>
    /// <inheritdoc cref="Evaluate(Dataset{float}, IReadOnlyList{Metric}?)"/>
    public double Score(Dataset<float> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        FittedMlp known = Fitted;
        (Tensor<float> outputs, IndexTensor labels, _) = WithUnknown(known.Decisions(known.Logits(data.Inputs)), data.Labels);
        CheckJudged(data.Count);
        return Metric.Accuracy.Of(outputs, labels, data.Weights);
    }

    /// <summary>The accuracy: the share of the rows whose class is predicted, from 0 to 1.</summary>
    /// <inheritdoc cref="Evaluate(Table, IReadOnlyList{Metric}?)"/>
    public double Score(Table table)
    {
        FittedMlp known = Fitted;
        (Tensor<float> outputs, IndexTensor labels, _) =
            WithUnknown(known.Decisions(known.Logits(table)), known.TableEncoder.EncodeLabels(table, out _));
        CheckJudged(table.Count);
        return Metric.Accuracy.Of(outputs, labels, WeightsOf(table, isRequired: false));
    }

    /// <summary>The mean cross-entropy and other metrics. A sample of a class that was not learned is wrong, as in scikit-learn, and the
    /// cross-entropy infinite.</summary>
    /// <param name="data">Finite inputs [samples, features] with the features of the fit, and labels.</param>
    /// <param name="metrics">What to measure. Default: accuracy, balanced accuracy and F1 (macro).</param>
    /// <exception cref="ArgumentException">The data are not such, there are no samples, or log loss or ROC-AUC is asked for where there is
    /// a class that was not learned; the message names it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is below 0.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on a table.</exception>
    public EvaluationResult Evaluate(Dataset<float> data, IReadOnlyList<Metric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        FittedMlp known = Fitted;
        return Evaluate(known, known.Logits(data.Inputs), data.Labels, data.Weights, metrics, label => Invariant($"{label}"));
    }

    /// <summary>The mean cross-entropy and other metrics. A row of a class that was not learned is wrong, as in scikit-learn, and the
    /// cross-entropy infinite.</summary>
    /// <param name="table">Has the columns that the table of the fit had, in any order, the target among them.</param>
    /// <param name="metrics">What to measure. Default: accuracy, balanced accuracy and F1 (macro).</param>
    /// <exception cref="ArgumentException">The table is not such, has no rows, or log loss or ROC-AUC is asked for where there is a class
    /// that was not learned; the message names it.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on tensors.</exception>
    public EvaluationResult Evaluate(Table table, IReadOnlyList<Metric>? metrics = null)
    {
        FittedMlp known = Fitted;
        IndexTensor labels = known.TableEncoder.EncodeLabels(table, out IReadOnlyList<string> unknown);
        return Evaluate(
            known, known.Logits(table), labels, WeightsOf(table, isRequired: false), metrics,
            label => unknown[label - known.OutputCount]);
    }

    private static string[] Names(FittedMlp known, Tensor<float> outputs) =>
        Array.ConvertAll(known.Decisions(outputs).ArgMax(1).ToArray(), known.NameOf);

    private EvaluationResult Evaluate(
        FittedMlp known, Tensor<float> outputs, IndexTensor labels, Tensor<float>? weights, IReadOnlyList<Metric>? metrics,
        Func<int, string> nameOfUnknown)
    {
        CheckJudged(labels.ElementCount);
        metrics ??= usualMetrics;
        (Tensor<float> decisions, _, _) = WithUnknown(known.Decisions(outputs), labels);
        (outputs, labels, int[] unknown) = WithUnknown(outputs, labels);
        if (unknown.Length > 0 && metrics.FirstOrDefault(metric => NeedProbabilities.Contains(metric)) is { } judge)
        {
            throw new ArgumentException(
                $"{Name}: {judge} cannot judge the class '{nameOfUnknown(unknown[0])}', which was not learned and has no probability: " +
                "leave out its samples, or that metric.", nameof(metrics));
        }
        var set = MetricSet.Begin(metrics);
        set.Add(outputs, labels, weights);
        IReadOnlyList<(string Name, double Value)> values = set.Values;
        if (known.Threshold != FittedMlp.UsualThreshold)
        {
            values = [.. values.Zip(metrics, (value, metric) =>
                metric.JudgesClasses ? (value.Name, metric.Of(decisions, labels, weights)) : value)];
        }
        return new EvaluationResult(Metric.LogLoss.Of(outputs, labels, weights), values);
    }

    private static Metric[] NeedProbabilities { get; } =
    [
        Metric.LogLoss, Metric.BrierScore, Metric.RocAuc(), Metric.RocAuc(Averaging.Weighted), Metric.AveragePrecision(),
        Metric.AveragePrecision(Averaging.Weighted),
    ];

    /// <summary>Outputs with one of −∞, of probability 0, for each class that occurs and was not learned, the labels that fit them, and
    /// those labels before.</summary>
    private static (Tensor<float> Outputs, IndexTensor Labels, int[] Unknown) WithUnknown(Tensor<float> outputs, IndexTensor labels)
    {
        (int rows, int learned) = (outputs.Shape[0], outputs.Shape[1]);
        int[] unknown = [.. labels.Where(label => label >= learned).Distinct().Order()];
        if (unknown.Length == 0) return (outputs, labels, unknown);
        int columns = learned + unknown.Length;
        float[] wider = new float[checked(rows * columns)];
        for (int row = 0; row < rows; row++)
        {
            Span<float> ofRow = wider.AsSpan(row * columns, columns);
            outputs.Span.Slice(row * learned, learned).CopyTo(ofRow);
            ofRow[learned..].Fill(float.NegativeInfinity);
        }
        int[] places = Array.ConvertAll(
            labels.ToArray(), label => label < learned ? label : learned + Array.BinarySearch(unknown, label));
        return (new Tensor<float>(wider, [rows, columns]), new IndexTensor(places, labels.Shape), unknown);
    }
}
