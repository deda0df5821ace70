namespace MiniGrad.Data;

/// <summary>Turns a table into the numbers that a network learns from, by rules found from the training rows alone: it scales numbers,
/// replaces missing ones, makes features of 0 and 1 of categories, and labels or numbers of the target.</summary>
/// <remarks><para>Unless <see cref="TableEncoderOptions.Roles"/> says otherwise, numbers are numbers. Text is a boolean where its values
/// are two words that mean true and false (true/false, yes/no, y/n, t/f, on/off, in any case), a date where every value is one, by ISO 8601
/// or in one of <see cref="TableEncoderOptions.DateFormats"/>, and else a category. Of more than 100 texts, or
/// <see cref="TableEncoderOptions.MaximumCategories"/>, the rare ones share a feature.</para>
/// <para>Columns are left out that have no values or equal values; text that differs in every row (an identifier), and text of so many
/// different values where more than half of the rows have one that no other row has (free text); and numbers of the rows:
/// 30 or more whole numbers, all different, from 0 or 1 up to the number of rows of the table, or of at least half of them where rows were
/// chosen, unless no other column has a feature. <see cref="Columns"/> lists the roles and reasons, and <see cref="Describe"/> all that
/// becomes of columns.</para>
/// <para>Unless <see cref="TableEncoderOptions.TargetKind"/> says otherwise, classes are predicted where the target is text, or has at most
/// 20 different values, all whole numbers, each on average in two rows or more; else numbers. Then text that looks like numbers in another
/// notation, such as <c>12,34</c>, is refused. Classes are ordered: numbers from the smallest, text by the codes of its characters.</para>
/// <para>Categories are matched by their text in the file, so the other rows of a file do not matter: <c>01234</c> is found among text
/// categories, and <c>1.0</c> is the category 1 of a column of numbers. A number whose text is not known is refused where a category may be
/// the same number.</para>
/// <para>A table to be encoded needs all columns but those left out, in any order, and the target only for its labels or numbers. Immutable
/// and thread-safe.</para></remarks>
public sealed partial class TableEncoder
{
    private readonly ColumnEncoding[] encodings;
    private readonly TargetEncoding target;

    internal TableEncoder(IEnumerable<ColumnEncoding> encodings, TargetEncoding target)
    {
        this.encodings = [.. encodings];
        this.target = target;
        Columns = [.. this.encodings.Select(encoding => encoding.Description)];
        FeatureNames = NameSequence.Of(this.encodings.Select(encoding => encoding.Features));
    }

    /// <summary>The encodings of <see cref="Columns"/>.</summary>
    internal IReadOnlyList<ColumnEncoding> Encodings => encodings;

    /// <summary>The encoding of the column that is predicted.</summary>
    internal TargetEncoding TargetEncoding => target;

    /// <summary>The name of the column that is predicted.</summary>
    public string Target => target.Name;

    /// <summary>Whether classes or numbers are predicted.</summary>
    public TargetKind TargetKind => target.Kind;

    /// <summary>The classes, by their labels; empty where numbers are predicted.</summary>
    public IReadOnlyList<string> ClassNames => target.ClassNames;

    /// <summary>The encoding of each column but the target, in the order of the training table.</summary>
    public IReadOnlyList<EncodedColumn> Columns { get; }

    /// <summary>The names of the features, such as <c>age</c>, <c>colour=red</c>, <c>colour=(other)</c>, <c>when (month sine)</c>, and the
    /// indicator <c>age (missing)</c>. They differ: a column's name that holds an equals sign, begins with a quote or ends like the
    /// name of a feature of dates or an indicator, is in quotes, as in <c>"a=b"=c</c> and <c>"built (year)"</c>.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The features of every row, [rows, features].</summary>
    /// <exception cref="ArgumentException">A column is missing.</exception>
    /// <exception cref="TableRowException">A row has text instead of a number, an unknown category that is refused, a number that may be a
    /// category in other digits, no date where dates were learned, a number that the type does not hold, or a missing value that is
    /// refused.</exception>
    public Tensor<T> EncodeInputs<T>(Table table) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TableColumn?[] columns = Find(table);
        return TableRowException.Locate(table, () => Encode<T>(table, columns));
    }

    /// <summary>The labels of every row: places in <see cref="ClassNames"/>, [rows].</summary>
    /// <exception cref="InvalidOperationException">Numbers are predicted.</exception>
    /// <exception cref="ArgumentException">There is no target column.</exception>
    /// <exception cref="TableRowException">A class is missing or unknown.</exception>
    public IndexTensor EncodeLabels(Table table)
    {
        Expect(TargetKind.Classes);
        ArgumentNullException.ThrowIfNull(table);
        return TableRowException.Locate(table, () => target.Labels(table[Target]));
    }

    /// <summary>The labels of every row, [rows], also of classes that no training row has: to judge predictions by, which are wrong
    /// there.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="unknownClasses">These classes, whose labels follow those in <see cref="ClassNames"/>, in the order of the rows.</param>
    /// <exception cref="InvalidOperationException">Numbers are predicted.</exception>
    /// <exception cref="ArgumentException">There is no target column.</exception>
    /// <exception cref="TableRowException">A class is missing.</exception>
    public IndexTensor EncodeLabels(Table table, out IReadOnlyList<string> unknownClasses)
    {
        Expect(TargetKind.Classes);
        ArgumentNullException.ThrowIfNull(table);
        List<string> unknown = [];
        unknownClasses = unknown;
        return TableRowException.Locate(table, () => target.Labels(table[Target], unknown));
    }

    /// <summary>The targets of every row, [rows, 1], unscaled.</summary>
    /// <remarks>Single precision keeps some seven digits. Targets close together and far from 0 need double precision, scaled before they
    /// are rounded.</remarks>
    /// <exception cref="InvalidOperationException">Classes are predicted.</exception>
    /// <exception cref="ArgumentException">There is no target column.</exception>
    /// <exception cref="TableRowException">A target is missing, not a number, or beyond the range of the type.</exception>
    public Tensor<T> EncodeTargets<T>(Table table) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Expect(TargetKind.Numbers);
        ArgumentNullException.ThrowIfNull(table);
        TableColumn column = table[Target];
        return TableRowException.Locate(table, () =>
        {
            T[] values = new T[table.Count];
            for (int row = 0; row < values.Length; row++) values[row] = FeatureBlock<T>.Convert(target.NumberAt(column, row), Target, row);
            return new Tensor<T>(values, [values.Length, 1]);
        });
    }

    /// <summary>Features and labels as a data set.</summary>
    /// <inheritdoc cref="EncodeLabels(Table)"/>
    public Dataset<T> EncodeClasses<T>(Table table) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(EncodeInputs<T>(table), EncodeLabels(table));

    /// <summary>Features and targets as a data set.</summary>
    /// <inheritdoc cref="EncodeTargets{T}(Table)"/>
    public Dataset<T> EncodeNumbers<T>(Table table) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(EncodeInputs<T>(table), EncodeTargets<T>(table));

    /// <summary>Features with labels or targets of rows that are encoded while they are read, for <see
    /// cref="Dataset.Stream{T}"/>.</summary>
    /// <param name="rows">The rows.</param>
    /// <remarks>A row that cannot be encoded is refused when it is reached, by an <see cref="InvalidDataException"/> with the name of its
    /// file, its column and its place.</remarks>
    public SampleSource<T> Samples<T>(TableSource rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new EncodedSource<T>(this, rows, TargetKind == TargetKind.Classes
            ? (table, inputs) => new Batch<T>(inputs, EncodeLabels(table))
            : (table, inputs) => new Batch<T>(inputs, EncodeTargets<T>(table)));
    }

    /// <summary>Whether the columns that are used are text or numbers in a file.</summary>
    internal Dictionary<string, bool> AreText()
    {
        Dictionary<string, bool> areText = new(StringComparer.Ordinal);
        foreach (ColumnEncoding encoding in encodings)
        {
            if (encoding is LeftOutColumn) continue;
            areText[encoding.Name] = encoding is not (NumberEncoding or CategoryEncoding { Categories.AreNumbers: true });
        }
        areText[Target] = target.Classes is { AreNumbers: false };
        return areText;
    }

    /// <summary>What becomes of the columns, a line for each: its role, how many features it has and which, how they are made, and what
    /// stands for a missing value, or why it is left out; then a line for the target.</summary>
    public string Describe()
    {
        string kind = target.Kind == TargetKind.Numbers ? "numbers, unscaled"
            : Invariant($"{ClassNames.Count} classes: {NameList.Of(ClassNames)}");
        IEnumerable<string> lines = [.. encodings.Select(encoding => encoding.Describe()), $"'{Target}' (target): {kind}"];
        return string.Join('\n', lines.Select(line => string.Concat(line.Select(one => char.IsControl(one) ? ' ' : one))));
    }

    /// <summary>The rules as JSON text. <see cref="FromJson"/> makes an encoder of it that gives the same bits.</summary>
    public string ToJson() => EncoderJson.Write(encodings, target);

    /// <summary>The encoder that <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is not such JSON; the message says why.</exception>
    public static TableEncoder FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return EncoderJson.Read(json);
    }

    private void Expect(TargetKind kind)
    {
        if (kind == TargetKind) return;
        throw new InvalidOperationException($"TableEncoder: '{Target}' is predicted as {Name(TargetKind)}, not as {Name(kind)}.");

        static string Name(TargetKind kind) => kind.ToString().ToLowerInvariant();
    }
}
