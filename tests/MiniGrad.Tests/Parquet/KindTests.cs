using global::Parquet;
using global::Parquet.Schema;
using MiniGrad.Data;
using MiniGrad.Parquet;
using Xunit;


namespace MiniGrad.Tests.Parquet;

/// <summary>Kinds of columns, as Parquet.Net writes them.</summary>
public class KindTests
{
    [Fact]
    public void Whole_numbers_of_every_width_are_numbers()
    {
        Table table = Read(new MadeFile()
            .Add<sbyte>("i8", sbyte.MinValue, null, sbyte.MaxValue).Add<byte>("u8", 0, null, byte.MaxValue)
            .Add<short>("i16", short.MinValue, null, short.MaxValue).Add<ushort>("u16", 0, null, ushort.MaxValue)
            .Add<int>("i32", int.MinValue, null, int.MaxValue).Add<uint>("u32", 0, null, uint.MaxValue)
            .Add<long>("i64", long.MinValue, null, 1L << 53).Add<ulong>("u64", 1UL << 63, null, ulong.MaxValue - 2047));
        AssertNumbers(table, "i8", sbyte.MinValue, double.NaN, sbyte.MaxValue);
        AssertNumbers(table, "u8", 0, double.NaN, byte.MaxValue);
        AssertNumbers(table, "i16", short.MinValue, double.NaN, short.MaxValue);
        AssertNumbers(table, "u16", 0, double.NaN, ushort.MaxValue);
        AssertNumbers(table, "i32", int.MinValue, double.NaN, int.MaxValue);
        AssertNumbers(table, "u32", 0, double.NaN, uint.MaxValue);
        AssertNumbers(table, "i64", long.MinValue, double.NaN, 1L << 53);
        AssertNumbers(table, "u64", 1UL << 63, double.NaN, ulong.MaxValue - 2047.0);
    }

    [Theory]
    [InlineData((1L << 53) + 1)]
    [InlineData(-(1L << 53) - 1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue + 1)]
    public void Whole_number_that_a_number_does_not_hold_is_refused_or_read_as_text(long number)
    {
        byte[] file = new MadeFile().Add<long>("id", 1, number).ToArray();
        string refusal = Assert.Throws<InvalidDataException>(() => Read(file)).Message;
        Assert.Contains(FormattableString.Invariant($"made: column 'id': {number} is more than"), refusal, StringComparison.Ordinal);
        Assert.Contains("TableFileOptions.TextColumns", refusal, StringComparison.Ordinal);
        Table table = Read(file, new TableFileOptions { TextColumns = ["id"] });
        Assert.Equal(["1", FormattableString.Invariant($"{number}")], Texts(table, "id"));
        Assert.Throws<InvalidDataException>(() => Read(new MadeFile().Add<ulong>("id", ulong.MaxValue).ToArray()));
    }

    [Fact]
    public void Booleans_dates_times_and_decimals()
    {
        DateTime time = new(2026, 11, 30, 7, 15, 0);
        Table table = Read(new MadeFile()
            .Add<bool>("flag", true, null, false)
            .Add<DateTime>(new DateTimeDataField("day", DateTimeFormat.Date, isNullable: true), time.Date, null,
                DateTime.UnixEpoch.AddDays(-1))
            .Add<DateTime>(new DateTimeDataField("int96", DateTimeFormat.Impala, isNullable: true), time, null,
                time.AddDays(-30_000).AddMilliseconds(5))
            .Add<DateTime>(new DateTimeDataField("millis", DateTimeFormat.DateAndTime, isNullable: true), time, null,
                DateTime.UnixEpoch.AddMilliseconds(-1))
            .Add<DateTime>(new DateTimeDataField("nanos", DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Nanos,
                isNullable: true),
                time, null, time.AddTicks(1))
            .Add<decimal>(new DecimalDataField("small", 9, 2, isNullable: true), -1.50m, null, 0.07m)
            .Add<decimal>(new DecimalDataField("middle", 18, 4, isNullable: true), 12345678.0625m, null, -0.0001m)
            .Add<decimal>(new DecimalDataField("large", 28, 10, isNullable: true), 123456789.0123456789m, null, -1m));
        Assert.Equal(["true", null, "false"], Texts(table, "flag"));
        Assert.Equal(["2026-11-30", null, "1969-12-31"], Texts(table, "day"));
        Assert.Equal(["2026-11-30T07:15:00", null, "1944-10-11T07:15:00.005"], Texts(table, "int96"));
        Assert.Equal(["2026-11-30T07:15:00", null, "1969-12-31T23:59:59.999"], Texts(table, "millis"));
        Assert.Equal(["2026-11-30T07:15:00Z", null, "2026-11-30T07:15:00.000000100Z"], Texts(table, "nanos"));
        AssertNumbers(table, "small", -1.5, double.NaN, 0.07);
        AssertNumbers(table, "middle", 12345678.0625, double.NaN, -0.0001);
        AssertNumbers(table, "large", 123456789.0123456789, double.NaN, -1);
    }

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Brotli)]
    [InlineData(CompressionMethod.Zstd)]
    [InlineData(CompressionMethod.Lz4Raw)]
    public void Every_compression_and_encoding_that_Parquet_Net_writes_is_read(CompressionMethod compression)
    {
        long?[] whole = [.. Enumerable.Range(0, 1000).Select(k => k % 10 == 0 ? (long?)null : k * 1000L * (k % 3 - 1))];
        double?[] numbers = [.. Enumerable.Range(0, 1000).Select(k => k % 10 == 1 ? (double?)null : k / 7.0)];
        string?[] texts = [.. Enumerable.Range(0, 1000).Select(k => k % 10 == 2 ? null : new string((char)('a' + (k % 20)), k % 30))];
        MadeFile file = new MadeFile().Add("w", whole).Add("d", numbers).Add("plain", numbers).AddTexts("t", texts).AddTexts("u", texts);
        file.Settings.CompressionMethod = compression;
        file.Settings.CompressionLevel = System.IO.Compression.CompressionLevel.Fastest;
        file.Settings.ColumnEncodingHints["w"] = EncodingHint.DeltaBinaryPacked;
        file.Settings.ColumnEncodingHints["d"] = EncodingHint.ByteSplitStream;
        file.Settings.ColumnEncodingHints["t"] = EncodingHint.Dictionary;
        Table table = Read(file);
        AssertNumbers(table, "w", [.. whole.Select(number => number ?? double.NaN)]);
        AssertNumbers(table, "d", [.. numbers.Select(number => number ?? double.NaN)]);
        AssertNumbers(table, "plain", [.. numbers.Select(number => number ?? double.NaN)]);
        Assert.Equal(texts, Texts(table, "t"));
        Assert.Equal(texts, Texts(table, "u"));
    }

    [Fact]
    public void Nested_columns_are_named_and_refused_unless_left_out()
    {
        DataField inner = new("inner", typeof(int), isNullable: false), item = new("item", typeof(int), isNullable: false);
        StructField structure = new("structure", inner);
        ListField list = new("list", item);
        byte[] file = new MadeFile().Add<int>("a", 1, 2)
            .AddNested(structure, group =>
                group.WriteAllPartsAsync<int>(inner, new[] { 7, 8 }, new[] { 1, 1 }, null, default).GetAwaiter().GetResult())
            .AddNested(list, group => group.WriteAllPartsAsync<int>(item, new[] { 1, 2, 3 }, new[] { 2, 2, 2 }, new[] { 0, 1, 0 }, default)
                .GetAwaiter().GetResult())
            .AddTexts("b", "x", null).ToArray();
        const string Refusal =
            "made: column 'structure' is nested (a structure in each row), which is not read: leave it out " +
            "(TableFileOptions.LeftOutColumns).";
        AssertRefused(file, Refusal);
        AssertRefused(file, "column 'list' is nested (a list in each row)", new TableFileOptions { LeftOutColumns = ["structure"] });
        Table table = Read(file, new TableFileOptions { LeftOutColumns = ["structure", "list"] });
        AssertNumbers(table, "a", 1, 2);
        Assert.Equal(["x", null], Texts(table, "b"));
        Table chosen = Read(file, new TableFileOptions { Columns = ["b", "a"] });
        Assert.Equal(["b", "a"], chosen.Columns.Select(column => column.Name));
    }

    private static void AssertRefused(byte[] file, string message, TableFileOptions? options = null) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Read(file, options)).Message, StringComparison.Ordinal);

    private static void AssertNumbers(Table table, string name, params double[] expected) =>
        Assert.Equal(expected, Assert.IsType<NumberColumn>(table[name]).ToArray());

    private static List<string?> Texts(Table table, string name) =>
        [.. Enumerable.Range(0, table.Count).Select(Assert.IsType<TextColumn>(table[name]).TextAt)];

    private static Table Read(MadeFile file) => Read(file.ToArray());

    private static Table Read(byte[] file, TableFileOptions? options = null) => ParquetTable.Read(new MemoryStream(file), options, "made");
}
