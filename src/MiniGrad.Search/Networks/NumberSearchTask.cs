using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Training;

namespace MiniGrad.Search;

/// <summary>Rows of a table, or samples, with numbers to predict.</summary>
internal abstract class NumberSearchTask : SearchTask<MlpRegressor>
{
    /// <summary>How estimators are made besides their settings.</summary>
    public required Func<MlpSettings, ulong, MlpRegressor> Create { get; init; }

    public override int[] Strata => new int[Count];

    /// <summary>The numbers to predict, of all samples one after the other.</summary>
    protected abstract double[] Targets { get; }

    public override void Check(string who)
    {
        if (Targets.Distinct().Count() < 2)
            throw new ArgumentException(Invariant($"{who}: expected at least two different numbers, got one in all of {Count} samples."));
    }

    public override double Loss(IReadOnlyList<double[]> judgements)
    {
        double sum = 0;
        double[] targets = Targets;
        for (int i = 0; i < targets.Length; i++)
        {
            double error = judgements.Sum(judgement => judgement[i]) / judgements.Count - targets[i];
            sum += error * error;
        }
        return sum / targets.Length;
    }

    protected static double[] Numbers(Tensor<float> tensor) => Array.ConvertAll(tensor.ToArray(), number => (double)number);
}

internal sealed class NumberTableTask(Table table, string target, TableEncoderOptions? encoding) : NumberSearchTask
{
    public override int Count => table.Count;

    public override string Fingerprint => FingerprintOf(table, target, encoding);

    protected override double[] Targets => table[target] is NumberColumn numbers ? numbers.ToArray() : throw new ArgumentException(
        $"MlpRegressorSearch: the target '{target}' is to be a number: expected numbers, got text.");

    public override SearchTask<MlpRegressor> Select(int[] rows) =>
        new NumberTableTask(table.Select(rows), target, encoding) { Create = Create };

    public override MlpRegressor Fit(MlpSettings settings, ulong seed, CancellationToken cancellation)
    {
        MlpRegressor regressor = Create(settings, seed);
        regressor.Fit(table, target, encoding, cancellation);
        return regressor;
    }

    public override double[] Judge(MlpRegressor estimator) => Numbers(estimator.Predict(table));
}

internal sealed class NumberSampleTask(Dataset<float> data) : NumberSearchTask
{
    public override int Count => data.Count;

    public override string Fingerprint => data.Fingerprint();

    protected override double[] Targets => Numbers(data.Targets);

    public override SearchTask<MlpRegressor> Select(int[] rows) => new NumberSampleTask(data.Select(rows)) { Create = Create };

    public override MlpRegressor Fit(MlpSettings settings, ulong seed, CancellationToken cancellation)
    {
        MlpRegressor regressor = Create(settings, seed);
        regressor.Fit(data, cancellation);
        return regressor;
    }

    public override double[] Judge(MlpRegressor estimator) => Numbers(estimator.Predict(data.Inputs));
}
