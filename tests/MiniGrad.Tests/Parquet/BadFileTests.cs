using System.Buffers.Binary;
using MiniGrad.Data;
using MiniGrad.Parquet;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Parquet;

public class BadFileTests
{
    public static TheoryData<string, byte[]> OtherKinds => new()
    {
        { "it is empty", [] },
        { "it is no Parquet file, but a ZIP archive", [.. "PK\u0003\u0004 and so on"u8] },
        { "it is no Parquet file, but compressed by gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0] },
        { "it is no Parquet file, but an Arrow (Feather) one", [.. "ARROW1\0\0"u8] },
        { "it is no Parquet file, but an encrypted one", [.. "PARE12345678PARE"u8] },
        { "it is no Parquet file, but seems to be text: CsvTable reads CSV", [.. "a,b\n1,2\n"u8] },
        { "it is no Parquet file: expected PAR1", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] },
        { "it is cut", [.. "PAR1"u8] },
        { "it is cut: expected the footer at its end", [.. "PAR1 and nothing more"u8] },
        { "its footer promises 1650614882 bytes, in a file of 16", [.. "PAR1aaaabbbbPAR1"u8] },
        { "its footer promises 0 bytes", [.. "PAR1\0\0\0\0PAR1"u8] },
        { "its headers are cut", [.. "PAR1\u0019\u0001\0\0\0PAR1"u8] },
    };

    [Theory]
    [MemberData(nameof(OtherKinds))]
    public void File_of_another_kind_is_refused_in_words(string problem, byte[] file) =>
        Assert.StartsWith($"some.parquet: {problem}", Refusal(file), StringComparison.Ordinal);

    [Fact]
    public void Cut_file_is_refused_wherever_it_is_cut()
    {
        byte[] whole = Written(1000);
        for (int length = 0; length < whole.Length; length += 7) Assert.StartsWith("some.parquet: it is", Refusal(whole[..length]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_in_the_frame_of_a_file_are_refused()
    {
        Random random = new(1);
        for (int run = 0; run < 5000; run++)
        {
            byte[] file = new byte[random.Next(12, 300)];
            random.NextBytes(file);
            "PAR1"u8.CopyTo(file);
            "PAR1"u8.CopyTo(file.AsSpan(file.Length - 4));
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(file.Length - 8), random.Next(0, file.Length - 8));
            Refusal(file);
        }
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
        Assert.Equal($"some.parquet: TableFileOptions.{option}: there is no column 'x'; there are 'n', 't'.", Refusal(Written(3), options));
    }

    [Fact]
    public void Nothing_left_to_read_is_refused() =>
        Assert.Equal("some.parquet: no column is left to be read.",
            Refusal(Written(3), new TableFileOptions { LeftOutColumns = ["n", "t"] }));

    [Fact]
    public void Limit_of_memory_is_kept_and_named()
    {
        string refusal = Refusal(Written(100_000), new TableFileOptions { MemoryLimit = 100_000 });
        Assert.Contains("the table would take more than 100000 bytes of memory: expected less, or a larger TableFileOptions.MemoryLimit",
            refusal,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            ParquetTable.Read(new MemoryStream(Written(3)), new TableFileOptions { MemoryLimit = 0 }));
    }

    [Fact]
    public void Two_columns_of_one_name_are_refused()
    {
        byte[] file = new MadeFile().Add<int>("a1", 1).Add<int>("a2", 2).Add<int>("b", 3).ToArray();
        for (int at; (at = file.AsSpan().IndexOf("a2"u8)) >= 0;) file[at + 1] = (byte)'1';
        Assert.Equal("some.parquet: two columns are called 'a1': leave it out (TableFileOptions.LeftOutColumns).", Refusal(file));
        Assert.Equal(["b"], ParquetTable.Read(new MemoryStream(file),
            new TableFileOptions { LeftOutColumns = ["a1"] }).Columns.Select(column => column.Name));
    }

    [Fact]
    public void Page_that_does_not_match_its_checksum_is_refused()
    {
        byte[] file = File.ReadAllBytes(OtherWriterTests.PathOf("plain"));
        file[file.AsSpan().IndexOf("prefix/3"u8)] = (byte)'P';
        Assert.Equal("some.parquet: column 's': a page does not match its checksum.", Refusal(file));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        byte[] file = new MadeFile { Settings = { CompressionMethod = global::Parquet.CompressionMethod.None } }.AddTexts("t",
            "abcd").ToArray();
        for (int at; (at = file.AsSpan().IndexOf("abcd"u8)) >= 0;) file[at] = 0xFF;
        Assert.StartsWith("some.parquet: column 't': it holds bytes that are no text in UTF-8", Refusal(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no column 't', which '{0}' has", true, false, false)]
    [InlineData("column 'n' holds text, where that of '{0}' holds numbers", false, true, false)]
    [InlineData("there is a column 'more', which '{0}' does not have", true, true, true)]
    public void Part_with_other_columns_is_named(string problem, bool isNumber, bool hasText, bool hasMore)
    {
        using TemporaryFolder folder = new();
        string first = folder.File("1.parquet"), second = folder.File("2.parquet");
        File.WriteAllBytes(first, Written(3));
        MadeFile other = isNumber ? new MadeFile().Add<double>("n", 1, 2) : new MadeFile().AddTexts("n", "1", "2");
        if (hasText) other.AddTexts("t", "x", "y");
        if (hasMore) other.Add<int>("more", 1, 2);
        File.WriteAllBytes(second, other.ToArray());
        List<int> read = [];
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() =>
        {
            foreach (Table part in ParquetTable.ReadRowGroups([first, second])) read.Add(part.Count);
        });
        Assert.Equal($"{second}: {problem.Replace("{0}", first, StringComparison.Ordinal)}.", refusal.Message);
        Assert.Equal([3], read);
        Assert.Equal([3, 3], ParquetTable.ReadRowGroups([first, first]).Select(part => part.Count));
    }

    [Fact]
    public void File_that_is_not_there_is_no_bad_file()
    {
        Assert.Throws<FileNotFoundException>(() => ParquetTable.Read("nowhere.parquet"));
        Assert.Throws<FileNotFoundException>(() => ParquetTable.ReadRowGroups("nowhere.parquet").ToArray());
    }

    private static byte[] Written(int count)
    {
        using MemoryStream written = new();
        ParquetTable.Write(written, new Table(
            new NumberColumn("n", Enumerable.Range(0, count).Select(k => k / 3.0).ToArray()),
            new TextColumn("t", Enumerable.Range(0, count).Select(k => $"t{k % 5}").ToArray())));
        return written.ToArray();
    }

    private static string Refusal(byte[] file, TableFileOptions? options = null) =>
        Assert.Throws<InvalidDataException>(() => ParquetTable.Read(new MemoryStream(file), options, "some.parquet")).Message;
}
