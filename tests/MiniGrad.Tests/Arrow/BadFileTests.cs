using System.Buffers.Binary;
using MiniGrad.Arrow;
using MiniGrad.Data;
using Xunit;

namespace MiniGrad.Tests.Arrow;

public class BadFileTests
{
    public static TheoryData<string, byte[]> OtherKinds => new()
    {
        { "the file is empty: expected an Arrow or Feather file", [] },
        { "it is a Feather file of version 1, which is not read", [.. "FEA1 and so on"u8] },
        { "it begins with 61 2C 62 0A 31 2C, as neither", [.. "a,b\n1,2\n"u8] },
        { "it begins with 50 41 52 31 00 00, as neither", [.. "PAR1\0\0\0\0PAR1"u8] },
        { "the file is cut: it ends without the mark", [.. "ARROW1\0\0"u8] },
        { "the file is cut: it ends without the mark", [.. "ARROW1\0\0 and nothing more"u8] },
        { "its footer promises 1650614882 bytes", [.. "ARROW1\0\0aaaabbbbARROW1"u8] },
        { "its headers are damaged", [.. "ARROW1\0\0\u0019\0\0\0\u0004\0\0\0ARROW1"u8] },
        { "it begins with FF FF FF FF FF FF, as neither", [255, 255, 255, 255, 255, 255, 255, 127, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(OtherKinds))]
    public void File_of_another_kind_is_refused_in_words(string problem, byte[] file) =>
        Assert.StartsWith($"some.arrow: {problem}", Refusal(file), StringComparison.Ordinal);

    [Fact]
    public void Cut_file_is_refused_wherever_it_is_cut()
    {
        byte[] whole = Written(100);
        for (int length = 0; length < whole.Length; length++) Refusal(whole[..length]);
    }

    [Fact]
    public void Cut_stream_is_refused_or_ends_after_a_batch()
    {
        byte[] whole = File.ReadAllBytes(ForeignFileTests.PathOf("grows.arrows"));
        HashSet<int> counts = [];
        for (int length = 0; length < whole.Length; length++)
        {
            try
            {
                counts.Add(ArrowTable.Read(new MemoryStream(whole[..length])).Count);
            }
            catch (InvalidDataException)
            {
                // What is missing is said.
            }
        }
        Assert.Subset(new HashSet<int> { 0, 10, 30 }, counts);
    }

    [Fact]
    public void Buffer_outside_its_batch_and_promises_that_are_too_large_are_refused()
    {
        byte[] file = File.ReadAllBytes(ForeignFileTests.PathOf("batches.arrow"));
        // 60 rows and later 40 are counted in headers as 64-bit numbers, one place of which is the batch's own.
        int changed = 0;
        for (int at = 0; at + sizeof(long) <= file.Length; at += sizeof(int))
        {
            if (BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at)) != 60) continue;
            byte[] other = [.. file];
            BinaryPrimitives.WriteInt64LittleEndian(other.AsSpan(at), 1L << 40);
            Refusal(other);
            changed++;
        }
        Assert.InRange(changed, 3, 10);
    }

    [Theory]
    [InlineData(nameof(TableFileOptions.LeftOutColumns))]
    [InlineData(nameof(TableFileOptions.TextColumns))]
    [InlineData(nameof(TableFileOptions.Columns))]
    public void Column_of_the_options_that_is_not_there_is_refused(string option)
    {
        TableFileOptions options = option switch
        {
            nameof(TableFileOptions.Columns) => new() { Columns = ["x"] },
            nameof(TableFileOptions.TextColumns) => new() { TextColumns = ["x"] },
            _ => new() { LeftOutColumns = ["x"] },
        };
        Assert.Equal($"some.arrow: TableFileOptions.{option}: there is no column 'x'; there are 'n', 't'.", Refusal(Written(3), options));
    }

    [Fact]
    public void Limit_of_memory_is_kept_and_named()
    {
        string refusal = Refusal(Written(100_000), new TableFileOptions { MemoryLimit = 100_000 });
        Assert.Contains("the table would take more than 100000 bytes of memory: expected less, or a larger TableFileOptions.MemoryLimit",
            refusal, StringComparison.Ordinal);
        Assert.Contains("ArrowTable.ReadBatches", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_columns_of_one_name_are_refused()
    {
        using MemoryStream written = new();
        ArrowTable.Write(written, new Table(new NumberColumn("aaa1", new double[] { 1 }), new NumberColumn("aaa2", new double[] { 2 })));
        byte[] file = written.ToArray();
        for (int at; (at = file.AsSpan().IndexOf("aaa2"u8)) >= 0;) file[at + 3] = (byte)'1';
        Assert.Equal("some.arrow: two columns are called 'aaa1': leave it out (TableFileOptions.LeftOutColumns).", Refusal(file));
    }

    [Fact]
    public void File_that_is_not_there_is_no_bad_file()
    {
        Assert.Throws<FileNotFoundException>(() => ArrowTable.Read("nowhere.arrow"));
        Assert.Throws<FileNotFoundException>(() => ArrowTable.Rows("nowhere.arrow"));
    }

    private static byte[] Written(int count)
    {
        using MemoryStream written = new();
        ArrowTable.Write(written, new Table(
            new NumberColumn("n", Enumerable.Range(0, count).Select(k => k / 3.0).ToArray()),
            new TextColumn("t", Enumerable.Range(0, count).Select(k => $"t{k % 5}").ToArray())));
        return written.ToArray();
    }

    private static string Refusal(byte[] file, TableFileOptions? options = null) =>
        Assert.Throws<InvalidDataException>(() => ArrowTable.Read(new MemoryStream(file), options, "some.arrow")).Message;
}
