using System.Text;
using MiniGrad.Csv;
using MiniGrad.Data.Tables;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Csv;

public sealed class CsvErrorTests : IDisposable
{
    private const long Allowance = 64 * 1024 * 1024;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "the file is empty: expected a header")]
    [InlineData("a,b\n1,2\n\n3\n", "(line 4) has 1 fields but 2 were expected")]
    [InlineData("a,b\n1,2,3\n", "(line 2) has 3 fields but 2 were expected")]
    [InlineData("a,b\n1,\"2\n3,4\n", "(line 2): a quoted field that is never closed")]
    [InlineData("a,b\n1,2\"3\n", "(line 2): a quote inside an unquoted field")]
    [InlineData("a,b\n1,\"2\"3\n", "(line 2): text after the closing quote")]
    [InlineData("a,b,a\n", "line 1: columns 1 and 3 are both named 'a'")]
    [InlineData("\na, ,b\n", "line 2: column 2 has no name")]
    [InlineData("a,b\n1,2\n3,x\0y\n", "line 3, column 'b': it holds a zero character")]
    [InlineData("a\0,b\n", "line 1: the name of column 1 is not text")]
    public void What_is_wrong_is_said_with_its_place(string text, string expected)
    {
        string path = folder.File("bad.csv");
        File.WriteAllText(path, text);
        string message = Assert.Throws<InvalidDataException>(() => CsvTable.Read(path)).Message;
        Assert.StartsWith($"{path}: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => CsvTable.Read(new StringReader(text))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused()
    {
        Refused([.. "a,b\n1,"u8, 0xFF, .. "\n"u8], "line 2, column 'b': it holds bytes that are not UTF-8");
        Refused([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("a\n1\n")], "UTF-16");
        Refused([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("a\n1\n")], "UTF-16");
        Refused([0, 0, 0xFE, 0xFF, 0, 0, 0, (byte)'a'], "UTF-32");
    }

    [Fact]
    public void Limits_and_options_are_kept()
    {
        Refused([.. "a,b,c\n"u8], "line 1 has 3 columns: expected at most 2", new() { MaximumColumns = 2 });
        Refused([.. "a\n"u8, .. Enumerable.Repeat((byte)'x', 500_000)], "longer than", new() { MaximumRecordSize = 1000 });
        Refused([.. "a,b\n1,2\n"u8], "more than 7 bytes of memory", new() { MemoryLimit = 7 });
        Refused([.. "a,b\n1,2\n"u8], "no column 'plz', which is to be read as text", new() { TextColumns = ["plz"] });
        Assert.Equal(1, CsvTable.Read(new StringReader("a,b\n1,2\n"), new() { MemoryLimit = 8 }).Count);
        Assert.Contains("MaximumColumns", Assert.Throws<ArgumentOutOfRangeException>(() => CsvTable.Read(new StringReader("a"), new() { MaximumColumns = 0 })).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => CsvTable.Read(folder.File("none.csv")));
    }

    /// <summary>Each is as large as it is hostile: one row, one column, one field, nothing but delimiters, texts that never repeat.</summary>
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
        Within(Encoding.UTF8.GetBytes("a\n" + string.Concat(Enumerable.Range(0, Size / 7).Select(i => $"x{i:x5}\n"))), isRead: false);
        Within([.. "a,b\n1,"u8, .. Enumerable.Repeat((byte)'x', 1_000_000)], isRead: true);
    }

    [Fact]
    public void Mutated_files_are_read_or_refused_and_nothing_else()
    {
        Random random = new(20260101);
        byte[][] seeds =
        [
            [.. "age,city,x\n31,Bonn,0.5\n7,\"Köln, am Rhein\",\n-1e3,?,2\n"u8],
            [.. "\uFEFFa;b;c\r\n1,5;\"x\"\"y\";NA\r\n2,5;z;\r\n"u8],
            [.. "sep=|\na|b\n\"1\"|2\n\n3|4\n"u8],
        ];
        int read = 0, refused = 0;
        for (int i = 0; i < 5000; i++)
        {
            byte[] file = Mutate(seeds[random.Next(seeds.Length)], random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Table table = CsvTable.Read(new MemoryStream(file), name: "fuzz");
                Assert.All(table.Columns, column => Assert.Equal(table.Count, column.Count));
                read++;
            }
            catch (InvalidDataException refusal)
            {
                Assert.StartsWith("fuzz: ", refusal.Message, StringComparison.Ordinal);
                refused++;
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (2 * file.Length) + Allowance);
        }

        // Both outcomes are common, so the mutations do reach past the header.
        Assert.InRange(read, 500, 4500);
        Assert.InRange(refused, 500, 4500);
    }

    private static void Refused(byte[] file, string expected, CsvOptions? options = null) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => CsvTable.Read(new MemoryStream(file), options)).Message, StringComparison.Ordinal);

    private static void Within(IEnumerable<byte> content, bool isRead)
    {
        byte[] file = [.. content];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception? refusal = Record.Exception(() => CsvTable.Read(new MemoryStream(file)));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(isRead ? null : typeof(InvalidDataException), refusal?.GetType());
        Assert.InRange(allocated, 0, (2L * file.Length) + Allowance);
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        byte[] file = [.. original];
        switch (random.Next(5))
        {
            case 0:
                for (int flips = random.Next(1, 4); flips > 0; flips--) file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
                return file;
            case 1:
                return file[..random.Next(file.Length)];
            case 2:
                file[random.Next(file.Length)] = (byte)",;|\t\n\r\"\0"[random.Next(8)];
                return file;
            case 3:
                int cut = random.Next(file.Length);
                return [.. file[..cut], .. file[random.Next(file.Length)..], .. file[cut..]];
            default:
                return [.. file, .. Enumerable.Repeat((byte)",;\"\nx"[random.Next(5)], random.Next(1, 100_000))];
        }
    }
}
