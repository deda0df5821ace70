using System.Globalization;
using System.Numerics;

namespace MiniGrad.Layers;

/// <summary>A model's layers as a table of text.</summary>
internal static class ModelSummary
{
    public static string Of<T>(Layer<T> model, Shape inputShape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        List<string[]> rows = [["name", "layer", "output", "parameters"]];
        Tensor<T> input = Tensor.Zeros<T>(inputShape);
        ForwardObserver<T>.During(
            (layer, output) =>
            {
                bool isListed = rows.Exists(row => row[0] == NameOf(model, layer));
                long own = OwnCount(layer);
                if (!isListed && (layer.Children.Count == 0 || own > 0))
                    rows.Add([NameOf(model, layer), layer.Description, output.Shape.ToString(), Format(own)]);
            },
            () => model.Predict(input));
        return TextTable.Of(rows, leftColumns: 3) + $"{Format(Count(model.Parameters))} parameters for an input of {inputShape}\n";
    }

    /// <summary>The name of a layer in a model, the first if it has several; empty for the model itself and for a layer that is no part of it.</summary>
    public static string NameOf<T>(Layer<T> model, Layer<T> layer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
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
    private static long OwnCount<T>(Layer<T> layer) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Count(layer.Parameters.Except<Parameter<T>>(layer.Children.SelectMany(child => child.Layer.Parameters), ReferenceEqualityComparer.Instance));

    private static long Count<T>(IEnumerable<Parameter<T>> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        parameters.Sum(parameter => (long)parameter.ElementCount);

    private static string Format(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
