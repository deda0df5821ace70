using MiniGrad.Layers;

namespace MiniGrad.Serialization;

/// <summary>The further names of parameters and buffers that a model uses in several places. Here each goes by its first name; PyTorch
/// saves it under all.</summary>
internal static class SharedNames
{
    /// <summary>The first name for each further one.</summary>
    public static Dictionary<string, string> Of<T>(Layer<T> model) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dictionary<Parameter<T>, string> first = new(ReferenceEqualityComparer.Instance);
        foreach ((string name, Parameter<T> parameter) in All(model)) first.TryAdd(parameter, name);
        Dictionary<string, string> further = [];
        Collect("", model);
        return further;

        void Collect(string start, Layer<T> layer)
        {
            foreach ((string child, Layer<T> part) in layer.Children)
            {
                foreach ((string name, Parameter<T> parameter) in All(part))
                    if ($"{start}{child}.{name}" is var full && first[parameter] != full) further[full] = first[parameter];
                Collect($"{start}{child}.", part);
            }
        }
    }

    private static IEnumerable<(string Name, Parameter<T> Parameter)> All<T>(Layer<T> layer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        layer.NamedParameters.Select(entry => (entry.Name, entry.Parameter))
            .Concat(layer.NamedBuffers.Select(entry => (entry.Name, entry.Buffer)));
}
