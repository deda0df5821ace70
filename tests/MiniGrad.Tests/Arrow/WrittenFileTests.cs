using MiniGrad.Arrow;
using MiniGrad.Data;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Parquet;
using Xunit;

namespace MiniGrad.Tests.Arrow;

/// <summary>Files that the library itself has written.</summary>
public class WrittenFileTests
{
    [Fact]
    public void Numbers_keep_their_bits()
    {
        double[] doubles = [0.1, double.NaN, double.PositiveInfinity, -0.0, double.Epsilon, double.MaxValue];
        float[] singles = [0.1f, float.NaN, float.NegativeInfinity, -0f, float.Epsilon, float.MaxValue];
        Table read = Again(new Table(new NumberColumn("double", doubles), new NumberColumn("single", singles)));
        Assert.Equal(
            doubles.Select(BitConverter.DoubleToInt64Bits),
            ((NumberColumn)read["double"]).ToArray().Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(
            singles.Select(BitConverter.SingleToInt32Bits),
            ((NumberColumn)read["single"]).ToArray().Select(number => BitConverter.SingleToInt32Bits((float)number)));
        Assert.Equal(1, read["double"].MissingCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_tables_come_back(int seed)
    {
        Random random = new(seed);
        for (int run = 0; run < 50; run++)
        {
            Table table = RoundTripTests.RandomTable(random, random.Next(0, 400));
            RoundTripTests.AssertSame(table, Again(table, random.Next(1, 500)));
        }
    }

    [Fact]
    public void Many_rows_on_several_threads_come_back()
    {
        Table table = RoundTripTests.RandomTable(new Random(1), 60_000);
        RoundTripTests.AssertSame(table, Again(table, 25_000));
    }

    [Fact]
    public void Texts_come_back()
    {
        string?[] texts = ["", null, "NA", "true", "a,b;\"c\"\r\n", "\0", "Köln 😀 مرحبا", new string('x', 300_000), "\uFEFFmark"];
        Table read = Again(new Table(new TextColumn("Größe [m²]", texts), new TextColumn("none", new string?[texts.Length])));
        Assert.Equal(texts, Enumerable.Range(0, texts.Length).Select(read["Größe [m²]"].TextAt));
        Assert.Equal(texts.Length, read["none"].MissingCount);
    }

    [Fact]
    public void Batches_are_as_large_as_asked_for_and_parts_of_rows()
    {
        using TemporaryFolder folder = new();
        Table table = new(new NumberColumn("n", Enumerable.Range(0, 25).Select(k => (double)k).ToArray()));
        ArrowTable.Write(folder.File("a.arrow"), table, rowsPerBatch: 10);
        ArrowTable.Write(folder.File("b.feather"), table);
        Assert.Equal([10, 10, 5], ArrowTable.ReadBatches(folder.File("a.arrow")).Select(part => part.Count));
        TableSource rows = ArrowTable.Rows(folder.Path);
        Assert.Equal([10L, 10L, 5L, 25L], Enumerable.Range(0, rows.PartCount).Select(part => rows.CountOf(part)!.Value));
        Assert.EndsWith("a.arrow, batch 2", rows.NameOf(2), StringComparison.Ordinal);
        Assert.Equal(20, ((NumberColumn)Assert.Single(rows.Read(2)).Columns[0])[0]);
        File.Delete(folder.File("b.feather"));
        ArrowTable.Write(folder.File("b.feather"), new Table(new TextColumn("n", new[] { "x" })));
        string refusal = Assert.Throws<InvalidDataException>(() => ArrowTable.Rows(folder.Path)).Message;
        Assert.Contains("b.feather: column 'n' holds text, where that of", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Streamed_rows_are_encoded_to_the_bits_of_those_in_memory()
    {
        using TemporaryFolder folder = new();
        Table table = new(
            new NumberColumn("n", Enumerable.Range(0, 500).Select(k => k % 7 == 0 ? double.NaN : Math.Sin(k)).ToArray()),
            new TextColumn("c", Enumerable.Range(0, 500).Select(k => $"c{k % 4}").ToArray()),
            new TextColumn("y", Enumerable.Range(0, 500).Select(k => k % 3 == 0 ? "yes" : "no").ToArray()));
        ArrowTable.Write(folder.File("t.arrow"), table, rowsPerBatch: 64);
        TableSource rows = ArrowTable.Rows(folder.File("t.arrow"));
        TableEncoder streamed = TableEncoder.FitStream(rows, "y"), whole = TableEncoder.Fit(table, "y");
        Assert.Equal(whole.ToJson(), streamed.ToJson());
        float[] expected = whole.EncodeInputs<float>(table).ToArray();
        StreamedDataset<float> samples = Dataset.Stream(streamed.Samples<float>(rows), shuffleBuffer: 100);
        Assert.Equal(expected, samples.Batches(50).SelectMany(batch => batch.Inputs.ToArray()));
    }

    [Fact]
    public void Whole_numbers_of_single_precision_have_the_same_digits_as_text()
    {
        using MemoryStream stream = new();
        float[] numbers = [123456789f, 99999992f, -16777216f, 0.1f, 1e30f, float.NaN];
        ArrowTable.Write(stream, new Table(new NumberColumn("id", numbers)));
        stream.Position = 0;
        Table text = ArrowTable.Read(stream, new TableFileOptions { TextColumns = ["id"] });
        Assert.Equal(
            ["123456792", "99999992", "-16777216", "0.1", "1.0000000150474662E+30", null],
            Enumerable.Range(0, text.Count).Select(text["id"].TextAt));
    }

    [Fact]
    public void Files_of_a_folder_are_found_in_upper_case_too()
    {
        using TemporaryFolder folder = new();
        Table table = new(new NumberColumn("n", new double[] { 1, 2 }));
        ArrowTable.Write(folder.File("a.arrow"), table);
        ArrowTable.Write(folder.File("b.ARROW"), table);
        Assert.Equal(2, ArrowTable.Rows(folder.Path).PartCount);
        File.Delete(folder.File("a.arrow"));
        File.Move(folder.File("b.ARROW"), folder.File("b.txt"));
        Assert.Contains(
            "expected files that end in .arrow, .arrows, .feather, got none",
            Assert.Throws<FileNotFoundException>(() => ArrowTable.Rows(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused_and_the_file_stays()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("t.feather");
        ArrowTable.Write(path, new Table(new NumberColumn("n", new double[3])));
        Assert.Contains("ArrowTable: column 't' holds half of a surrogate pair", Assert.Throws<ArgumentException>(
            () => ArrowTable.Write(path, new Table(new TextColumn("t", new[] { "a\uD800" })))).Message, StringComparison.Ordinal);
        Assert.Equal(3, ArrowTable.Read(path).Count);
        Assert.Single(Directory.GetFiles(folder.Path));
        Assert.Throws<ArgumentOutOfRangeException>(() => ArrowTable.Write(path, ArrowTable.Read(path), rowsPerBatch: 0));
    }

    private static Table Again(Table table, int rowsPerBatch = ArrowTable.DefaultRowsPerBatch)
    {
        using MemoryStream stream = new();
        ArrowTable.Write(stream, table, rowsPerBatch);
        stream.Position = 0;
        return ArrowTable.Read(stream);
    }
}
