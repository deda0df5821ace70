using System.Globalization;
using MiniGrad.Data;
using MiniGrad.Parquet;
using Xunit;

namespace MiniGrad.Tests.Parquet;

/// <summary>Files that Arrow has written, by way of <c>Files/make_files.cs</c>: all encodings, both versions of pages, all kinds of
/// compression, and two row groups of several pages.</summary>
public class OtherWriterTests
{
    private const int Count = 100;

    public static TheoryData<string> Files => ["plain", "dictionary", "version2", "delta", "brotli", "lz4"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_value_is_read(string name)
    {
        Table table = ParquetTable.Read(PathOf(name));
        AssertColumn("i32", k => k % 7 == 3 ? null : Text(k * k * (k % 2 == 0 ? 1 : -1)));
        AssertColumn("i64", k => k % 5 == 0 ? null : Text((1L << 40) + (k * 37L * (k % 3))));
        AssertColumn("f", k => k % 11 == 0 ? null : Text(k / 8.0));
        AssertColumn("d", k => k % 11 == 1 ? null : Text(k / 10.0));
        AssertColumn("b", k => k % 6 == 0 ? null : k % 4 == 1 || k > 80 ? "true" : "false");
        AssertColumn("s", k => k % 9 == 0 ? null : Text($"prefix/{k / 10}/é{k % 4}"));
        AssertColumn("uuid", k => k % 8 == 0 ? null : new Guid(k, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11).ToString());
        AssertColumn("dec", k => k % 8 == 1 ? null : Text((k - 50) * 1.25));
        AssertColumn("date", k => k % 8 == 2 ? null : Text($"{new DateOnly(2026, 11, 30).AddDays(k - 50):yyyy-MM-dd}"));
        AssertColumn("ms", k => Time(k) is { } time ? $"{time}Z" : null);
        AssertColumn("us", Time);
        AssertColumn("tod", k => k % 8 == 4 ? null : Text($"{TimeSpan.FromSeconds(k * 600):hh\\:mm\\:ss}"));
        AssertColumn("u64", k => Text(k == 99 ? ulong.MaxValue - 2047.0 : k));
        AssertColumn("u16", k => Text(65535 - k));
        AssertColumn("half", k => k % 8 == 5 ? null : Text(k / 4.0));
        Assert.Equal(15, table.Columns.Count);

        void AssertColumn(string column, Func<int, string?> expected) =>
            Assert.Equal(Enumerable.Range(0, Count).Select(expected), Enumerable.Range(0, table.Count).Select(table[column].TextAt));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Numbers_become_text_with_all_their_digits(string name)
    {
        Table table = ParquetTable.Read(PathOf(name), new TableFileOptions
        {
            TextColumns = ["u64", "dec", "half", "i32"],
            Columns = ["u64", "dec", "half", "i32"]
        });
        Assert.Equal(["u64", "dec", "half", "i32"], table.Columns.Select(column => column.Name));
        Assert.Equal("18446744073709549568", table["u64"].TextAt(99));
        Assert.Equal("-62.500", table["dec"].TextAt(0));
        Assert.Equal("0.25", table["half"].TextAt(1));
        Assert.Equal("-25", table["i32"].TextAt(5));
        Assert.Null(table["i32"].TextAt(3));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Row_groups_are_the_table_in_parts(string name)
    {
        Table whole = ParquetTable.Read(PathOf(name));
        Table[] parts = [.. ParquetTable.ReadRowGroups(PathOf(name))];
        Assert.Equal([60, 40], parts.Select(part => part.Count));
        foreach (TableColumn column in whole.Columns)
        {
            Assert.Equal(
                Enumerable.Range(0, Count).Select(column.TextAt),
                parts.SelectMany(part => Enumerable.Range(0, part.Count).Select(part[column.Name].TextAt)));
        }
    }

    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Parquet", "Files", $"{name}.parquet");

    private static string? Time(int k)
    {
        if (k % 8 == 3) return null;
        DateTime time = new DateTime(2026, 11, 30, 7, 15, 0).AddSeconds(k * 1000).AddMilliseconds(k % 2 * 250);
        return time.ToString(k % 2 == 0 ? "yyyy-MM-ddTHH:mm:ss" : "yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture);
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
