using System.Text;
using MiniGrad.Data;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Data.Csv;

public sealed class CsvErrorTests : IDisposable
{
    private const long Allowance = 64 * 1024 * 1024;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "the file is empty: expected a header")]
    [InlineData("a,b\n1,2\n\n3\n", "(line 4) has 1 fields but 2 were expected")]
    [InlineData("a,b\n1,2,3\n", "(line 2) has 3 fields but 2 were expected")]
    [InlineData("a,b\n1,\"2\n3,4\n", "line 2: a quoted field that is never closed")]
    [InlineData("a,b\nx\"y,\"2\n3,4\n", "line 2: a quoted field that is never closed")]
    [InlineData("a,b\nx\"y,\"2\"z\n", "line 2: text after the closing quote of a field")]
    [InlineData("a,b\n1,\"2\"3\n", "line 2: text after the closing quote of a field")]
    [InlineData("a,b\n1,2\n3,x\0y\n", "line 3, column 'b': it holds a zero character")]
    [InlineData("a\0,b\n", "line 1: the name of column 1 is not text")]
    public void A_malformed_file_is_refused_with_line_and_column(string text, string expected)
    {
        string path = folder.File("bad.csv");
        File.WriteAllText(path, text);
        string message = Assert.Throws<InvalidDataException>(() => CsvTable.Read(path)).Message;
        Assert.StartsWith($"{path}: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains(
            expected, Assert.Throws<InvalidDataException>(() => CsvTable.Read(new StringReader(text))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused()
    {
        Refused([.. "a,b\n1,"u8, 0xFF, .. "\n"u8], "line 2, column 'b': it holds bytes that are not UTF-8");
    }

    [Fact]
    public void A_file_of_another_kind_is_named_with_what_to_do()
    {
        Refused([.. "PK"u8, 3, 4, 20, 0, 0, 0], "the file is a ZIP archive, such as a workbook (.xlsx): save the sheet as CSV in UTF-8");
        Refused([0xD0, 0xCF, 0x11, 0xE0, 0xA1], "the file is a workbook of an old kind (.xls): save the sheet as CSV in UTF-8");
        Refused([.. "BZh91AY&SY"u8], "the file is compressed by bzip2: unpack it first");
        Refused([0xFD, .. "7zXZ\0"u8], "the file is compressed by xz: unpack it first");
        Refused([0x28, 0xB5, 0x2F, 0xFD, 4], "the file is compressed by Zstandard: unpack it first");
        Refused([.. "PAR1"u8, 21, 4], "the file is in the Parquet format: ParquetTable of MiniGrad.Parquet reads it");
        Refused([.. "ARROW1\0\0"u8], "the file is in the Arrow format (Feather): ArrowTable of MiniGrad.Arrow reads it");
        Refused(
            Encoding.Unicode.GetBytes("name,b\n1,2\n"),
            "the file seems to be UTF-16 without a mark: set CsvOptions.Encoding to Encoding.Unicode");
        const string Latin = "bytes that are not UTF-8, perhaps Latin-1 or Windows-1252: set CsvOptions.Encoding to Encoding.Latin1";
        Refused(Encoding.Latin1.GetBytes("größe,b\n1,2\n"), $"line 1: the name of column 1 holds {Latin}");
        Refused(Encoding.Latin1.GetBytes("a,b\n1,größe\n"), $"line 2, column 'b': it holds {Latin}");
    }

    [Fact]
    public void A_row_of_another_length_is_refused_with_the_delimiter()
    {
        Refused(
            [.. "a,b\n1\n"u8],
            "(line 2) has 1 fields but 2 were expected, separated by ',', which was found in the first lines: set CsvOptions.Delimiter " +
            "if that is wrong.");
        Refused([.. "a;b\n1;2;3\n"u8], "3 fields but 2 were expected, separated by ';'.", new() { Delimiter = ';' });
        Refused([.. "a\tb\n1\t2\t3\n"u8], "separated by a tab.", new() { Delimiter = '\t' });
    }

    [Fact]
    public void All_columns_that_are_to_be_read_as_text_and_are_missing_are_named() => Refused(
        [.. "a,b\n1,2\n"u8], "there is no column 'x', 'y', which are to be read as text.", new() { TextColumns = ["x", "a", "y"] });

    [Fact]
    public void Files_beyond_the_limits_and_invalid_options_are_refused()
    {
        Refused([.. "a,b,c\n"u8], "line 1 has 3 columns: expected at most 2", new() { MaximumColumns = 2 });
        Refused([.. "a\n"u8, .. Enumerable.Repeat((byte)'x', 500_000)], "MaximumRecordSize", new() { MaximumRecordSize = 1000 });
        Refused([.. "a,b\n1,2\n"u8], "more than 7 bytes of memory", new() { MemoryLimit = 7 });
        Refused([.. "a,b\n1,2\n"u8], "no column 'plz', which is to be read as text", new() { TextColumns = ["plz"] });
        Assert.Equal(1, CsvTable.Read(new StringReader("a,b\n1,2\n"), new() { MemoryLimit = 8 }).Count);
        Assert.Contains("MaximumColumns", Assert.Throws<ArgumentOutOfRangeException>(
            () => CsvTable.Read(new StringReader("a"), new() { MaximumColumns = 0 })).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => CsvTable.Read(folder.File("none.csv")));
    }

    [Fact]
    public void Repeated_names_and_stray_quotes_are_refused_on_demand()
    {
        Refused(
            [.. "a,b,a\n"u8],
            "line 1: columns 1 and 3 are both named 'a': expected names that differ (CsvOptions.RefuseRepeatedNames is set).",
            new() { RefuseRepeatedNames = true });
        Refused([.. "a,b\n1,2\"3\n"u8], "(line 2): a quote inside an unquoted field", new() { StrictQuotes = true });
    }

    [Fact]
    public void Columns_and_lines_of_the_options_that_are_not_there_are_named()
    {
        Refused([.. "a,b\n1,2\n"u8], "there is no column 'x', which is to be left out.", new() { LeftOutColumns = ["x", "a"] });
        Refused([.. "a,b\n1,2\n"u8], "all columns are left out", new() { LeftOutColumns = ["a", "b"] });
        Refused([.. "a\n1\n"u8], "the only column has the names of the rows", new() { RowNames = true });
        Refused(
            [.. "one\ntwo"u8], "the file ends after 2 lines, all of which are skipped: expected more than 5 (CsvOptions.SkippedLines).",
            new() { SkippedLines = 5 });
    }

    [Fact]
    public void Packed_files_that_are_cut_or_damaged_are_refused()
    {
        string text = "a,b\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i * 7919 % 10_007},x{i * 31 % 977}\n"));
        byte[] packed = CsvFormatTests.Packed(text);
        Assert.Equal(20_000, CsvTable.Read(new MemoryStream(packed)).Count);
        for (int length = 11; length < packed.Length; length += packed.Length / 23)
            Refused(packed[..length], "CSV: ");
        byte[] damaged = [.. packed];
        damaged[packed.Length / 2] ^= 0xFF;
        Refused(damaged, "CSV: ");
        Refused(CsvFormatTests.Packed([.. CsvFormatTests.Packed("a\n1\n")]), "the file is compressed by gzip twice");
    }

    [Fact]
    public void Text_that_is_not_in_its_encoding_is_refused() => Refused(
        [0xFF, 0xFE, (byte)'a', 0, 10, 0, 0, 0xD8, 10, 0], "the text is not UTF-16 or UTF-32 throughout");

    /// <summary>Large hostile files: one row, one column, one field, nothing but delimiters, texts that never repeat.</summary>
    [Fact]
    public void Memory_follows_the_size_of_the_file()
    {
        const int Size = 8 * 1024 * 1024;
        Within(Enumerable.Repeat((byte)',', Size), isRead: false);
        Within(Enumerable.Repeat((byte)'x', Size), isRead: false);
        Within([(byte)'a', (byte)'\n', (byte)'"', .. Enumerable.Repeat((byte)'x', Size)], isRead: false);
        Within(Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 99_999)) + "\n" + new string(',', 99_998) + "\n"), isRead: true);
        Within(Encoding.UTF8.GetBytes("a\n" + string.Concat(Enumerable.Repeat("1\n", Size / 2))), isRead: true);
        Within(Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Repeat(",\n", Size / 2))), isRead: true);
        Within(Encoding.UTF8.GetBytes("a\n" + string.Concat(Enumerable.Range(0, Size / 7).Select(i => $"x{i:x5}\n"))), isRead: true);
        Within([.. "a,b\n1,"u8, .. Enumerable.Repeat((byte)'x', 1_000_000)], isRead: true);
    }

    private static void Refused(byte[] file, string expected, CsvOptions? options = null) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => CsvTable.Read(new MemoryStream(file), options)).Message,
            StringComparison.Ordinal);

    private static void Within(IEnumerable<byte> content, bool isRead)
    {
        byte[] file = [.. content];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception? refusal = Record.Exception(() => CsvTable.Read(new MemoryStream(file)));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(isRead ? null : typeof(InvalidDataException), refusal?.GetType());
        Assert.InRange(allocated, 0, (16L * file.Length) + Allowance);
    }
}
