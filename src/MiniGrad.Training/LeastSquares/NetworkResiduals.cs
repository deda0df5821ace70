using MiniGrad.Data;
using MiniGrad.Layers;

namespace MiniGrad.Training;

/// <summary>What a network misses its targets by: <c>√w·(output − target)</c>, first all samples of the first output.</summary>
internal sealed class NetworkResiduals<T> : ResidualFunction where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Layer<T> model;
    private readonly Tensor<T> inputs, targets;
    private readonly SampleRows<T> rows;
    private readonly Layer<T>[]? layers;
    private readonly double[]? roots;
    private readonly int samples, outputs;
    private double[]? placed;

    public NetworkResiduals(string name, Layer<T> model, Dataset<T> data)
    {
        (Name, this.model) = (name, model);
        rows = new SampleRows<T>(name, model);
        if (!data.HasNumbers(Batch<T>.TargetName))
            throw new ArgumentException($"{name}: expected numbers as targets; least squares has no use of labels.", nameof(data));
        (inputs, targets, samples) = (data.Inputs, data.Targets, data.Count);
        if (samples == 0) throw new ArgumentException($"{name}: expected at least one sample, got none.", nameof(data));
        CheckLayers();
        layers = LayerChain<T>.Layers(model, inputs);
        Shape shape = model.Predict(inputs).Shape;
        if (shape != targets.Shape)
        {
            throw new ArgumentException(
                $"{name}: expected targets of the shape of the network's outputs, {shape}, got {targets.Shape}.", nameof(data));
        }
        outputs = targets.ElementCount / samples;
        if (data.Weights is { } all && !all.Span.ContainsAnyExcept(T.Zero))
            throw new ArgumentException("LevenbergMarquardt: the weights of all samples are 0, so there is nothing to learn.");
        if (data.Weights is { } weights) roots = [.. ParameterVector.ToDoubles(weights.Span).Select(Math.Sqrt)];
        TotalWeight = (roots?.Sum(root => root * root) ?? samples) * outputs;
    }

    public override string Name { get; }

    public override double Epsilon => ParameterVector.Epsilon<T>();

    public override bool MayUseProducts => true;

    public override bool ScalesParameters => false;

    /// <summary>The parameters as they are.</summary>
    public double[] Start => ParameterVector.Of<T>(rows.Parameters);

    /// <summary>The sum of the weights of all numbers that are learned.</summary>
    public double TotalWeight { get; }

    public override string Place(int residual) => Invariant($"the error of sample {residual % samples} in output {residual / samples}");

    public override void Round(Span<double> parameters) => ParameterVector.Round<T>(parameters);

    public override ResidualPoint At(double[] parameters)
    {
        Put(parameters);
        LayerChain<T>? chain = layers is null ? null : LayerChain<T>.Of(layers, inputs);
        Tensor<T> values = chain?.Outputs ?? model.Predict(inputs);
        double[] errors = ByOutputs(values.Span, targets.Span);
        Weigh(errors);
        return new Point(this, parameters, errors, chain);
    }

    /// <summary>Gives the network its parameters.</summary>
    public void Put(double[] parameters)
    {
        if (ReferenceEquals(placed, parameters)) return;
        int place = 0;
        foreach (Parameter<T> parameter in rows.Parameters)
        {
            parameter.Assign(ParameterVector.FromDoubles<T>(parameters.AsSpan(place, parameter.ElementCount)));
            place += parameter.ElementCount;
        }
        placed = parameters;
    }

    private void CheckLayers()
    {
        foreach ((string path, Layer<T> layer) in model.All())
        {
            string? why = layer switch
            {
                Dropout<T> { Probability: > 0 } or AlphaDropout<T> { Probability: > 0 } => "drops units at random",
                BatchNormalization<T> => "normalises samples by each other",
                _ => null,
            };
            if (why is null) continue;
            throw new ArgumentException(
                $"{Name}: the layer {(path.Length == 0 ? layer.Description : $"'{path}' ({layer.Description})")} {why}, so that a sample " +
                "has no residual of its own; use a network without it.", nameof(model));
        }
    }

    /// <summary>The differences of two batches, transposed.</summary>
    private double[] ByOutputs(ReadOnlySpan<T> values, ReadOnlySpan<T> less)
    {
        double[] ordered = new double[values.Length];
        for (int i = 0; i < ordered.Length; i++)
        {
            double value = double.CreateChecked(values[i]) - (less.IsEmpty ? 0 : double.CreateChecked(less[i]));
            ordered[i % outputs * samples + i / outputs] = value;
        }
        return ordered;
    }

    /// <summary>Multiplies columns of residuals by the roots of the samples' weights.</summary>
    private void Weigh(double[] columns)
    {
        if (roots is null) return;
        for (int i = 0; i < columns.Length; i++) columns[i] *= roots[i % samples];
    }

    private sealed class Point(NetworkResiduals<T> owner, double[] parameters, double[] errors, LayerChain<T>? chain)
        : ResidualPoint(parameters, errors)
    {
        public override double[] Jacobian()
        {
            owner.Put(Parameters);
            double[] columns = owner.rows.Derivatives(owner.model, chain, owner.inputs, owner.outputs);
            owner.Weigh(columns);
            return columns;
        }

        public override double[]? Acceleration(ReadOnlySpan<double> direction)
        {
            if (chain is null) return null;
            owner.Put(Parameters);
            double[] curvature = owner.ByOutputs(chain.Acceleration(owner.rows, direction).Span, []);
            owner.Weigh(curvature);
            return curvature;
        }
    }
}
