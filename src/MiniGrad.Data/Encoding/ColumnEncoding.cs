namespace MiniGrad.Data;

/// <summary>A column as a <see cref="TableEncoder"/> encodes it.</summary>
/// <param name="Name">The name of the column.</param>
/// <param name="Role">Its role.</param>
/// <param name="Features">The names of its features.</param>
/// <param name="Reason">Why the column is left out; null where it is not.</param>
public sealed record EncodedColumn(string Name, ColumnRole Role, IReadOnlyList<string> Features, string? Reason)
{
    /// <summary>The values that have a feature each, in the order of the features; of a boolean the one for 0 and the one for 1; none for
    /// numbers and dates.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Whether a training row lacks a value; true where an encoder of an earlier version does not say.</summary>
    public bool HadMissing { get; init; }

    /// <summary>One line, such as <c>colour (category): colour=blue, colour=red</c> and <c>id (left out: it has no values)</c>.</summary>
    public override string ToString() => Role == ColumnRole.LeftOut
        ? $"{Name} (left out: {Reason})"
        : $"{Name} ({Role.ToString().ToLowerInvariant()}): {NameList.Plain(Features)}";
}

/// <summary>Makes features of a column.</summary>
internal abstract class ColumnEncoding(string name)
{
    /// <summary>The end of the name of a feature that marks missing values.</summary>
    protected const string MissingMark = " (missing)";

    private const int Examples = 3;

    public string Name { get; } = name;

    /// <summary>The beginning of the names of the features: the column's name, but in quotes, doubled inside, where it could be taken for
    /// the name of another column's feature.</summary>
    protected string FeatureName { get; } =
        name.Contains('=') || name.StartsWith('"') || name.EndsWith(MissingMark, StringComparison.Ordinal) ||
        DateFeature.Marks.Any(mark => name.EndsWith(mark, StringComparison.Ordinal))
            ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : name;

    public abstract IReadOnlyList<string> Features { get; }
    public abstract EncodedColumn Description { get; }

    /// <summary>How features are made of values, in words.</summary>
    public abstract string Rule { get; }

    /// <summary>What stands for a missing value, in words.</summary>
    public abstract string GapFiller { get; }

    /// <summary>A line that says what becomes of the column.</summary>
    public virtual string Describe()
    {
        int count = Features.Count;
        string examples = string.Join(", ", Features.Take(Examples));
        string role = Description.Role.ToString().ToLowerInvariant(), features = count == 1 ? "1 feature" : Invariant($"{count} features");
        return $"'{Name}' ({role}): {features}: {examples}{(count > Examples ? ", …" : "")}; {Rule}; {GapFiller}";
    }

    /// <summary>Makes ready to encode the rows of a column.</summary>
    public abstract BoundColumn Bind(TableColumn column);

    /// <summary>Sets the features of one value to what <see cref="Bind"/> makes of a row with it.</summary>
    /// <param name="value">The value, which was not refused.</param>
    /// <param name="features">As many as <see cref="Features"/>, all 0.</param>
    /// <exception cref="TableRowException">The value does not fit.</exception>
    public abstract void Encode(in RowValue value, Span<double> features);

    public abstract void WriteTo(Utf8JsonWriter json);
}

/// <summary>A column without features; a table to be encoded may lack it.</summary>
internal sealed class LeftOutColumn(string name, string reason) : ColumnEncoding(name)
{
    public static LeftOutColumn Void(string column) => new(column, "it has no values");

    public static LeftOutColumn Constant(string column) => new(column, "all its values are the same");

    public override IReadOnlyList<string> Features => [];
    public override EncodedColumn Description => new(Name, ColumnRole.LeftOut, [], reason);
    public override string Rule => reason;
    public override string GapFiller => "";

    public override string Describe() => $"'{Name}' (left out): {reason}";

    public override BoundColumn Bind(TableColumn column) => throw new InvalidOperationException("A column without features.");

    public override void Encode(in RowValue value, Span<double> features) { }

    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("role", "leftOut");
        json.WriteString("reason", reason);
    }

    public static LeftOutColumn Read(string name, JsonElement json) => new(name, json.Text("reason"));
}

/// <summary>An encoding together with a column of a table that is to be encoded, and what was found of its values so far.</summary>
internal abstract class BoundColumn
{
    /// <summary>Sets the features of some rows, which are 0.</summary>
    /// <exception cref="TableRowException">A value does not fit: any of the rows, not always the first of those that do not.</exception>
    public abstract void Encode<T>(FeatureBlock<T> block) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
