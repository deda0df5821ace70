namespace MiniGrad.Data;

/// <summary>Finds the categories of a column's rows; of values that repeat, each value once.</summary>
internal sealed class CategoryPlaces
{
    /// <summary>Instead of a place: the value is no known category, or there is none.</summary>
    public const int Unknown = -1, Missing = -2;

    // So that 0 is none of them.
    private const int Shift = 3;

    private readonly Categories categories;
    private readonly TableColumn column;
    private readonly TextColumn? texts;
    private readonly int[] ofTexts = [];
    private readonly Dictionary<double, int>? ofNumbers;

    public CategoryPlaces(Categories categories, TableColumn column)
    {
        (this.categories, this.column) = (categories, column);
        if (column is TextColumn { HasFewTexts: true } few) (texts, ofTexts) = (few, new int[few.Distinct.Count]);
        // Among texts a number is found by how it is written in its row.
        else if (column is NumberColumn && categories.AreNumbers) ofNumbers = [];
    }

    /// <summary>The place of a row's category, <see cref="Unknown"/> or <see cref="Missing"/>.</summary>
    /// <exception cref="TableRowException">The value is a number that may be one of the texts, but its own text is not known.</exception>
    public int this[int row]
    {
        get
        {
            if (texts is not null)
            {
                int text = texts.PlaceAt(row);
                if (text == TextColumn.Missing) return Missing;
                if (ofTexts[text] == 0) ofTexts[text] = Find(row) + Shift;
                return ofTexts[text] - Shift;
            }
            if (ofNumbers is null) return Find(row);
            double number = ((NumberColumn)column)[row];
            if (double.IsNaN(number)) return Missing;
            if (!ofNumbers.TryGetValue(number, out int place)) ofNumbers.Add(number, place = Find(row));
            return place;
        }
    }

    private int Find(int row) => categories.Find(column, row)?.Place ?? Missing;
}
