using MiniGrad.Data;
using MiniGrad.Training;

namespace MiniGrad.Estimators;

// What it says of samples, and how good that is.
public sealed partial class MlpClassifier
{
    private static readonly Metric[] usualMetrics = [Metric.Accuracy, Metric.BalancedAccuracy, Metric.F1(Averaging.Macro)];

    /// <summary>The most probable class of each sample.</summary>
    /// <param name="inputs">Finite numbers, [samples, features], as many features as in the fit.</param>
    /// <returns>The labels, [samples].</returns>
    /// <exception cref="ArgumentException">The inputs are not such.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on a table.</exception>
    public IndexTensor Predict(Tensor<float> inputs) => Fitted.Outputs(inputs).ArgMax(1);

    /// <summary>The most probable class of each row.</summary>
    /// <param name="table">Has the columns that the table of the fit had, in any order; the target may be there or not.</param>
    /// <returns>The labels, [rows]: places in <see cref="ClassNames"/>.</returns>
    /// <exception cref="ArgumentException">The table is not such.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on tensors.</exception>
    public IndexTensor Predict(Table table) => Fitted.Outputs(table).ArgMax(1);

    /// <summary>The probability of each class: the softmax of the network's outputs.</summary>
    /// <returns>[samples, classes]; each row sums to 1.</returns>
    /// <inheritdoc cref="Predict(Tensor{float})"/>
    public Tensor<float> PredictProbabilities(Tensor<float> inputs) => Fitted.Outputs(inputs).Softmax();

    /// <summary>The probability of each class: the softmax of the network's outputs.</summary>
    /// <returns>[rows, classes]; each row sums to 1.</returns>
    /// <inheritdoc cref="Predict(Table)"/>
    public Tensor<float> PredictProbabilities(Table table) => Fitted.Outputs(table).Softmax();

    /// <summary>The name of the most probable class of each sample.</summary>
    /// <returns>Some of <see cref="ClassNames"/>, one for each sample.</returns>
    /// <inheritdoc cref="Predict(Tensor{float})"/>
    public IReadOnlyList<string> PredictClassNames(Tensor<float> inputs)
    {
        FittedMlp known = Fitted;
        return Names(known, known.Outputs(inputs));
    }

    /// <summary>The name of the most probable class of each row.</summary>
    /// <returns>Some of <see cref="ClassNames"/>, one for each row.</returns>
    /// <inheritdoc cref="Predict(Table)"/>
    public IReadOnlyList<string> PredictClassNames(Table table)
    {
        FittedMlp known = Fitted;
        return Names(known, known.Outputs(table));
    }

    /// <summary>The accuracy: the share of the samples whose class is predicted, from 0 to 1.</summary>
    /// <inheritdoc cref="Evaluate(Dataset{float}, IReadOnlyList{Metric}?)"/>
    public double Score(Tensor<float> inputs, IndexTensor labels) => Score(new Dataset<float>(inputs, labels));

    /// <summary>The accuracy: the share of the samples whose class is predicted, from 0 to 1; weighted where they are.</summary>
    /// <inheritdoc cref="Evaluate(Dataset{float}, IReadOnlyList{Metric}?)"/>
    public double Score(Dataset<float> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        Tensor<float> outputs = Fitted.Outputs(data.Inputs);
        CheckJudged(data.Count);
        return Metric.Accuracy.Of(outputs, data.Labels, data.Weights);
    }

    /// <summary>The accuracy: the share of the rows whose class is predicted, from 0 to 1.</summary>
    /// <inheritdoc cref="Evaluate(Table, IReadOnlyList{Metric}?)"/>
    public double Score(Table table)
    {
        FittedMlp known = Fitted;
        Tensor<float> outputs = known.Outputs(table);
        CheckJudged(table.Count);
        return Metric.Accuracy.Of(outputs, known.TableEncoder.EncodeLabels(table));
    }

    /// <summary>The mean cross-entropy and other metrics.</summary>
    /// <param name="data">Finite inputs [samples, features] with the features of the fit, and labels below the number of classes.</param>
    /// <param name="metrics">What to measure. Default: accuracy, balanced accuracy and F1 (macro).</param>
    /// <exception cref="ArgumentException">The data are not such, or there are no samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no class for a label.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on a table.</exception>
    public EvaluationResult Evaluate(Dataset<float> data, IReadOnlyList<Metric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Evaluate(Fitted.Outputs(data.Inputs), data.Labels, data.Weights, metrics);
    }

    /// <summary>The mean cross-entropy and other metrics.</summary>
    /// <param name="table">Has the columns that the table of the fit had, in any order, the target among them.</param>
    /// <param name="metrics">What to measure. Default: accuracy, balanced accuracy and F1 (macro).</param>
    /// <exception cref="ArgumentException">The table is not such, or has a class that the table of the fit had not, or no rows.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on tensors.</exception>
    public EvaluationResult Evaluate(Table table, IReadOnlyList<Metric>? metrics = null)
    {
        FittedMlp known = Fitted;
        return Evaluate(known.Outputs(table), known.TableEncoder.EncodeLabels(table), null, metrics);
    }

    private static string[] Names(FittedMlp known, Tensor<float> outputs) => Array.ConvertAll(outputs.ArgMax(1).ToArray(), known.NameOf);

    private EvaluationResult Evaluate(Tensor<float> outputs, IndexTensor labels, Tensor<float>? weights, IReadOnlyList<Metric>? metrics)
    {
        CheckJudged(labels.ElementCount);
        var set = MetricSet.Begin(metrics ?? usualMetrics);
        set.Add(outputs, labels, weights);
        return new EvaluationResult(Metric.LogLoss.Of(outputs, labels, weights), set.Values);
    }
}
