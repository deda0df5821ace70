namespace MiniGrad.Serialization;

/// <summary>What a file and a model did not have in common, where that was allowed.</summary>
/// <param name="Missing">Names of the model that the file lacks, in the model's order.</param>
/// <param name="Extra">Names of the file that the model has no place for, in the file's order.</param>
public sealed record LoadedWeights(IReadOnlyList<string> Missing, IReadOnlyList<string> Extra)
{
    /// <summary>Both lists in one line.</summary>
    public override string ToString()
    {
        IEnumerable<string> parts = ((string[])[List("missing", Missing), List("extra", Extra)]).Where(text => text.Length > 0);
        return string.Join("; ", parts.DefaultIfEmpty("everything fits"));
    }

    private static string List(string title, IReadOnlyList<string> names) => names.Count == 0 ? "" : $"{title}: {string.Join(", ", names)}";
}
