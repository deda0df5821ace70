using System.Globalization;
using MiniGrad.Arrow;
using MiniGrad.Data;
using Xunit;

namespace MiniGrad.Tests.Arrow;

/// <summary>Files that Polars and Apache's library for JavaScript have written, by way of <c>Files/make_files.js</c>.</summary>
public class ForeignFileTests
{
    private const int Count = 100;
    private static readonly DateTime start = new(2026, 11, 30);

    [Theory]
    [InlineData("lz4")]
    [InlineData("zstd")]
    [InlineData("uncompressed")]
    public void Every_value_of_Polars_is_read(string compression)
    {
        Table table = ArrowTable.Read(PathOf($"polars_{compression}.feather"));
        AssertColumn(table, "i8", k => k % 7 == 3 ? null : Text(k - 50));
        AssertColumn(table, "u16", k => Text(65535 - k));
        AssertColumn(table, "i32", k => k % 7 == 3 ? null : Text(k * k * (k % 2 == 0 ? 1 : -1)));
        AssertColumn(table, "i64", k => k % 5 == 0 ? null : Text((1L << 40) + (k * 37)));
        AssertColumn(table, "f", k => k % 11 == 0 ? null : Text(k / 8.0));
        AssertColumn(table, "d", k => k % 11 == 1 ? null : Text(k / 10.0));
        AssertColumn(table, "b", k => k % 6 == 0 ? null : k % 4 == 1 || k > 80 ? "true" : "false");
        AssertColumn(table, "s", k => k % 9 == 0 ? null : k % 2 == 0 ? $"é{k % 4}" : $"a longer text, number {k}");
        AssertColumn(table, "c", k => k % 9 == 1 ? null : $"colour {k % 3}");
        AssertColumn(table, "day", k => k % 8 == 2 ? null : Text($"{start.AddDays(k - 50):yyyy-MM-dd}"));
        AssertColumn(table, "ms", k => k % 8 == 3 ? null : Time(start.AddMilliseconds(k * 1001), 3));
        Assert.Equal(11, table.Columns.Count);
    }

    [Theory]
    [InlineData("apache.arrow")]
    [InlineData("apache.arrows")]
    public void Every_value_of_Apache_is_read(string name)
    {
        Table table = ArrowTable.Read(PathOf(name), new TableFileOptions { LeftOutColumns = ["list", "structure"] });
        AssertColumn(table, "i32", k => k % 7 == 3 ? null : Text(k * k));
        AssertColumn(table, "u64", k => k % 7 == 4 ? null : Text((double)((long)k << 40)));
        AssertColumn(table, "half", k => k % 7 == 5 ? null : Text(k / 4.0));
        AssertColumn(table, "s", k => k % 9 == 0 ? null : $"text {k}");
        AssertColumn(table, "large", k => k % 9 == 2 ? null : $"é{k}");
        AssertColumn(table, "c", k => k % 9 == 1 ? null : $"colour {k % 3}");
        AssertColumn(table, "number", k => k % 9 == 3 ? null : Text(k % 4 / 2.0));
        AssertColumn(table, "b", k => k % 6 == 0 ? null : k % 4 == 1 ? "true" : "false");
        AssertColumn(table, "day", k => k % 8 == 2 ? null : Text($"{start.AddDays(k - 50):yyyy-MM-dd}"));
        AssertColumn(table, "dayMs", k => k % 8 == 2 ? null : Text($"{start.AddDays(k - 50):yyyy-MM-dd}"));
        AssertColumn(table, "second", k => k % 8 == 3 ? null : Time(start.AddSeconds(k), 0));
        AssertColumn(table, "utc", k => k % 8 == 4 ? null : $"{Time(start.AddMilliseconds(k * 1001), 3)}Z");
        AssertColumn(table, "tod", k => k % 8 == 5 ? null : Text($"{TimeSpan.FromSeconds(k * 600):hh\\:mm\\:ss}"));
        AssertColumn(table, "todNano", k => k % 8 == 6 ? null
            : Text($"{TimeSpan.FromSeconds(k * 600):hh\\:mm\\:ss}") + (k == 0 ? "" : Text($".{k:000000000}")));
        AssertColumn(table, "span", k => k % 8 == 7 ? null : Text(k * 0.25));
        AssertColumn(table, "nothing", _ => null);
        AssertColumn(table, "last", k => Text(-k));
        Assert.IsType<NumberColumn>(table["number"]);
        Assert.IsType<NumberColumn>(table["span"]);
        Assert.Equal(17, table.Columns.Count);
    }

    [Fact]
    public void Numbers_become_text_with_all_their_digits()
    {
        TableFileOptions options = new() { TextColumns = ["u64", "span"], Columns = ["u64", "last", "span"] };
        Table table = ArrowTable.Read(PathOf("apache.arrow"), options);
        Assert.Equal(["u64", "last", "span"], table.Columns.Select(column => column.Name));
        Assert.Equal(Text(99L << 40), table["u64"].TextAt(99));
        Assert.Equal("24.250", table["span"].TextAt(97));
    }

    [Theory]
    [InlineData("list", "is nested (a list in each row)")]
    [InlineData("structure", "is nested (a structure in each row)")]
    public void Nested_column_is_refused_by_name(string name, string problem)
    {
        string other = name == "list" ? "structure" : "list";
        string refusal = Assert.Throws<InvalidDataException>(
            () => ArrowTable.Read(PathOf("apache.arrow"), new TableFileOptions { LeftOutColumns = [other] })).Message;
        Assert.EndsWith($"column '{name}' {problem}, which is not read: leave it out (TableFileOptions.LeftOutColumns).", refusal,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Several_batches_are_one_table_or_parts_of_rows()
    {
        string path = PathOf("batches.arrow");
        Table table = ArrowTable.Read(path);
        AssertColumn(table, "i32", k => k % 7 == 3 ? null : Text(k * k));
        AssertColumn(table, "s", k => k % 9 == 0 ? null : $"text {k}");
        Assert.Equal([60, 40], ArrowTable.ReadBatches(path).Select(batch => batch.Count));
        TableSource rows = ArrowTable.Rows(path);
        Assert.Equal([60L, 40L], Enumerable.Range(0, rows.PartCount).Select(part => rows.CountOf(part)!.Value));
    }

    [Fact]
    public void Dictionary_that_grows_is_followed()
    {
        string path = PathOf("grows.arrows");
        string?[] expected = [.. Enumerable.Range(0, 30).Select(k => k % 9 == 0 ? null : $"word {k % 20}")];
        Table table = ArrowTable.Read(path);
        Assert.Equal(expected, Enumerable.Range(0, table.Count).Select(table["word"].TextAt));
        Table[] batches = [.. ArrowTable.ReadBatches(path)];
        Assert.Equal(expected, batches.SelectMany(batch => Enumerable.Range(0, batch.Count).Select(batch["word"].TextAt)));
        Assert.Equal(batches.Select(batch => batch.Count), Enumerable.Range(0, batches.Length).Select(i => i == 0 ? 10 : 20));
        TableSource rows = ArrowTable.Rows(path);
        Assert.Equal(30, rows.CountOf(0));
        Assert.Equal(expected, rows.Read(0).SelectMany(batch => Enumerable.Range(0, batch.Count).Select(batch["word"].TextAt)));
    }

    internal static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Arrow", "Files", name);

    private static void AssertColumn(Table table, string column, Func<int, string?> expected) =>
        Assert.Equal(Enumerable.Range(0, Count).Select(expected), Enumerable.Range(0, table.Count).Select(table[column].TextAt));

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>With decimals of the second where there are some.</summary>
    private static string Time(DateTime time, int decimals) =>
        time.ToString(
            decimals == 0 || time.Millisecond == 0 ? "yyyy-MM-ddTHH:mm:ss" : "yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture);
}
