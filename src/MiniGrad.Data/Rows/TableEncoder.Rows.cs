namespace MiniGrad.Data;

// Single rows, as a service gets them.
public sealed partial class TableEncoder
{
    private RowEncoder? rowEncoder;

    // Two threads may both make one, to the same end.
    internal RowEncoder RowEncoder => rowEncoder ??= new RowEncoder(this);

    /// <summary>The features of one row, the same bits as <see cref="EncodeInputs{T}"/> makes of a table with that row, without a table.
    /// </summary>
    /// <param name="row">The values by the names of their columns: numbers, text, booleans (the words <c>true</c> and <c>false</c>), dates,
    /// or null and <see cref="DBNull"/> for a missing value. All columns but those left out; those and the target may be there.</param>
    /// <param name="features">Takes the features, as many as <see cref="FeatureNames"/>.</param>
    /// <param name="ignoresUnknown">Whether columns that the training table did not have are passed over. Default: no, they are refused,
    /// for they are likely misspelled.</param>
    /// <exception cref="ArgumentException">A column is not there, or one is not known; the message names it.</exception>
    /// <exception cref="TableRowException">A value does not fit: text instead of a number, an unknown category that is refused, a number
    /// that may be a category in other digits, a boolean where other words were learned, no date where dates were, a number that the type
    /// does not hold, or a missing value that is refused.</exception>
    public void EncodeRow<T>(IReadOnlyDictionary<string, object?> row, Span<T> features, bool ignoresUnknown = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(row);
        RowEncoder.Encode(row, features, ignoresUnknown);
    }

    /// <summary>The features of one row in JSON, with the bits that they have in a table of it.</summary>
    /// <param name="row">An object whose names are those of columns and whose values are numbers, texts, true, false or null. A number
    /// keeps its spelling, as in a CSV file: <c>1.0</c> is found among categories of text.</param>
    /// <param name="features">Takes the features, as many as <see cref="FeatureNames"/>.</param>
    /// <param name="ignoresUnknown">Whether columns that the training table did not have are passed over. Default: no, they are
    /// refused.</param>
    /// <exception cref="ArgumentException">It is no object, or a column is not there, there twice or not known; the message names
    /// it.</exception>
    /// <exception cref="TableRowException">A value does not fit, as for a dictionary.</exception>
    public void EncodeRow<T>(JsonElement row, Span<T> features, bool ignoresUnknown = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => RowEncoder.Encode(row, features, ignoresUnknown);

    /// <param name="row">The object.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="features">Takes the features, as many as <see cref="FeatureNames"/>.</param>
    /// <param name="ignoresUnknown">Whether columns that the training table did not have are passed over. Default: no, they are
    /// refused.</param>
    /// <inheritdoc cref="EncodeRow{T}(IReadOnlyDictionary{string, object?}, Span{T}, bool)" path="/*[not(self::param)]"/>
    public void EncodeRow<T, TRow>(TRow row, RowColumns<TRow> columns, Span<T> features, bool ignoresUnknown = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (row is null) throw new ArgumentNullException(nameof(row));
        ArgumentNullException.ThrowIfNull(columns);
        RowEncoder.Encode(row, columns, columns.MapOf(this), features, ignoresUnknown);
    }
}
