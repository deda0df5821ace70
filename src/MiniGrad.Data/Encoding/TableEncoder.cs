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
public sealed class TableEncoder
{
    /// <summary>The rows that are encoded together, column by column: few enough to stay in the processor's cache.</summary>
    internal const int RowsTogether = 256;

    // Fewer are encoded sooner than other threads begin.
    internal const int ManyRows = 16_384;

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

    /// <summary>Finds the rules.</summary>
    /// <param name="table">The training rows, without those for validation and test.</param>
    /// <param name="target">The name of the column to predict.</param>
    /// <param name="options">Default: those of <see cref="TableEncoderOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no such column, no row, one class only, or no column left; the target or a role does
    /// not fit its column; a format is none of dates; or a name, category or class holds half of a surrogate pair.</exception>
    /// <exception cref="TableRowException">A target is missing, or a number is infinite that is neither category nor class.</exception>
    public static TableEncoder Fit(Table table, string target, TableEncoderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        options ??= new TableEncoderOptions();
        TableColumn targets = table[target];
        CheckNames(table, target, options);
        ColumnFitting fitting = new(options);
        ColumnInMemory[] contents = [.. table.Columns.Select(column => new ColumnInMemory(column, table.SourceCount))];
        return TableRowException.Locate(table, () => fitting.Fit(
            [.. contents.Where(column => column.Name != targets.Name)], contents.First(column => column.Name == targets.Name)));
    }

    /// <summary>Finds the rules in one pass over rows that need not fit into memory.</summary>
    /// <param name="rows">The training rows.</param>
    /// <param name="target">The name of the column to predict.</param>
    /// <param name="options">Default: those of <see cref="TableEncoderOptions"/>.</param>
    /// <remarks><para>The rules are those of <see cref="Fit(Table, string, TableEncoderOptions?)"/>, with what a bounded memory allows: of
    /// more than 65,536 numbers the median is that of as many, drawn at random by a fixed seed; of a column with more than 100,000
    /// different texts those that come later are rare ones; and only numbers that count the rows in their order are left out as such.
    /// Scales of many numbers may differ in the last digits.</para>
    /// <para>The rows are read once more where a column turns out to be text after more than 10,000 different numbers.</para></remarks>
    /// <exception cref="ArgumentException">As for a table; or a category was asked for in a column of more different values than are
    /// kept.</exception>
    /// <exception cref="TableRowException">As for a table.</exception>
    /// <exception cref="InvalidDataException">The rows cannot be read, or a part has other columns than the first.</exception>
    public static TableEncoder FitStream(TableSource rows, string target, TableEncoderOptions? options = null) =>
        FitStream(rows, target, options, out _);

    /// <inheritdoc cref="FitStream(TableSource, string, TableEncoderOptions?)"/>
    /// <param name="rows">The training rows.</param>
    /// <param name="target">The name of the column to predict.</param>
    /// <param name="options">How to encode.</param>
    /// <param name="targets">What the pass found of the target.</param>
    internal static TableEncoder FitStream(TableSource rows, string target, TableEncoderOptions? options, out ColumnSummary targets)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(target);
        options ??= new TableEncoderOptions();
        ColumnFitting fitting = new(options);
        ColumnSummary[] contents = TableSummary.Of(rows, fitting.Dates, first => CheckNames(first, target, options));
        targets = contents.First(column => column.Name == target);
        return fitting.Fit([.. contents.Where(column => column.Name != target)], targets);
    }

    private static void CheckNames(Table table, string target, TableEncoderOptions options)
    {
        TableColumn targets = table[target];
        if (options.Roles.Keys.Any(name => table[name] == targets))
            throw new ArgumentException($"TableEncoder: the target '{target}' has no other role than target.", nameof(options));
        foreach (TableColumn column in table.Columns) WholeText.Check(column.Name, $"the name of column '{column.Name}'");
    }

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

    private Tensor<T> Encode<T>(Table table, TableColumn?[] columns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape shape = [table.Count, FeatureNames.Count];
        T[] values = new T[shape.ElementCount];
        int parts = Math.Clamp(table.Count / ManyRows, 1, Environment.ProcessorCount);
        if (parts == 1) EncodeRows(columns, values, 0, table.Count);
        else
        {
            var refusals = new Exception?[parts];
            Parallel.For(0, parts, part =>
            {
                int first = (int)((long)table.Count * part / parts), end = (int)((long)table.Count * (part + 1) / parts);
                try
                {
                    EncodeRows(columns, values, first, end);
                }
                catch (TableRowException refusal)
                {
                    refusals[part] = refusal;
                }
            });
            // That of the first row, whichever thread was faster.
            if (Array.Find(refusals, refusal => refusal is not null) is { } refused)
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(refused);
        }
        return new Tensor<T>(values, shape);
    }

    private void EncodeRows<T>(TableColumn?[] columns, T[] values, int begin, int end) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = FeatureNames.Count;
        List<(BoundColumn Column, int Start)> bound = [];
        for (int i = 0, start = 0; i < encodings.Length; start += encodings[i].Features.Count, i++)
            if (columns[i] is { } column) bound.Add((encodings[i].Bind(column), start));
        for (int first = begin; first < end; first += RowsTogether)
        {
            int count = Math.Min(RowsTogether, end - first);
            try
            {
                Encode(first, count);
            }
            catch (TableRowException) when (count > 1)
            {
                // Of several rows that are refused, the first one is named.
                for (int row = first; row < first + count; row++) Encode(row, 1);
                throw;
            }
        }

        void Encode(int first, int count)
        {
            Span<T> features = values.AsSpan(first * width, count * width);
            foreach ((BoundColumn column, int start) in bound) column.Encode(new FeatureBlock<T>(features, width, start, first, count));
        }
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
        if (missing.Count == 0) return found;
        string known = NameList.Of(table.Columns.Select(column => column.Name));
        throw new ArgumentException($"TableEncoder: there is no column {NameList.Of(missing)}; there are {known}.", nameof(table));
    }

    private void Expect(TargetKind kind)
    {
        if (kind == TargetKind) return;
        throw new InvalidOperationException($"TableEncoder: '{Target}' is predicted as {Name(TargetKind)}, not as {Name(kind)}.");

        static string Name(TargetKind kind) => kind.ToString().ToLowerInvariant();
    }
}
