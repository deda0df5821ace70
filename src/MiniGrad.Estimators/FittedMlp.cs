using System.Globalization;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Training;

namespace MiniGrad.Estimators;

/// <summary>What a fit leaves behind: the network and what brings data to it and its outputs back. Nothing of it changes.</summary>
/// <param name="Owner">What messages call the estimator.</param>
/// <param name="Model">The network.</param>
/// <param name="Encoder">For tables; it scales as well. Null after a fit on tensors.</param>
/// <param name="Inputs">Scales the inputs of a fit on tensors; null where they are left as they are.</param>
internal sealed record FittedMlp(string Owner, Mlp<float> Model, TableEncoder? Encoder, FeatureScaler<float>? Inputs)
{
    /// <summary>The scale of a regressor's targets; null where they are left as they are. In double precision, for until they are scaled,
    /// single precision does not tell those apart that lie close together and far from 0.</summary>
    public FeatureScaler<double>? Targets { get; init; }

    /// <summary>Whether a regressor's predictions are a vector, one number for each sample.</summary>
    public bool PredictsVector { get; init; }

    /// <summary>Null if it comes from a file.</summary>
    public TrainingHistory? History { get; init; }

    private Predictor<float> Predictor { get; } = new(Model);

    public int FeatureCount => Model.Parameters[0].Shape[0];

    public int OutputCount => Model.Parameters[^1].Shape[0];

    public IReadOnlyList<string> ClassNames => Encoder?.ClassNames ?? [.. Enumerable.Range(0, OutputCount).Select(NameOf)];

    public string NameOf(int label) => Encoder?.ClassNames[label] ?? label.ToString(CultureInfo.InvariantCulture);

    /// <summary>What the network takes for these samples.</summary>
    /// <exception cref="ArgumentException">They are not finite numbers [samples, features] with the features of the fit.</exception>
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
    public Tensor<float> ModelTargets(Tensor<double> targets) => Convert<double, float>(Targets?.Apply(targets) ?? targets);

    /// <summary>The numbers that outputs of a regressor's network stand for, in the unit of the targets and not rounded.</summary>
    public Tensor<double> Predictions(Tensor<float> outputs)
    {
        Tensor<double> numbers = Convert<float, double>(outputs);
        if (Targets is not null) numbers = Targets.Invert(numbers);
        return PredictsVector ? numbers.Reshape([outputs.Shape[0]]) : numbers;
    }

    /// <summary>The network's outputs, logits or scaled targets.</summary>
    /// <inheritdoc cref="ModelInputs(Tensor{float})"/>
    public Tensor<float> Outputs(Tensor<float> inputs) => Predictor.Predict(ModelInputs(inputs));

    /// <summary>The network's outputs, logits or scaled targets.</summary>
    /// <inheritdoc cref="ModelInputs(Table)"/>
    public Tensor<float> Outputs(Table table) => Predictor.Predict(ModelInputs(table));

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

    private string ColumnNames =>
        string.Join(", ", Encoder!.Columns.Take(5).Select(column => $"'{column.Name}'")) + (Encoder.Columns.Count > 5 ? ", …" : "");
}
