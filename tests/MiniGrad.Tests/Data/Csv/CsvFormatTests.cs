using System.IO.Compression;
using System.Text;
using MiniGrad.Data;
using Xunit;

namespace MiniGrad.Tests.Data.Csv;

/// <summary>What pandas, R, spreadsheets, loggers and databases write.</summary>
public class CsvFormatTests
{
    [Theory]
    [InlineData(",a,b\n0,1,x\n1,2,y\n", "column 1:0/1 a:1/2 b:x/y", "the first counts the rows: with CsvOptions.RowNames")]
    [InlineData(",a\n1,5\n2,6\n", "column 1:1/2 a:5/6", "the first counts the rows")]
    [InlineData(",a\n3,5\n1,6\n", "column 1:3/1 a:5/6", "the first may name the rows")]
    [InlineData("\"\",\"a\",\"b\"\n\"r1\",1,\"x\"\n", "column 1:r1 a:1 b:x", "called 'column 1'; the first may name the rows")]
    [InlineData("a,,b\n1,2,3\n", "a:1 column 2:2 b:3", "a column without a name is called 'column 2'")]
    [InlineData("column 2,,\n1,2,3\n", "column 2:1 column 2 2:2 column 3:3", "columns without names are called 'column 2 2', 'column 3'")]
    [InlineData("\"a\",\"b\"\n\"1\",5,\"x\"\n\"2\",6,\"y\"\n", "column 1:1/2 a:5/6 b:x/y", "the first counts the rows")]
    [InlineData("\na b\tc\nr1\t1\tx\nr2\t2\t\n", "column 1:r1/r2 a b:1/2 c:x/", "the first may name the rows")]
    public void Columns_without_names_get_some(string text, string expected, string note) => Check(text, expected, note);

    [Fact]
    public void The_first_column_names_the_rows_on_demand()
    {
        foreach (string text in (string[])[",a,b\nr1,1,x\nr2,2,y\nr3,3,x\n", "id,a,b\nr1,1,x\nr2,2,y\nr3,3,x\n"])
        {
            Table table = Read(text, new() { RowNames = true });
            Assert.Equal("a:1/2/3 b:x/y/x", Show(table));
            Assert.Empty(table.Notes);
            Assert.Equal(["r1", "r2", "r3"], Names(table));
            Assert.Equal(["r3", "r1"], Names(table.Select([2, 0])));
            Assert.Equal(["r3", "r3"], Names(table.Select([2, 0]).Without("a").Select([0, 0])));
        }
        Assert.Null(Read("a\n1\n").RowNames);

        static IEnumerable<string?> Names(Table table) => Enumerable.Range(0, table.Count).Select(table.RowNames!.TextAt);
    }

    [Theory]
    [InlineData("a,b,\n1,x,\n2,y,\n", "a:1/2 b:x/y", "the last column has neither a name nor values and is left out")]
    [InlineData("a;b;;;\n1;x;;;\n", "a:1 b:x", "the last 3 columns have neither names nor values and are left out")]
    [InlineData("a,b,\n1,x,\n2,y,z\n", "a:1/2 b:x/y column 3:/z", "called 'column 3'")]
    [InlineData("a,b,\n1,x,NA\n", "a:1 b:x column 3:", "called 'column 3'")]
    [InlineData("a,b,c\n1,x,\n", "a:1 b:x c:", null)]
    [InlineData("a,b,\n", "a: b: column 3:", "called 'column 3'")]
    public void Delimiters_at_the_ends_of_lines_are_no_column(string text, string expected, string? note) => Check(text, expected, note);

    [Theory]
    [InlineData("a,a\n1,2\n", "a:1 a 2:2", "columns 1 and 2 are both named 'a'; the second is called 'a 2' here")]
    [InlineData("a,a 2,a,a\n1,2,3,4\n", "a:1 a 2:2 a 3:3 a 4:4", "columns 1 and 4 are both named 'a'; the second is called 'a 4' here")]
    [InlineData("a,A\n1,2\n", "a:1 A:2", null)]
    public void Names_are_made_different(string text, string expected, string? note) => Check(text, expected, note);

    [Theory]
    [InlineData("id,x\nWT-26\"-K,1\n", "id:WT-26\"-K x:1")]
    [InlineData("id,x\n5\" disk,1\n3.5\",2\n", "id:5\" disk/3.5\" x:1/2")]
    [InlineData("id,x\na\"b\"c,1\n\"q\",2\n", "id:a\"b\"c/q x:1/2")]
    [InlineData("id,x\na\"\"b,1\n\"q\"\"r\",2\n", "id:a\"\"b/q\"r x:1/2")]
    [InlineData("id,x\n \"q\" ,1\n", "id:q x:1")]
    public void A_quote_inside_a_field_is_a_character(string text, string expected) => Check(text, expected, null);

    [Fact]
    public void Comments_and_lines_above_the_header_are_skipped()
    {
        Assert.Equal("a:1/2 b:x/y", Show(Read("# made by\na,b\n1,x\n# half\n2,y\n", new() { CommentCharacter = '#' })));
        Assert.Equal("a:1 b:#x", Show(Read("a,b\n1,#x\n", new() { CommentCharacter = '#' })));
        Assert.Equal("a:1 b:x", Show(Read("Logger, v2, \"open\nstation; 5\r\na,b\n1,x\n", new() { SkippedLines = 2 })));
        Assert.Equal("a:1 b:x", Show(Read("\uFEFFone\n\na;b\n1;x\n", new() { SkippedLines = 2 })));
        Assert.Equal("a:1 b:x", Show(Read("one\nsep=;\na;b\n1;x\n", new() { SkippedLines = 1 })));
        Assert.Equal("column 1:1 column 2:x", Show(Read("one\n1,x\n", new() { SkippedLines = 1, HasHeader = false })));
        Assert.Equal("a:1", Show(Read(new string('x', 200_000) + "\na\n1\n", new() { SkippedLines = 1 })));
        // The numbers of lines in messages are those of the file.
        string message = Assert.Throws<InvalidDataException>(() => Read("one\ntwo\na,b\n1\n", new() { SkippedLines = 2 })).Message;
        Assert.Contains("(line 4)", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-8")]
    public void A_byte_order_mark_says_the_encoding(string name)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        byte[] file = [.. encoding.GetPreamble(), .. encoding.GetBytes("größe;ort\n1,5;Köln 😀\n")];
        Assert.Equal("größe:1.5 ort:Köln 😀", Show(CsvTable.Read(new MemoryStream(file), new() { DecimalComma = true })));
    }

    [Fact]
    public void An_encoding_can_be_set()
    {
        byte[] file = Encoding.Latin1.GetBytes("größe,ort\n1,Köln\n");
        Assert.Equal("größe:1 ort:Köln", Show(CsvTable.Read(new MemoryStream(file), new() { Encoding = Encoding.Latin1 })));
        file = Encoding.Unicode.GetBytes("größe,ort\n1,Köln\n");
        Assert.Equal("größe:1 ort:Köln", Show(CsvTable.Read(new MemoryStream(file), new() { Encoding = Encoding.Unicode })));
    }

    [Theory]
    [InlineData("text\nhello; you\nand, me\nno\n", "text:hello; you/and, me/no")]
    [InlineData("text\na;b\nc;d\n", "text:a;b/c;d")]
    [InlineData("genres,n\na|b,1\nc,2\n", "genres:a|b/c n:1/2")]
    [InlineData("a;b\nx,y;1\nz,w;2\n", "a:x,y/z,w b:1/2")]
    [InlineData("a\tb\nx, y;z\t1\n", "a:x, y;z b:1")]
    [InlineData("a,b\n\"x\n;y\",1\nz,2\n", "a:x\n;y/z b:1/2")]
    [InlineData("one\n1\n2\n", "one:1/2")]
    public void The_delimiter_is_one_that_all_lines_agree_on(string text, string expected) => Check(text, expected, null);

    [Theory]
    [InlineData("a;b\n1,5;2,5\n", "a:1.5 b:2.5")]
    [InlineData("a\tb\n1,5\t2,5\n", "a:1.5 b:2.5")]
    [InlineData("Preis, netto;Menge, kg\n1,5;2,5\n", "Preis, netto:1.5 Menge, kg:2.5")]
    [InlineData("x\n1,5\n2,5\n", "x:1.5/2.5")]
    [InlineData("a|b\n1,5|2\n", "a:1.5 b:2")]
    [InlineData("a,b\n\"1,5\",\"2,5\"\n", "a:1.5 b:2.5")]
    [InlineData("a,b\n\"1,5\",x\n\"2,5\",y\n", "a:1.5/2.5 b:x/y")]
    public void A_decimal_comma_is_no_delimiter(string text, string expected) =>
        Assert.Equal(expected, Show(Read(text, new() { DecimalComma = true })));

    [Fact]
    public void Rows_alone_with_decimal_commas_are_split_at_semicolons() =>
        Assert.Equal("column 1:1.5/3 column 2:2.5/4", Show(Read("1,5;2,5\n3;4\n", new() { DecimalComma = true, HasHeader = false })));

    [Fact]
    public void Words_for_missing_values_are_missing_among_numbers()
    {
        foreach (string word in (string[])["#N/A", "<NA>", "None", "none", "\\N", "n/a", "N.A.", "-", "--", ".", "NA", "", "?", "NULL"])
        {
            Table table = Read($"x,y\n1,a\n{word},b\n3,c\n");
            Assert.Equal("x:1//3 y:a/b/c", Show(table));
            Assert.IsType<NumberColumn>(table["x"]);
        }
        // Among texts, and alone, they are texts.
        Assert.Equal("x:None/-/. y:None/None/None", Show(Read("x,y\nNone,None\n-,None\n.,None\n")));
        Assert.Equal("x:1/None/a", Show(Read("x\n1\nNone\na\n")));
        Assert.Equal("x:None/1/a", Show(Read("x\nNone\n1\na\n")));
        Assert.Equal("x:None//", Show(Read("x,y\nNone,1\nNA,2\n,3\n").Without("y")));
        Assert.Equal("x:1/-", Show(Read("x\n1\n-\n", new() { MissingNumberMarkers = [] })));
    }

    [Fact]
    public void A_column_that_is_nearly_one_of_numbers_is_noted()
    {
        string text = "x\n" + string.Concat(Enumerable.Range(0, 200).Select(i => i == 90 ? "unknown\n" : $"{i}\n"));
        Table table = Read(text);
        Assert.IsType<TextColumn>(table["x"]);
        Assert.Equal(
            ["column 'x' is text: 199 of 200 values are numbers, the rest 'unknown' (first in line 92); CsvOptions.MissingNumberMarkers " +
                "takes " +
                "such a word for a missing number"],
            table.Notes);
        Assert.Equal("x:1/2/x", Show(Read("x\n1\n2\nx\n")));
        Assert.Empty(Read("x\n1\n2\nx\n").Notes);
        Assert.Empty(Read(text, new() { TextColumns = ["x"] }).Notes);
        Assert.Empty(Read(text, new() { MissingNumberMarkers = ["unknown"] }).Notes);
    }

    [Fact]
    public void A_word_for_missing_numbers_leaves_a_table_of_numbers()
    {
        Random random = new(1);
        string[] rows = [.. Enumerable.Range(0, 300).Select(i => FormattableString.Invariant(
            $"{random.Next(90)},{(i % 50 == 7 ? "None" : random.Next(200))},{(i % 2 == 0 ? "yes" : "no")}"))];
        Table table = Read("age,pressure,ill\n" + string.Join('\n', rows));
        Assert.Equal(["age", "pressure"], TableEncoder.Fit(table, "ill").FeatureNames);
    }

    [Fact]
    public void Text_after_a_million_numbers_is_found_and_its_line_named()
    {
        const int Rows = 100_000;
        foreach (string number in (string[])["7", "7.50"])
        {
            StringBuilder text = new("x,y\n");
            for (int i = 0; i < Rows; i++) text.Append(i).Append(number == "7" ? "" : ".50").Append(",1\n");
            text.Append("late,2\n");
            Table table = Read(text.ToString());
            Assert.Equal(number == "7" ? "5" : "5.50", table["x"].TextAt(5));
            Assert.Equal("late", table["x"].TextAt(Rows));
            Assert.Equal(Rows + 1, table.Count);
            // Where the texts of the numbers are not kept, the column was read again as text.
            if (number == "7") Assert.Contains(Invariant($"first in line {Rows + 2}"), Assert.Single(table.Notes),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Packed_files_are_read()
    {
        Assert.Equal("a:1/2 b:x/y", Show(CsvTable.Read(new MemoryStream(Packed("a;b\n1;x\n2;y\n")))));
        Assert.Equal(
            "a:1 b:ü", Show(CsvTable.Read(
                new MemoryStream(Packed([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("a;b\n1;ü\n")])))));
    }

    [Fact]
    public void Columns_that_are_left_out_take_no_memory()
    {
        string text = "id,x\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"name{i},{i % 7}\n"));
        Assert.Throws<InvalidDataException>(() => Read(text, new() { MemoryLimit = 20_000 }));
        Table table = Read(text, new() { MemoryLimit = 20_000, LeftOutColumns = ["id"] });
        Assert.Equal("x", Assert.Single(table.Columns).Name);
        Assert.Equal(6, ((NumberColumn)table["x"])[6]);
    }

    [Fact]
    public void Ids_of_a_million_rows_fit_into_the_memory_that_follows_the_file()
    {
        string text = "id,x\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"p{i:d9},{i % 3}\n"));
        Assert.Equal(200_000, Read(text).Count);
    }

    [Fact]
    public void Random_tables_come_back_with_every_delimiter()
    {
        int tables = int.Parse(Environment.GetEnvironmentVariable("MINIGRAD_CSV_TABLES") ?? "500",
            System.Globalization.CultureInfo.InvariantCulture);
        const string Characters = "aB \"',;|\t\n\r.-#0195éß日😀=";
        Random random = new(17);
        for (int i = 0; i < tables; i++)
        {
            int rows = random.Next(1, 12);
            TableColumn[] columns = [.. Enumerable.Range(0, random.Next(1, 6)).Select(Column)];
            Table table = new(columns);
            foreach (char delimiter in ",;\t|")
            {
                using MemoryStream file = new();
                CsvTable.Write(file, table, delimiter);
                file.Position = 0;
                CsvOptions options = new()
                {
                    MissingMarkers = [""],
                    Delimiter = delimiter,
                    TextColumns = [.. columns.OfType<TextColumn>().Select(column => column.Name)],
                };
                Table back = CsvTable.Read(file, options);
                foreach (TableColumn column in columns)
                    for (int row = 0; row < rows; row++) Assert.Equal(column.TextAt(row), back[column.Name].TextAt(row));
            }

            TableColumn Column(int place) => random.Next(2) == 0
                ? new NumberColumn(Invariant($"n{place}"),
                    Enumerable.Range(0, rows).Select(_ => random.Next(6) == 0 ? double.NaN : Number()).ToArray())
                : new TextColumn(Text() + Invariant($"{place}"),
                    Enumerable.Range(0, rows).Select(_ => random.Next(6) == 0 ? null : Text()).ToArray());
        }

        double Number() => random.Next(3) switch
        {
            0 => random.Next(-1000, 1000),
            1 => Math.Round(random.NextDouble() * 100, random.Next(6)),
            _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300)),
        };

        string Text()
        {
            // No text is as empty as a missing one.
            StringBuilder text = new("t");
            for (int length = random.Next(8); length > 0; length--)
            {
                int at = random.Next(Characters.Length);
                text.Append(char.IsSurrogate(Characters[at]) ? "😀" : Characters[at].ToString());
            }
            return text.ToString();
        }
    }

    internal static byte[] Packed(string text) => Packed(Encoding.UTF8.GetBytes(text));

    internal static byte[] Packed(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionLevel.Fastest)) zip.Write(content);
        return packed.ToArray();
    }

    private static void Check(string text, string expected, string? note)
    {
        Table table = Read(text);
        Assert.Equal(expected, Show(table));
        if (note is null) Assert.Empty(table.Notes);
        else Assert.Contains(table.Notes, found => found.Contains(note, StringComparison.Ordinal));
    }

    private static string Show(Table table) => string.Join(' ', table.Columns.Select(
        column => $"{column.Name}:{string.Join('/', Enumerable.Range(0, column.Count).Select(column.TextAt))}"));

    private static Table Read(string text, CsvOptions? options = null) =>
        CsvTable.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), options);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
