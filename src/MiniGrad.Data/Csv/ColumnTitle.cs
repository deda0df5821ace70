using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace MiniGrad.Data;

/// <summary>The name of a column.</summary>
/// <param name="Name">The name, which no other column has.</param>
/// <param name="IsGiven">Whether the file gives it.</param>
internal readonly record struct ColumnTitle(string Name, bool IsGiven)
{
    /// <summary>The names of all columns.</summary>
    /// <param name="first">At the header, or at the first row where there is none.</param>
    /// <param name="options">Whether there is a header, and whether repeated names are refused.</param>
    /// <param name="file">The file, for messages.</param>
    /// <param name="notes">Takes what is remarkable.</param>
    /// <exception cref="InvalidDataException">A name is not text, or is repeated and that is refused.</exception>
    public static ColumnTitle[] Read(CsvReader first, CsvOptions options, string file, List<string> notes)
    {
        string[] given = new string[first.FieldCount];
        for (int i = 0; i < given.Length; i++) given[i] = options.HasHeader ? Text(first, i, file) : "";
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        ColumnTitle[] titles = new ColumnTitle[given.Length];
        HashSet<string>? all = null;
        for (int i = 0; i < given.Length; i++)
        {
            bool isGiven = given[i].Length > 0;
            string name = isGiven ? given[i] : Invariant($"column {i + 1}");
            if (!isGiven && All().Contains(name)) name = Other(name, All());
            if (places.TryGetValue(name, out int before))
            {
                FormattableString both = $"columns {before + 1} and {i + 1} are both named '{name}'";
                if (options.RefuseRepeatedNames)
                {
                    string where = Invariant($"{file}: line {first.LineNumber}: {Invariant(both)}");
                    throw new InvalidDataException(
                        $"{where}: expected names that differ ({nameof(CsvOptions)}.{nameof(CsvOptions.RefuseRepeatedNames)} is set).");
                }
                name = Other(name, All());
                notes.Add($"{Invariant(both)}; the second is called '{name}' here");
            }
            all?.Add(name);
            places.Add(name, i);
            titles[i] = new ColumnTitle(name, isGiven);
        }
        return titles;

        // Needed rarely.
        HashSet<string> All() => all ??= new(given.Concat(places.Keys), StringComparer.Ordinal);
    }

    private static string Other(string name, HashSet<string> taken)
    {
        int number = 2;
        while (taken.Contains(Invariant($"{name} {number}"))) number++;
        return Invariant($"{name} {number}");
    }

    private static string Text(CsvReader header, int column, string file)
    {
        ReadOnlySpan<byte> bytes = header.GetSpan(column);
        string? trouble = bytes.Contains((byte)0) ? "is not text: it holds a zero character" : Utf8.IsValid(bytes) ? null
            : $"holds {CsvSource.NotUtf8}";
        return trouble is null
            ? Encoding.UTF8.GetString(bytes)
            : throw new InvalidDataException(Invariant($"{file}: line {header.LineNumber}: the name of column {column + 1} {trouble}."));
    }
}
