namespace MiniGrad.Data;

/// <summary>The features that a column has in some rows, among those of all columns.</summary>
/// <param name="values">All features of these rows, [count, width].</param>
/// <param name="width">The number of all features.</param>
/// <param name="start">The first feature of the column.</param>
/// <param name="first">The first of the rows.</param>
/// <param name="count">The number of rows.</param>
internal readonly ref struct FeatureBlock<T>(Span<T> values, int width, int start, int first, int count)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Span<T> values = values;

    /// <summary>The first row, counted in the column.</summary>
    public int First => first;

    /// <summary>The number of rows.</summary>
    public int Count => count;

    /// <summary>A feature of a row, counted from <see cref="First"/>.</summary>
    public ref T this[int row, int feature] => ref values[(row * width) + start + feature];

    /// <summary>Sets a feature.</summary>
    /// <exception cref="TableRowException">The type does not hold the number.</exception>
    public void Set(int row, int feature, double number, string column) => this[row, feature] = Convert(number, column, first + row);

    /// <summary>Sets a feature of rows from one on, as far as the type holds the numbers.</summary>
    /// <returns>The first row that it was not set of, or <see cref="Count"/>.</returns>
    public int SetFinite(int from, int feature, ReadOnlySpan<double> numbers)
    {
        int place = (from * width) + start + feature;
        for (int row = from; row < numbers.Length; row++, place += width)
        {
            T converted = T.CreateTruncating(numbers[row]);
            if (!T.IsFinite(converted)) return row;
            values[place] = converted;
        }
        return numbers.Length;
    }

    /// <exception cref="TableRowException">The type does not hold the number.</exception>
    public static T Convert(double number, string column, int row)
    {
        T converted = T.CreateTruncating(number);
        return T.IsFinite(converted)
            ? converted
            : throw new TableRowException(column, row, Invariant($"{number} is more than {typeof(T).Name} holds."));
    }
}
