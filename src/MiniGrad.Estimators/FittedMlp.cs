using System.Globalization;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Training;

namespace MiniGrad.Estimators;

/// <summary>What a fit leaves behind: the networks and what brings data to them and their outputs back. Nothing of it changes.</summary>
/// <param name="Owner">What messages call the estimator.</param>
/// <param name="Ensemble">The networks, each a <see cref="Mlp{T}"/>.</param>
/// <param name="Encoder">For tables; it scales as well. Null after a fit on tensors.</param>
/// <param name="Inputs">Scales the inputs of a fit on tensors; null where they are left as they are.</param>
internal sealed partial record FittedMlp(string Owner, Ensemble<float> Ensemble, TableEncoder? Encoder, FeatureScaler<float>? Inputs)
{
    public const double UsualThreshold = 0.5;

    /// <summary>The scale of a regressor's targets; null where they are left as they are. In double precision, for until they are scaled,
    /// single precision does not tell those apart that lie close together and far from 0.</summary>
    public FeatureScaler<double>? Targets { get; init; }

    /// <summary>What lies between a regressor's targets and those that are scaled.</summary>
    public TargetLink Link { get; init; } = TargetLink.Identity;

    /// <summary>The probability above which the second of a classifier's two classes is predicted.</summary>
    public double Threshold { get; init; } = UsualThreshold;

    /// <summary>The columns of a table that a regressor predicts besides the encoder's target.</summary>
    public IReadOnlyList<string> FurtherTargets { get; init; } = [];

    /// <summary>The columns that a regressor predicts.</summary>
    /// <exception cref="InvalidOperationException">The fit was on tensors.</exception>
    public TargetColumns TargetColumns => new(TableEncoder, FurtherTargets);

    /// <summary>Whether a regressor's predictions are a vector, one number for each sample.</summary>
    public bool PredictsVector { get; init; }

    /// <summary>How each network was trained; none if they come from a file.</summary>
    public IReadOnlyList<TrainingHistory> Histories { get; init; } = [];

    public IReadOnlyList<Mlp<float>> Models { get; } = Array.AsReadOnly([.. Ensemble.Members.Cast<Mlp<float>>()]);

    public Mlp<float> Model => Models[0];

    private Predictor<float> Predictor { get; } = new(Ensemble.Members[0]);

    public int FeatureCount => Model.Parameters[0].Shape[0];

    public int OutputCount => Model.Parameters[^1].Shape[0];

    public IReadOnlyList<string> ClassNames => Encoder?.ClassNames ?? [.. Enumerable.Range(0, OutputCount).Select(NameOf)];

    public string NameOf(int label) => Encoder?.ClassNames[label] ?? label.ToString(CultureInfo.InvariantCulture);

    /// <summary>What the network takes for these samples.</summary>
    /// <exception cref="ArgumentException">They are not finite numbers [samples, features] with the features of the fit, or so large that
    /// the outputs are not finite.</exception>
    /// <exception cref="InvalidOperationException">The fit was on a table.</exception>
    public Tensor<float> ModelInputs(Tensor<float> inputs)
    {
        CheckInputs(Owner, inputs);
        if (Encoder is not null)
        {
            throw new InvalidOperationException(
                $"{Owner}: it was fitted on a table with the columns {ColumnNames}; expected such a table, got a tensor.");
        }
        if (inputs.Shape[1] != FeatureCount)
            throw new ArgumentException(Invariant($"{Owner}: it was fitted on {FeatureCount} features; expected inputs ") +
                Invariant($"[samples, {FeatureCount}], got {inputs.Shape}."), nameof(inputs));
        return Inputs?.Apply(inputs) ?? inputs;
    }

    /// <summary>What the network takes for these rows.</summary>
    /// <exception cref="ArgumentException">The table does not fit that of the fit.</exception>
    /// <exception cref="InvalidOperationException">The fit was on tensors.</exception>
    public Tensor<float> ModelInputs(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return TableEncoder.EncodeInputs<float>(table);
    }

    public Dataset<float> WithScaledInputs(Dataset<float> data) => new(ModelInputs(data.Inputs), data.Labels, data.Weights);

    /// <summary>What the network is to give for these targets, [samples, outputs].</summary>
    /// <exception cref="ArgumentException">A target cannot be transformed; the message names its row.</exception>
    public Tensor<float> ModelTargets(Tensor<double> targets)
    {
        Tensor<double> transformed = Link.Apply(Owner, targets);
        return Convert<double, float>(
            Link == TargetLink.Counts ? transformed / Targets!.Offset.Exp() : Targets?.Apply(transformed) ?? transformed);
    }

    /// <summary>A classifier's logits; of several networks the logarithms of the averaged probabilities.</summary>
    /// <inheritdoc cref="ModelInputs(Tensor{float})"/>
    public Tensor<float> Logits(Tensor<float> inputs) => LogitsOf(ModelInputs(inputs));

    /// <inheritdoc cref="Logits(Tensor{float})"/>
    /// <inheritdoc cref="ModelInputs(Table)"/>
    public Tensor<float> Logits(Table table) => LogitsOf(ModelInputs(table));

    /// <summary>A regressor's numbers in the unit of the targets, not rounded; of several networks their mean.</summary>
    /// <inheritdoc cref="ModelInputs(Tensor{float})"/>
    public Tensor<double> Numbers(Tensor<float> inputs) => NumbersOf(ModelInputs(inputs));

    /// <inheritdoc cref="Numbers(Tensor{float})"/>
    /// <inheritdoc cref="ModelInputs(Table)"/>
    public Tensor<double> Numbers(Table table) => NumbersOf(ModelInputs(table));

    /// <summary>How far the numbers of a regressor's networks lie from their mean, in the unit of the targets.</summary>
    /// <param name="modelInputs">As <see cref="ModelInputs(Tensor{float})"/> or <see cref="ModelInputs(Table)"/> gives them.</param>
    public Tensor<double> Spread(Tensor<float> modelInputs)
    {
        double[] spread = Ensemble.MeansAndSpread(modelInputs, Inverse).Spread.ToArray();
        if (Inverse is null && Targets is { Scale: var scale })
            for (int i = 0; i < spread.Length; i++) spread[i] *= scale.Span[i % OutputCount];
        return Shaped(new Tensor<double>(spread, [modelInputs.Shape[0], OutputCount]));
    }

    /// <exception cref="InvalidOperationException">The fit was on tensors.</exception>
    public TableEncoder TableEncoder =>
        Encoder ?? throw new InvalidOperationException(
            Invariant($"{Owner}: it was fitted on tensors of {FeatureCount} features; expected such a tensor, got a table."));

    /// <exception cref="ArgumentException">They are not [samples, features], or not all finite.</exception>
    public static void CheckInputs(string owner, Tensor<float> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Rank != 2 || inputs.Shape[1] == 0)
            throw new ArgumentException($"{owner}: expected inputs [samples, features], got {inputs.Shape}.", nameof(inputs));
        CheckFinite(owner, inputs, nameof(inputs));
    }

    /// <exception cref="ArgumentException">A number is NaN or infinite; the message says where.</exception>
    public static void CheckFinite(string owner, Tensor<float> numbers, string what)
    {
        ReadOnlySpan<float> values = numbers.Span;
        int columns = numbers.Rank == 1 ? 1 : numbers.Shape[1];
        for (int i = 0; i < values.Length; i++)
        {
            if (float.IsFinite(values[i])) continue;
            throw new ArgumentException(
                Invariant($"{owner}: expected finite {what}, got {values[i]} in row {i / columns}, column {i % columns}."), what);
        }
    }

    /// <summary>The same numbers in another precision.</summary>
    public static Tensor<TTo> Convert<TFrom, TTo>(Tensor<TFrom> numbers)
        where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom> where TTo : unmanaged, IBinaryFloatingPointIeee754<TTo>
    {
        var converted = new TTo[numbers.ElementCount];
        ReadOnlySpan<TFrom> span = numbers.Span;
        for (int i = 0; i < converted.Length; i++) converted[i] = TTo.CreateTruncating(span[i]);
        return new Tensor<TTo>(converted, numbers.Shape);
    }

    /// <inheritdoc cref="Logits(Tensor{float})"/>
    /// <param name="modelInputs">As <see cref="ModelInputs(Tensor{float})"/> or <see cref="ModelInputs(Table)"/> gives them.</param>
    public Tensor<float> LogitsOf(Tensor<float> modelInputs)
    {
        Tensor<float> logits = Models.Count == 1 ? Predictor.Predict(modelInputs) : Ensemble.PredictLogProbabilities(modelInputs);
        // The logarithm of a probability may be −∞.
        foreach (float logit in logits.Span)
            if (!(logit < float.PositiveInfinity)) throw NotFinite(logits.Span.IndexOf(logit) / OutputCount);
        return logits;
    }

    /// <summary>Outputs whose largest is the class that is predicted: logits, or where another threshold than the usual one holds, 1 for
    /// the class and 0 for the other.</summary>
    public Tensor<float> Decisions(Tensor<float> logits)
    {
        if (Threshold == UsualThreshold) return logits;
        float[] decided = new float[logits.ElementCount];
        ReadOnlySpan<float> values = logits.Span;
        for (int row = 0; row < decided.Length; row += 2)
            decided[IsSecond(values[row], values[row + 1]) ? row + 1 : row] = 1;
        return new Tensor<float>(decided, logits.Shape);
    }

    /// <summary>Whether the second of two classes is predicted.</summary>
    public bool IsSecond(double first, double second) => second - first > Math.Log(Threshold / (1 - Threshold));

    /// <inheritdoc cref="Numbers(Tensor{float})"/>
    /// <param name="modelInputs">As <see cref="ModelInputs(Tensor{float})"/> or <see cref="ModelInputs(Table)"/> gives them.</param>
    public Tensor<double> NumbersOf(Tensor<float> modelInputs)
    {
        Tensor<double> numbers = Models.Count == 1
            ? Convert<float, double>(Predictor.Predict(modelInputs)) : Ensemble.MeansAndSpread(modelInputs, Inverse).Means;
        if (Inverse is not { } inverse) numbers = Targets?.Invert(numbers) ?? numbers;
        else if (Models.Count == 1)
        {
            double[] values = numbers.ToArray();
            for (int i = 0; i < values.Length; i++) values[i] = inverse(values[i], i % OutputCount);
            numbers = new Tensor<double>(values, numbers.Shape);
        }
        // They are given out in single precision.
        foreach (double number in numbers.Span)
            if (!float.IsFinite((float)number)) throw NotFinite(numbers.Span.IndexOf(number) / OutputCount);
        return Shaped(numbers);
    }

    /// <summary>From what a network gives for an output to a target in its own unit, or null where scaling back is all of it.</summary>
    private Func<double, int, double>? Inverse => Link == TargetLink.Identity ? null : (value, output) =>
        Link.Invert(Targets is null ? value : value * Targets.Scale.Span[output] + Targets.Offset.Span[output]);

    private ArgumentException NotFinite(int row) => new(Invariant(
        $"{Owner}: the outputs for row {row} are not finite; expected inputs nearer to those of the fit, which do not overflow."));

    /// <summary>[samples, outputs], or [samples] where the targets of the fit were such.</summary>
    private Tensor<double> Shaped(Tensor<double> numbers) => PredictsVector ? numbers.Reshape([numbers.Shape[0]]) : numbers;

    private string ColumnNames =>
        string.Join(", ", Encoder!.Columns.Take(5).Select(column => $"'{column.Name}'")) + (Encoder.Columns.Count > 5 ? ", …" : "");
}
