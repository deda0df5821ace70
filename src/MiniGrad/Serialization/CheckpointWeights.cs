namespace MiniGrad.Serialization;

/// <summary>Tells the weights from the other things that a checkpoint of PyTorch's holds.</summary>
internal static class CheckpointWeights
{
    /// <summary>The dictionary that has the weights. Without a path it is the only one that holds, itself, floating-point tensors with an
    /// axis or more: a state of an optimizer has its tensors under numbers, and a figure noted beside the weights has no axis.</summary>
    /// <exception cref="ArgumentException">There is none, or several.</exception>
    public static WeightsEntry Find(PyTorchFile file, string? path)
    {
        IReadOnlyList<WeightsEntry> all = file.Dictionaries;
        if (path is not null)
        {
            return all.FirstOrDefault(entry => entry.Path == path) ?? throw new ArgumentException(
                $"{file.Name} has no weights in the entry '{path}': there are tensors in {List(all)}.", nameof(path));
        }
        // One that is there under several names counts once.
        WeightsEntry[] likely = [.. all.Where(entry => entry.Names.Any(name => IsWeight(file.Find(name.Path)!)))
            .DistinctBy(entry => entry.Dictionary, ReferenceEqualityComparer.Instance)];
        if (likely.Length == 0) likely = [.. all.Where(entry => entry.Path.Length == 0)];
        return likely.Length switch
        {
            1 => likely[0],
            0 => throw new ArgumentException(
                $"{file.Name} has no dictionary of weights: expected one that torch.save(model.state_dict(), path) wrote, got tensors in " +
                $"{List(all)}.", nameof(file)),
            _ => throw new ArgumentException(
                $"{file.Name} has weights in {List(likely)}: say which are meant by WeightsOptions.Entry.", nameof(path)),
        };
    }

    private static bool IsWeight(PyTorchEntry entry) =>
        entry.Shape.Rank > 0 && entry.Tensor.Type.Element is >= ElementType.Binary64 and <= ElementType.Float8E4M3;

    private static string List(IReadOnlyList<WeightsEntry> entries)
    {
        const int Most = 20;
        string[] names = [.. entries.Take(Most).Select(entry => entry.Path.Length == 0 ? "'' (the file's top)" : $"'{entry.Path}'")];
        string rest = entries.Count > Most ? $" and {entries.Count - Most} more" : "";
        return names.Length == 0 ? "no dictionary" : string.Join(", ", names) + rest;
    }
}
