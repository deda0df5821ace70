using System.Numerics;
using static System.FormattableString;

namespace MiniGrad.Data;

/// <summary>
/// Makes of a table the numbers that a network learns from, by rules found from the training rows alone: numbers are scaled and missing ones stood in for,
/// categories become features of 0 and 1, and the target becomes labels or numbers.
/// </summary>
/// <remarks>
/// <para>What a column is taken for, unless <see cref="TableEncoderOptions.Roles"/> says: a column of numbers is a number; one of text is a category. Left out is
/// a column without values, or all of whose values are the same, or of text of which no two are the same (an identifier), or of text with more different values
/// than <see cref="TableEncoderOptions.MaximumCategories"/> (free text). <see cref="Columns"/> tells.</para>
/// <para>What is predicted, unless <see cref="TableEncoderOptions.TargetKind"/> says: classes where the target is text, or whole numbers of which there are at
/// most 20 different ones, each in two rows or more on average; else numbers. Text that looks like numbers in another notation, such as <c>12,34</c>, is then
/// refused. The classes are numbered in order: numbers from the smallest, text by the codes of its characters.</para>
/// <para>Categories are matched by what was written, so that it does not matter whether the other rows of a file make its column one of numbers: <c>01234</c> is
/// found among categories that are text, and <c>1.0</c> is the category 1 of a column of numbers. For that a column of numbers keeps
/// <see cref="NumberColumn.Spellings"/>; without them, a number that some category may have been in other digits is refused.</para>
/// <para>A table to be encoded needs the columns that are not left out, in any order; the target only where it is asked for. Immutable, and safe for any
/// number of threads.</para>
/// </remarks>
public sealed class TableEncoder
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

    /// <summary>The name of the column that is predicted.</summary>
    public string Target => target.Name;

    /// <summary>Whether classes or numbers are predicted.</summary>
    public TargetKind TargetKind => target.Kind;

    /// <summary>The classes, by their labels; empty where numbers are predicted.</summary>
    public IReadOnlyList<string> ClassNames => target.ClassNames;

    /// <summary>What is made of each column but the target, in the order of the training table.</summary>
    public IReadOnlyList<EncodedColumn> Columns { get; }

    /// <summary>The names of the features, in order: <c>age</c> for a number, <c>colour=red</c> for a category, <c>age (missing)</c> for what tells where one is missing.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>Finds the rules.</summary>
    /// <param name="table">The training rows; validation and test rows should not be among them.</param>
    /// <param name="target">The name of the column to predict.</param>
    /// <param name="options">Default: those of <see cref="TableEncoderOptions"/>.</param>
    /// <exception cref="ArgumentException">
    /// There is no such column, or no row; the target does not fit the kind asked for, or is text that looks like numbers in another notation
    /// (<c>12,34</c>) where no classes are asked for; there is just one class; a role does not fit its column; the name of a column, a category or a class holds
    /// half of a surrogate pair; or no column is left.
    /// </exception>
    /// <exception cref="TableRowException">A target is missing; or a number that is to be neither category nor class is infinite.</exception>
    public static TableEncoder Fit(Table table, string target, TableEncoderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        options ??= new TableEncoderOptions();
        TableColumn targets = table[target];
        foreach (string name in options.Roles.Keys)
            if (table[name] == targets) throw new ArgumentException($"TableEncoder: the target '{target}' has no other role: expected roles of other columns.", nameof(options));
        foreach (TableColumn column in table.Columns) WholeText.Check(column.Name, $"the name of column '{column.Name}'");
        if (options.TargetKind != TargetKind.Classes && targets is TextColumn && NumberNotation.ExampleIn(Categories.Of(targets)) is { } example)
        {
            throw new ArgumentException(
                $"TableEncoder: the target '{target}' is text that looks like numbers in another notation, such as '{example}': " +
                $"expected {NumberNotation.Expected}, or that classes are asked for.",
                nameof(table));
        }
        TargetEncoding targetEncoding = TargetEncoding.Fit(targets, options.TargetKind);
        TableEncoder encoder = new(table.Columns.Where(column => column != targets).Select(column => ColumnFitting.Fit(column, options)), targetEncoding);
        if (encoder.FeatureNames.Count > 0) return encoder;
        string reasons = string.Join(", ", encoder.Columns.Select(column => $"'{column.Name}' ({column.Reason})"));
        throw new ArgumentException($"TableEncoder: no column is left to learn from{(reasons.Length > 0 ? $": left out are {reasons}" : "")}.", nameof(table));
    }

    /// <summary>The features of every row, [rows, features].</summary>
    /// <exception cref="ArgumentException">A column is not there.</exception>
    /// <exception cref="TableRowException">
    /// A row holds text where there were numbers, or an unknown category that is to be refused, or a number that may have been one of the categories in other
    /// digits, or one that the type does not hold.
    /// </exception>
    public Tensor<T> EncodeInputs<T>(Table table) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TableColumn?[] columns = Find(table);
        Shape shape = [table.Count, FeatureNames.Count];
        T[] values = new T[shape.ElementCount];
        double[] features = new double[FeatureNames.Count];
        for (int row = 0; row < table.Count; row++)
        {
            Array.Clear(features);
            int start = 0;
            for (int i = 0; i < encodings.Length; i++)
            {
                int width = encodings[i].Features.Count;
                if (columns[i] is { } column) encodings[i].Encode(column, row, features.AsSpan(start, width));
                for (int end = start + width; start < end; start++) values[(row * features.Length) + start] = Convert<T>(features[start], encodings[i].Name, row);
            }
        }
        return new Tensor<T>(values, shape);
    }

    /// <summary>The labels of every row: places in <see cref="ClassNames"/>, [rows].</summary>
    /// <exception cref="InvalidOperationException">Numbers are predicted.</exception>
    /// <exception cref="ArgumentException">The target is not there.</exception>
    /// <exception cref="TableRowException">It is missing in a row, or no class that a training row has.</exception>
    public IndexTensor EncodeLabels(Table table)
    {
        Expect(TargetKind.Classes);
        ArgumentNullException.ThrowIfNull(table);
        return target.Labels(table[Target]);
    }

    /// <summary>
    /// The targets of every row, [rows, 1], as they are. Single precision rounds them to some seven digits: those that lie close together and far from 0 are
    /// better had in double precision, and scaled before they are rounded.
    /// </summary>
    /// <exception cref="InvalidOperationException">Classes are predicted.</exception>
    /// <exception cref="ArgumentException">The target is not there.</exception>
    /// <exception cref="TableRowException">It is missing in a row, or not a number, or one that the type does not hold.</exception>
    public Tensor<T> EncodeTargets<T>(Table table) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Expect(TargetKind.Numbers);
        ArgumentNullException.ThrowIfNull(table);
        TableColumn column = table[Target];
        T[] values = new T[table.Count];
        for (int row = 0; row < values.Length; row++) values[row] = Convert<T>(target.NumberAt(column, row), Target, row);
        return new Tensor<T>(values, [values.Length, 1]);
    }

    /// <summary>Features and labels as a data set.</summary>
    /// <inheritdoc cref="EncodeLabels(Table)"/>
    public Dataset<T> EncodeClasses<T>(Table table) where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(EncodeInputs<T>(table), EncodeLabels(table));

    /// <summary>Features and targets as a data set.</summary>
    /// <inheritdoc cref="EncodeTargets{T}(Table)"/>
    public Dataset<T> EncodeNumbers<T>(Table table) where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(EncodeInputs<T>(table), EncodeTargets<T>(table));

    /// <summary>The rules as JSON text, from which <see cref="FromJson"/> makes an encoder that gives the same bits.</summary>
    public string ToJson() => EncoderJson.Write(encodings, target);

    /// <summary>The encoder that <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is not such JSON; the message says what is wrong.</exception>
    public static TableEncoder FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return EncoderJson.Read(json);
    }

    /// <summary>The columns to encode, null for those that are left out.</summary>
    private TableColumn?[] Find(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        List<string> missing = [];
        var found = new TableColumn?[encodings.Length];
        for (int i = 0; i < found.Length; i++)
        {
            if (encodings[i] is LeftOutColumn) continue;
            if (!table.TryGetColumn(encodings[i].Name, out found[i])) missing.Add(encodings[i].Name);
        }
        return missing.Count == 0 ? found : throw new ArgumentException(
            $"TableEncoder: there is no column {NameList.Of(missing)}; there are {NameList.Of(table.Columns.Select(column => column.Name))}.", nameof(table));
    }

    private void Expect(TargetKind kind)
    {
        if (kind != TargetKind)
            throw new InvalidOperationException($"TableEncoder: '{Target}' is predicted as {TargetKind.ToString().ToLowerInvariant()}, not as {kind.ToString().ToLowerInvariant()}.");
    }

    private static T Convert<T>(double number, string column, int row) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T converted = T.CreateTruncating(number);
        return T.IsFinite(converted)
            ? converted
            : throw new TableRowException(column, row, Invariant($"{number} is more than {typeof(T).Name} holds."));
    }
}
