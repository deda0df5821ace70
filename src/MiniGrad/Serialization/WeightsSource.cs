namespace MiniGrad.Serialization;

/// <summary>The arrays of a file that are for a model, whatever the file's format is.</summary>
/// <param name="File">What messages begin with.</param>
/// <param name="Arrays">The arrays, in the file's order.</param>
/// <param name="Layout">The layout of linear weights if the file tells it.</param>
internal sealed record WeightsSource(string File, IReadOnlyList<WeightsArray> Arrays, WeightLayout? Layout)
{
    public static WeightsSource Of(SafetensorsFile file)
    {
        string prefix = file.Metadata.GetValueOrDefault(Weights.PrefixKey, "");
        WeightsArray[] arrays = [.. file.Entries.Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(entry =>
            new WeightsArray(
                entry.Name[prefix.Length..], entry.Name, entry.TypeName, entry.Type, entry.Shape, () => file.Elements(entry.Name), null))];
        return new(file.Name, arrays, LayoutOf(file));
    }

    /// <param name="file">A file that may be a checkpoint with other things besides.</param>
    /// <param name="entry">The path of the weights in it, or null.</param>
    /// <exception cref="ArgumentException">The weights are not the only ones, or not there.</exception>
    public static WeightsSource Of(PyTorchFile file, string? entry)
    {
        WeightsArray[] arrays = [.. CheckpointWeights.Find(file, entry).Names.Select(name =>
        {
            PyTorchEntry found = file.Find(name.Path)!;
            return new WeightsArray(
                name.Key, name.Path, found.TypeName, found.Tensor.Type.Element, found.Shape, () => file.Elements(name.Path), found.Tensor);
        })];
        return new(file.Name, arrays, WeightLayout.OutputsFirst);
    }

    private static WeightLayout? LayoutOf(SafetensorsFile file)
    {
        if (file.Metadata.TryGetValue(Weights.LayoutKey, out string? noted))
            return noted == Weights.OutputsFirstValue ? WeightLayout.OutputsFirst : WeightLayout.InputsFirst;
        if (file.Metadata.ContainsKey(Weights.PrefixKey)) return WeightLayout.InputsFirst;
        return file.Metadata.GetValueOrDefault("format") == "pt" ? WeightLayout.OutputsFirst : null;
    }
}

/// <summary>An array of a <see cref="WeightsSource"/>.</summary>
/// <param name="Name">Its name among the weights.</param>
/// <param name="FullName">Its name in the file.</param>
/// <param name="TypeName">The type of its elements as the format calls it.</param>
/// <param name="Type">That type here, or null where it is not known.</param>
/// <param name="Shape">The sizes along the axes.</param>
/// <param name="Open">Gives the elements.</param>
/// <param name="View">Equal for names that mean the same elements of the file; null where a format has no such names.</param>
internal sealed record WeightsArray(
    string Name, string FullName, string TypeName, ElementType? Type, Shape Shape, Func<ElementReader> Open, TorchTensor? View);
