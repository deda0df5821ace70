using MiniGrad.Layers;

namespace MiniGrad.Serialization;

/// <summary>PyTorch's names of the parameters and buffers of a model that is built there of <c>nn.Sequential</c>, for
/// <see cref="WeightsOptions.Rename"/> and <see cref="Weights"/>. Files of <c>torch.save</c> are loaded by them anyway.</summary>
/// <remarks><para><c>nn.Sequential</c> counts all its parts, activations and dropout too; so do these names, for a
/// <see cref="Sequential{T}"/> and for an <see cref="Mlp{T}"/>, whose parts stand in the order linear, normalisation, activation, dropout.
/// The weights of <see cref="Lstm{T}"/>, <see cref="Gru{T}"/> and their cells get theirs, such as <c>weight_ih_l0</c>. Other layers keep
/// the names that they have here.</para>
/// <para>For an <c>Mlp([784, 128, 10], …)</c> they are <c>0.weight</c>, <c>0.bias</c>, <c>2.weight</c>, <c>2.bias</c>. With batch
/// normalisation, in front of which an <see cref="Mlp{T}"/> has no bias, it is
/// <c>nn.Sequential(nn.Linear(784, 128, bias=False), nn.BatchNorm1d(128), nn.ReLU(), nn.Linear(128, 10))</c> with <c>0.weight</c>,
/// <c>1.weight</c>, <c>1.bias</c>, <c>1.running_mean</c>, <c>1.running_var</c>, <c>1.num_batches_tracked</c>, <c>3.weight</c>,
/// <c>3.bias</c>. The number of batches is not needed: it is left out when reading, and PyTorch does without it.</para></remarks>
/// <example>Into PyTorch, <c>net.load_state_dict(safetensors.torch.load_file("net.safetensors"))</c>, and back:<code>
/// using MiniGrad;
/// using MiniGrad.Layers;
/// using MiniGrad.Serialization;
///
/// Mlp&lt;float&gt; model = new([784, 128, 10], Activation.Relu, new Random(1));
/// Weights.Save(model, "net.safetensors", layout: WeightLayout.OutputsFirst, rename: TorchNames.ToTorch(model));
/// Weights.Load(model, "net.safetensors", new WeightsOptions { Rename = TorchNames.FromTorch(model) });
/// </code></example>
public static class TorchNames
{
    private const string BatchCount = "num_batches_tracked";

    /// <summary>From PyTorch's names to those of a model here, or null for arrays that are not needed. Unknown names stay. As
    /// <see cref="WeightsOptions.Rename"/> it implies PyTorch's layout.</summary>
    public static Func<string, string?> FromTorch<T>(Layer<T> model) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new Reader(Pairs(model).ToDictionary(pair => pair.Torch, pair => pair.Own)).Rename;

    /// <summary>From the names of a model here to PyTorch's. Unknown names stay.</summary>
    public static Func<string, string> ToTorch<T>(Layer<T> model) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dictionary<string, string> names = Pairs(model).ToDictionary(pair => pair.Own, pair => pair.Torch);
        return name => names.GetValueOrDefault(name, name);
    }

    /// <summary>Whether the names are those of <see cref="FromTorch{T}"/>.</summary>
    internal static bool Made(Func<string, string?>? rename) => rename?.Target is Reader;

    private sealed class Reader(Dictionary<string, string> names)
    {
        public string? Rename(string name) => name.Split('.')[^1] == BatchCount ? null : names.GetValueOrDefault(name, name);
    }

    private static IEnumerable<(string Own, string Torch)> Pairs<T>(Layer<T> model) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        IEnumerable<string> names = model.NamedParameters.Select(entry => entry.Name)
            .Concat(model.NamedBuffers.Select(entry => entry.Name)).Concat(SharedNames.Of(model).Keys);
        return names.Select(name => (name, Translate(model, name)));
    }

    private static string Translate<T>(Layer<T> layer, string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((int index, (string child, Layer<T> part)) in layer.Children.Index())
        {
            if (!name.StartsWith($"{child}.", StringComparison.Ordinal)) continue;
            string place = layer is Sequential<T> or Mlp<T> ? FormattableString.Invariant($"{index}") : child;
            return $"{place}.{Translate(part, name[(child.Length + 1)..])}";
        }
        return layer switch
        {
            BatchNormalization<T> when name == "running_variance" => "running_var",
            RecurrentLayer<T> or RecurrentCell<T> => TranslateRecurrent(name),
            _ => name,
        };
    }

    /// <summary>From <c>layers.1.reverse.input_weight</c> to <c>weight_ih_l1_reverse</c>, from <c>input_weight</c> to
    /// <c>weight_ih</c>.</summary>
    private static string TranslateRecurrent(string name)
    {
        string[] parts = name.Split('.');
        string own = parts[^1] switch
        {
            RecurrentNames.InputWeight => "weight_ih",
            RecurrentNames.RecurrentWeight => "weight_hh",
            RecurrentNames.InputBias => "bias_ih",
            _ => "bias_hh",
        };
        return parts.Length == 1 ? own : $"{own}_l{parts[1]}{(parts.Length > 3 ? "_reverse" : "")}";
    }
}
