using System.Data;
using System.Globalization;
using MiniGrad.Data;
using Xunit;

namespace MiniGrad.Tests.Data;

/// <summary>Tables of objects and of databases are those that a CSV file of the same rows gives.</summary>
public class TableFromTests
{
    private static readonly DateTime noon = new(2026, 11, 30, 12, 0, 0, DateTimeKind.Unspecified);

    private sealed record Thing(string? Name, double? Size, float Weight, int? Count, long Id, decimal? Price, bool? IsNew, DateTime? Made);

    private static readonly Thing[] things =
    [
        new("pen", 1.5, 0.1f, 3, 1L << 40, 2.50m, true, noon),
        new(null, null, 2, null, -5, null, null, null),
        new("a \"b\"", double.NaN, 1e-30f, -1, 0, 0.1m, false, noon.AddTicks(1)),
        new("pen", 0.1, 3.25f, 7, 12, 12345678901234567890.5m, true, noon.Date),
    ];

    private static readonly RowColumns<Thing> columns = new RowColumns<Thing>()
        .With("name", it => it.Name).With("size", it => it.Size).With("weight", it => it.Weight).With("count", it => it.Count)
        .With("id", it => it.Id).With("price", it => it.Price).With("new", it => it.IsNew).With("made", it => it.Made);

    private static void AssertIsThings(Table table)
    {
        Assert.Equal(["name", "size", "weight", "count", "id", "price", "new", "made"], table.Columns.Select(column => column.Name));
        Assert.Equal(["pen", null, "a \"b\"", "pen"], Texts("name"));
        Assert.Equal([1.5, double.NaN, double.NaN, 0.1], Numbers("size"));
        Assert.Equal([0.1f, 2, 1e-30f, 3.25f], Numbers("weight"));
        Assert.Equal([3, double.NaN, -1, 7], Numbers("count"));
        Assert.Equal([1L << 40, -5, 0, 12], Numbers("id"));
        Assert.Equal([2.5, double.NaN, 0.1, 12345678901234567890.5], Numbers("price"));
        Assert.Equal(["true", null, "false", "true"], Texts("new"));
        Assert.Equal(["2026-11-30T12:00:00", null, "2026-11-30T12:00:00.0000001", "2026-11-30T00:00:00"], Texts("made"));

        IEnumerable<double> Numbers(string name) => Assert.IsType<NumberColumn>(table[name]).ToArray();
        IEnumerable<string?> Texts(string name)
        {
            TextColumn column = Assert.IsType<TextColumn>(table[name]);
            return Enumerable.Range(0, column.Count).Select(row => column[row]);
        }
    }

    [Fact]
    public void Objects_become_a_table()
    {
        AssertIsThings(Table.From(things, columns));
        AssertIsThings(Table.From(things.Where(_ => true), columns));
        Table empty = Table.From([], columns);
        Assert.Equal(0, empty.Count);
        Assert.IsType<NumberColumn>(empty["size"]);
        Assert.IsType<TextColumn>(empty["name"]);
        Table missing = Table.From([things[1]], columns);
        Assert.IsType<NumberColumn>(missing["size"]);
        Assert.IsType<TextColumn>(missing["made"]);
        Assert.Equal(1, missing["made"].MissingCount);
    }

    [Fact]
    public void A_DataTable_and_its_reader_become_the_same_table()
    {
        DataTable rows = Rows();
        AssertIsThings(Table.From(rows));
        AssertIsThings(Table.From(rows.CreateDataReader()));
        rows.AcceptChanges();
        rows.Rows[0].Delete();
        Assert.Equal(3, Table.From(rows).Count);
        rows.Clear();
        Table empty = Table.From(rows);
        Assert.Equal(0, empty.Count);
        Assert.IsType<NumberColumn>(empty["size"]);
        Assert.IsType<TextColumn>(empty["name"]);
    }

    private static DataTable Rows()
    {
        DataTable rows = new() { Locale = CultureInfo.InvariantCulture };
        foreach ((string name, Type type) in (ReadOnlySpan<(string, Type)>)
        [
            ("name", typeof(string)), ("size", typeof(double)), ("weight", typeof(float)), ("count", typeof(int)), ("id", typeof(long)),
            ("price", typeof(decimal)), ("new", typeof(bool)), ("made", typeof(DateTime)),
        ])
            rows.Columns.Add(name, type);
        foreach (Thing it in things) rows.Rows.Add(it.Name, it.Size, it.Weight, it.Count, it.Id, it.Price, it.IsNew, it.Made);
        return rows;
    }

    [Fact]
    public void Rows_in_CSV_and_in_a_database_are_encoded_alike()
    {
        Random random = new(3);
        DataTable rows = new() { Locale = CultureInfo.InvariantCulture };
        rows.Columns.Add("n", typeof(double));
        rows.Columns.Add("w", typeof(short));
        rows.Columns.Add("c", typeof(string));
        rows.Columns.Add("d", typeof(DateTimeOffset));
        rows.Columns.Add("t", typeof(int));
        for (int i = 0; i < 20_000; i++)
        {
            rows.Rows.Add(
                random.Next(9) == 0 ? DBNull.Value : random.NextDouble(), (short)random.Next(100), random.Next(5) == 0 ? null : $"c{i % 7}",
                new DateTimeOffset(2026, 1 + i % 12, 1, 2, 3, 4, TimeSpan.FromHours(i % 5 - 2)), i % 3);
        }
        Table table = Table.From(rows);
        using MemoryStream csv = new();
        CsvTable.Write(csv, table);
        csv.Position = 0;
        Table read = CsvTable.Read(csv);
        var encoder = TableEncoder.Fit(table, "t");
        Assert.Equal(TableEncoder.Fit(read, "t").ToJson(), encoder.ToJson());
        Assert.Equal(encoder.EncodeInputs<float>(read).ToArray(), encoder.EncodeInputs<float>(table).ToArray());
    }

    [Fact]
    public void What_is_no_column_of_a_table_is_refused_by_its_name()
    {
        DataTable rows = new() { Locale = CultureInfo.InvariantCulture };
        rows.Columns.Add("a", typeof(int));
        rows.Columns.Add("picture", typeof(byte[]));
        rows.Rows.Add(1, null);
        Assert.Equal(1, Table.From(rows)["picture"].MissingCount);
        rows.Rows.Add(1, (byte[])[1, 2]);
        AssertRefused(
            "column 'picture', row 1 (counted from 0): expected a number, text, a boolean or a date, got a value of type Byte[].");

        rows = new() { Locale = CultureInfo.InvariantCulture };
        rows.Columns.Add("mixed", typeof(object));
        rows.Rows.Add(1);
        rows.Rows.Add(2.5);
        Assert.Equal(2, Assert.IsType<NumberColumn>(Table.From(rows)["mixed"]).Count);
        rows.Rows.Add("x");
        AssertRefused("column 'mixed', row 2 (counted from 0): the text 'x' is in a column of numbers: expected values of one kind");
        rows.Rows.Clear();
        rows.Rows.Add("x");
        rows.Rows.Add(3L);
        AssertRefused("column 'mixed', row 1 (counted from 0): the number 3 is in a column of text: expected values of one kind");
        rows.Rows.Clear();
        rows.Rows.Add(9_007_199_254_740_993);
        AssertRefused("column 'mixed', row 0 (counted from 0): 9007199254740993 is more than a number of 53 bits holds exactly");
        rows = new() { Locale = CultureInfo.InvariantCulture };
        AssertRefused("expected rows with columns, got none");
        Assert.Throws<ArgumentException>(() => Table.From(things, new RowColumns<Thing>()));

        void AssertRefused(string expected) => Assert.StartsWith(
            $"Table.From: {expected}", Assert.Throws<InvalidDataException>(() => Table.From(rows)).Message, StringComparison.Ordinal);
    }
}
