namespace MiniGrad.Data;

/// <summary>What a <see cref="TableEncoder"/> makes of a column.</summary>
/// <param name="Name">The name of the column.</param>
/// <param name="Role">What it is taken for.</param>
/// <param name="Features">The names of the features it becomes.</param>
/// <param name="Reason">Why it is left out; null where it is not.</param>
public sealed record EncodedColumn(string Name, ColumnRole Role, IReadOnlyList<string> Features, string? Reason);
