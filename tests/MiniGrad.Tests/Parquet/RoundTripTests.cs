using System.Globalization;
using MiniGrad.Data;
using MiniGrad.Parquet;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Parquet;

public class RoundTripTests
{
    [Fact]
    public void Numbers_keep_their_bits()
    {
        double[] doubles = [0.1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.Epsilon, double.MaxValue,
            1e300];
        float[] singles =
            [0.1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, float.Epsilon, float.MaxValue, 16777217f];
        Table read = Again(new Table(new NumberColumn("double", doubles), new NumberColumn("single", singles)));
        Assert.Equal(doubles.Select(BitConverter.DoubleToInt64Bits), Numbers(read, "double").Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(singles.Select(BitConverter.SingleToInt32Bits),
            Numbers(read, "single").Select(number => BitConverter.SingleToInt32Bits((float)number)));
        Assert.Equal(1, read["double"].MissingCount);
    }

    [Fact]
    public void Texts_come_back()
    {
        string?[] texts =
            ["", null, "NA", "true", "7", "a,b;\"c\"\r\n", "\0", "Köln 😀 مرحبا", new string('x', 300_000), " ", "\uFEFFmark"];
        Table read = Again(new Table(new TextColumn("text", texts), new TextColumn("none", new string?[texts.Length])));
        Assert.Equal(texts, Texts(read, "text"));
        Assert.Equal(texts.Length, read["none"].MissingCount);
    }

    [Theory]
    [InlineData("a.b")]
    [InlineData("a b/c\\d")]
    [InlineData("Größe [m²]")]
    [InlineData("😀")]
    [InlineData("\0")]
    public void Any_name_comes_back(string name)
    {
        Table read = Again(new Table(new NumberColumn(name, new double[] { 1, 2 }), new TextColumn(name + ".", new[] { "x", "x" })));
        Assert.Equal([name, name + "."], read.Columns.Select(column => column.Name));
        Assert.Equal(["x", "x"], Texts(read, name + "."));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Few_rows_come_back(int count)
    {
        Table read = Again(new Table(new NumberColumn("n", new double[count]),
            new TextColumn("t", Enumerable.Repeat("x", count).ToArray())));
        Assert.Equal(count, read.Count);
        Assert.IsType<NumberColumn>(read["n"]);
        Assert.Equal(Enumerable.Repeat("x", count), Texts(read, "t"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_tables_come_back(int seed)
    {
        Random random = new(seed);
        for (int run = 0; run < 50; run++)
        {
            Table table = RandomTable(random, random.Next(1, 400));
            AssertSame(table, Again(table, random.Next(1, 500)));
        }
    }

    [Fact]
    public void Many_rows_on_several_threads_come_back()
    {
        Random random = new(1);
        Table table = RandomTable(random, 60_000);
        AssertSame(table, Again(table, 25_000));
    }

    [Fact]
    public void Row_groups_are_as_large_as_asked_for()
    {
        using TemporaryFolder folder = new();
        ParquetTable.Write(folder.File("t.parquet"), new Table(new NumberColumn("n", new double[25])), rowsPerGroup: 10);
        Assert.Equal([10, 10, 5], ParquetTable.ReadRowGroups(folder.File("t.parquet")).Select(part => part.Count));
    }

    [Fact]
    public void Stream_that_cannot_seek_or_is_not_at_its_beginning_is_copied()
    {
        using MemoryStream written = new();
        written.Write([1, 2, 3]);
        ParquetTable.Write(written, new Table(new NumberColumn("n", new double[] { 1, 2 })));
        written.Position = 3;
        Assert.Equal(2, ParquetTable.Read(written).Count);
        written.Position = 3;
        using System.IO.Compression.BrotliStream forward = new(new MemoryStream(Packed(written)),
            System.IO.Compression.CompressionMode.Decompress);
        Assert.Equal(2, ParquetTable.Read(forward).Count);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused_and_the_file_stays()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("t.parquet");
        ParquetTable.Write(path, new Table(new NumberColumn("n", new double[3])));
        Assert.Contains("column 't' holds half of a surrogate pair", Assert.Throws<ArgumentException>(
            () => ParquetTable.Write(path, new Table(new TextColumn("t", new[] { "a\uD800" })))).Message, StringComparison.Ordinal);
        Assert.Equal(3, ParquetTable.Read(path).Count);
        Assert.Single(Directory.GetFiles(folder.Path));
        Assert.Throws<ArgumentOutOfRangeException>(() => ParquetTable.Write(path, ParquetTable.Read(path), rowsPerGroup: 0));
    }

    internal static void AssertSame(Table expected, Table actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.Columns.Select(column => (column.Name, column.GetType())),
            actual.Columns.Select(column => (column.Name, column.GetType())));
        foreach ((TableColumn column, TableColumn other) in expected.Columns.Zip(actual.Columns))
            for (int row = 0; row < expected.Count; row++) Assert.Equal(column.TextAt(row), other.TextAt(row));
    }

    internal static Table RandomTable(Random random, int count)
    {
        double gaps = random.Next(3) * 0.4;
        return new Table(Enumerable.Range(0, random.Next(1, 7)).Select(Column));

        TableColumn Column(int place)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"column {place}");
            int variety = random.Next(1, 2 * count);
            return random.Next(4) switch
            {
                0 => new NumberColumn(name, All(() => random.NextDouble() < gaps ? double.NaN : random.NextDouble())),
                1 => new NumberColumn(name, All(() => random.NextDouble() < gaps ? float.NaN : random.Next(variety) / 4f)),
                2 => new NumberColumn(name,
                    All(() => random.NextDouble() < gaps ? double.NaN : BitConverter.Int64BitsToDouble(random.NextInt64()))),
                _ => new TextColumn(name, All(() => random.NextDouble() < gaps ? null : Words(random.Next(variety)))),
            };
        }

        T[] All<T>(Func<T> next) => [.. Enumerable.Range(0, count).Select(_ => next())];
    }

    private static string Words(int number) => string.Create(CultureInfo.InvariantCulture, $"{new string('é', number % 7)}{number}");

    private static Table Again(Table table, int rowsPerGroup = ParquetTable.DefaultRowsPerGroup)
    {
        using MemoryStream stream = new();
        ParquetTable.Write(stream, table, rowsPerGroup);
        stream.Position = 0;
        return ParquetTable.Read(stream);
    }

    private static double[] Numbers(Table table, string name) => ((NumberColumn)table[name]).ToArray();

    private static List<string?> Texts(Table table, string name) => [.. Enumerable.Range(0, table.Count).Select(table[name].TextAt)];

    private static byte[] Packed(Stream stream)
    {
        using MemoryStream packed = new();
        using (System.IO.Compression.BrotliStream brotli = new(packed,
            System.IO.Compression.CompressionLevel.Fastest)) stream.CopyTo(brotli);
        return packed.ToArray();
    }
}
