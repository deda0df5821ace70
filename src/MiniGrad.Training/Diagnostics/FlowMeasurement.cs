using MiniGrad.Layers;
using MiniGrad.Optimizers;

namespace MiniGrad.Training;

/// <summary>One measurement of a model: observes its calls, and differentiates the loss with respect to parameters and outputs.</summary>
internal sealed class FlowMeasurement<T>(Layer<T> model, Optimizer<T>? optimizer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<(Layer<T> Layer, Tensor<T> Output)> calls = [];
    private readonly List<(Layer<T> Layer, IReadOnlyList<Parameter<T>> Own)> owners = [];
    private readonly List<Tensor<T>> inputs = [];
    private Tensor<T>?[] gradients = [];
    private TrialStep<T>? trial;

    public GradientFlow Run(Func<Tensor<T>> function)
    {
        Tensor<T> loss = Observe(function);
        ShareParameters();
        Differentiate(loss);
        if (optimizer is not null) trial = TrialStep<T>.Run(optimizer, GradientOf);

        List<LayerFlow> rows = [];
        List<Layer<T>> seen = [];
        foreach ((Layer<T> layer, Tensor<T> output) in calls)
        {
            IReadOnlyList<Parameter<T>> own = owners.Find(owner => ReferenceEquals(owner.Layer, layer)).Own;
            if (layer.Children.Count > 0 && own.Count == 0) continue;
            seen.Add(layer);
            rows.Add(Row(layer, output, own, call: seen.Count(other => ReferenceEquals(other, layer))));
        }
        return new GradientFlow(double.CreateTruncating(loss.ToScalar()), rows);
    }

    private Tensor<T> Observe(Func<Tensor<T>> function)
    {
        Tensor<T>? loss = null;
        (Layer<T> Layer, Random? Random)[] drawing =
            [.. model.All().Where(entry => entry.Layer.Random is not null).Select(entry => (entry.Layer, entry.Layer.Random))];
        using GraphRegion region = Recording.On();
        using DryRun dryRun = DryRun.Begin();
        try
        {
            for (int i = 0; i < drawing.Length; i++) drawing[i].Layer.Random = new Random(i);
            ForwardObserver<T>.During(
                (layer, output) =>
                {
                    if (ReferenceEquals(layer, model) || ModelSummary.NameOf(model, layer).Length > 0) calls.Add((layer, output));
                },
                () => loss = function());
        }
        finally
        {
            foreach ((Layer<T> layer, Random? random) in drawing) layer.Random = random;
        }
        ArgumentNullException.ThrowIfNull(loss);
        if (loss.ElementCount != 1)
            throw new InvalidOperationException($"GradientFlow: expected the loss to be a single number, got shape {loss.Shape}.");
        if (!loss.RequiresGradient)
            throw new InvalidOperationException("GradientFlow: the loss does not depend on any parameter that is not frozen.");
        if (calls.Count == 0)
            throw new InvalidOperationException($"GradientFlow: the loss was computed without the model ({model.Description}).");
        return loss;
    }

    /// <summary>Gives each parameter to the innermost layer that has it: inner layers finish first.</summary>
    private void ShareParameters()
    {
        foreach ((Layer<T> layer, _) in calls)
        {
            if (owners.Exists(owner => ReferenceEquals(owner.Layer, layer))) continue;
            Parameter<T>[] own = [.. layer.Parameters.Where(parameter => !owners.Exists(owner => IsAmong(parameter, owner.Own)))];
            owners.Add((layer, own));
        }
    }

    private static bool IsAmong(Parameter<T> parameter, IReadOnlyList<Parameter<T>> some) =>
        some.Contains(parameter, ReferenceEqualityComparer.Instance);

    private void Differentiate(Tensor<T> loss)
    {
        IEnumerable<Tensor<T>> parameters = owners.SelectMany(owner => owner.Own).Concat(optimizer?.Parameters ?? []);
        IEnumerable<Tensor<T>> asked = parameters.Concat(calls.Select(call => call.Output));
        inputs.AddRange(asked.Where(tensor => tensor.RequiresGradient).Distinct<Tensor<T>>(ReferenceEqualityComparer.Instance));
        gradients = GradientWalk<T>.ToInputs(
            loss, inputs, loss.CheckSeed(null, nameof(GradientFlow)), retainGraph: false, createGraph: false);
    }

    private Tensor<T>? GradientOf(Tensor<T> tensor)
    {
        int place = inputs.FindIndex(input => ReferenceEquals(input, tensor));
        return place < 0 ? null : gradients[place];
    }

    private LayerFlow Row(Layer<T> layer, Tensor<T> output, IReadOnlyList<Parameter<T>> own, int call)
    {
        string name = ReferenceEquals(layer, model) ? model.Description : ModelSummary.NameOf(model, layer);
        IEnumerable<Parameter<T>> learning = own.Where(parameter => !parameter.IsFrozen);
        Tensor<T>[] ownGradients = [.. learning.Select(parameter => GradientOf(parameter) ?? Tensor.Zeros<T>(parameter.Shape))];
        TensorStatistics? weights = own.Count == 0 ? null : TensorStatistics.Of(own);
        return new LayerFlow
        {
            Name = call == 1 ? name : $"{name} (call {call})",
            Description = layer.Description,
            Call = call,
            OutputShape = output.Shape,
            Activations = TensorStatistics.Of([output]),
            ActivationGradients = GradientOf(output) is { } gradient ? TensorStatistics.Of([gradient]) : null,
            Weights = weights,
            Gradients = ownGradients.Length == 0 ? null : TensorStatistics.Of(ownGradients),
            UpdateRatio = weights is { Norm: > 0 } ? trial?.ChangeNorm(own) / weights.Norm : null,
            UnitCount = Units.Count(output),
            DeadUnitCount = layer is Dropout<T> || output.ElementCount == 0 ? null : Units.CountDead(output),
            SaturatedShare = (layer as ActivationLayer<T>)?.Activation switch
            {
                Activation.Sigmoid => Units.ShareBeyond(output, 0.01, 0.99),
                Activation.Tanh => Units.ShareBeyond(output, -0.98, 0.98),
                _ => null,
            },
        };
    }
}
