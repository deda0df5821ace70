using System.Globalization;

namespace MiniGrad.Layers;

/// <summary>The layers of a model in order of computation, with the shapes of their outputs and the numbers of their parameters.</summary>
public sealed class ModelSummary
{
    private ModelSummary(IReadOnlyList<LayerSummary> layers, long parameterCount, Shape inputShape) =>
        (Layers, ParameterCount, InputShape) = (layers, parameterCount, inputShape);

    /// <summary>The layers that have parameters of their own or no layers inside them, each once, in order of computation.</summary>
    public IReadOnlyList<LayerSummary> Layers { get; }

    /// <summary>The number of all parameters, shared ones counted once.</summary>
    public long ParameterCount { get; }

    /// <summary>The shape of the input that the outputs' shapes belong to.</summary>
    public Shape InputShape { get; }

    /// <summary>Runs a model once, on zeros, and looks at its layers.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputShape">The shape of one input, the batch along the first axis: <c>[1, 784]</c>.</param>
    /// <exception cref="ArgumentException">The network does not take such an input.</exception>
    public static ModelSummary Of<T>(Layer<T> model, Shape inputShape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputShape);
        List<LayerSummary> layers = [];
        Tensor<T> input = Tensor.Zeros<T>(inputShape);
        ForwardObserver<T>.During(
            (layer, output) =>
            {
                string name = NameOf(model, layer);
                long own = OwnCount(layer);
                if (!layers.Exists(listed => listed.Name == name) && (layer.Children.Count == 0 || own > 0))
                    layers.Add(new LayerSummary(name, layer.Description, output.Shape, own));
            },
            () => model.Predict(input));
        return new ModelSummary(layers, Count(model.Parameters), inputShape);
    }

    /// <summary>A table of the layers: name, kind, output shape, number of parameters.</summary>
    public override string ToString()
    {
        List<string[]> rows = [["name", "layer", "output", "parameters"]];
        foreach (LayerSummary layer in Layers)
            rows.Add([layer.Name, layer.Description, layer.OutputShape.ToString(), Format(layer.ParameterCount)]);
        return TextTable.Of(rows, leftColumns: 3) + $"{Format(ParameterCount)} parameters for an input of {InputShape}\n";
    }

    /// <summary>The first name of a layer in a model; empty for the model itself and for a layer that is not part of it.</summary>
    internal static string NameOf<T>(Layer<T> model, Layer<T> layer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((string name, Layer<T> child) in model.Children)
        {
            if (ReferenceEquals(child, layer)) return name;
            string inner = NameOf(child, layer);
            if (inner.Length > 0) return $"{name}.{inner}";
        }
        return "";
    }

    /// <summary>The number of parameters of the layer that are not those of a layer inside it.</summary>
    private static long OwnCount<T>(Layer<T> layer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IEnumerable<Parameter<T>> inner = layer.Children.SelectMany(child => child.Layer.Parameters);
        return Count(layer.Parameters.Except<Parameter<T>>(inner, ReferenceEqualityComparer.Instance));
    }

    private static long Count<T>(IEnumerable<Parameter<T>> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        parameters.Sum(parameter => (long)parameter.ElementCount);

    private static string Format(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>A layer in a <see cref="ModelSummary"/>.</summary>
/// <param name="Name">The name in the model, such as <c>layers.0</c>; empty for the model itself.</param>
/// <param name="Description">The description: <c>Linear 784 → 128</c>.</param>
/// <param name="OutputShape">The shape of its output.</param>
/// <param name="ParameterCount">The number of its parameters that are not those of a layer inside it.</param>
public sealed record LayerSummary(string Name, string Description, Shape OutputShape, long ParameterCount);
