using System.Runtime.ExceptionServices;

namespace MiniGrad.Data;

/// <summary>Chooses the encoding of a column by the training rows.</summary>
internal sealed class ColumnFitting
{
    private readonly TableEncoderOptions options;
    private readonly TextFitting texts;

    /// <exception cref="ArgumentException">A format is none of dates.</exception>
    public ColumnFitting(TableEncoderOptions options)
    {
        this.options = options;
        Dates = new DateText(options.DateFormats);
        texts = new TextFitting(options, Dates);
    }

    /// <summary>Reads dates.</summary>
    public DateText Dates { get; }

    /// <summary>Finds the rules of all columns.</summary>
    /// <param name="columns">Those that are not predicted.</param>
    /// <param name="target">The one that is.</param>
    /// <exception cref="ArgumentException">A column does not fit its role, or none is left.</exception>
    public TableEncoder Fit(IReadOnlyList<IColumnContent> columns, IColumnContent target)
    {
        var targetEncoding = TargetEncoding.Fit(target, options.TargetKind);
        target.Release();
        TableEncoder encoder = new(FitAll(columns, leavesOutRowNumbers: true), targetEncoding);
        // Numbers of rows are better than nothing.
        if (encoder.FeatureNames.Count == 0) encoder = new TableEncoder(FitAll(columns, leavesOutRowNumbers: false), targetEncoding);
        if (encoder.FeatureNames.Count > 0) return encoder;
        string reasons = string.Join(", ", encoder.Columns.Select(column => $"'{column.Name}' ({column.Reason})"));
        throw new ArgumentException(
            $"TableEncoder: no column is left to learn from{(reasons.Length > 0 ? $": left out are {reasons}" : "")}.");
    }

    private ColumnEncoding[] FitAll(IReadOnlyList<IColumnContent> columns, bool leavesOutRowNumbers)
    {
        var encodings = new ColumnEncoding[columns.Count];
        var refusals = new ArgumentException?[columns.Count];
        bool areLong = columns.Count > 0 && columns[0].Count >= TableEncoder.ManyRows;
        Parallel.For(0, columns.Count, new ParallelOptions { MaxDegreeOfParallelism = areLong ? Environment.ProcessorCount : 1 }, i =>
        {
            try
            {
                encodings[i] = Fit(columns[i], leavesOutRowNumbers);
            }
            catch (ArgumentException refusal)
            {
                refusals[i] = refusal;
            }
            columns[i].Release();
        });
        // That of the first column, whichever thread was faster.
        if (Array.Find(refusals, refusal => refusal is not null) is { } first) ExceptionDispatchInfo.Throw(first);
        return encodings;
    }

    private ColumnEncoding Fit(IColumnContent column, bool leavesOutRowNumbers)
    {
        if (!options.Roles.TryGetValue(column.Name, out ColumnRole role))
            return column.IsText ? texts.Fit(column)
                : LeftOut(column, leavesOutRowNumbers) ?? (ColumnEncoding)NumberEncoding.Fit(column, options);
        return role switch
        {
            ColumnRole.LeftOut => new LeftOutColumn(column.Name, "asked for"),
            ColumnRole.Category => texts.Category(column.Name, column.Categories, column.MissingCount, hasOther: false),
            ColumnRole.Number when !column.IsText => NumberEncoding.Fit(column, options),
            ColumnRole.Number => throw Unfit(column, "one of numbers: expected numbers, got text"),
            ColumnRole.Date or ColumnRole.Boolean when column.MissingCount == column.Count => LeftOutColumn.Void(column.Name),
            ColumnRole.Boolean => texts.Boolean(column) ??
                throw Unfit(column, "a boolean: expected text of two values such as 'no' and 'yes', 'false' and 'true'"),
            ColumnRole.Date => column.FitDates(Dates, options) ??
                throw Unfit(
                    column, $"one of dates: expected text such as {DateText.Example}, or in a format of {nameof(options.DateFormats)}"),
            _ => throw Unfit(column, Invariant($"of the role {(int)role}, which is none")),
        };
    }

    private static ArgumentException Unfit(IColumnContent column, string problem) =>
        new($"TableEncoder: column '{column.Name}' is to be {problem}.");

    private LeftOutColumn? LeftOut(IColumnContent column, bool leavesOutRowNumbers)
    {
        if (column.MissingCount == column.Count) return LeftOutColumn.Void(column.Name);
        bool tellsMissing = column.MissingCount > 0 && options.MissingIndicators;
        if (!tellsMissing && column.IsConstant) return LeftOutColumn.Constant(column.Name);
        return leavesOutRowNumbers && column.NumbersRows
            ? new LeftOutColumn(column.Name, "it numbers the rows (Roles keeps it)")
            : null;
    }
}
