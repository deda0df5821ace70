using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using MiniGrad.Data;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Data.Csv;

public sealed class CsvTableTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Types_are_found_from_all_rows()
    {
        Table table = Read("age,city,mixed,void\n31, Bonn ,1,\n-7.5e1,\"Köln, am Rhein\",2,NA\n,?,x,\n");
        Assert.Equal(3, table.Count);
        Assert.Equal([31, -75, double.NaN], Numbers(table, "age"));
        Assert.Equal(["Bonn", "Köln, am Rhein", null], Texts(table, "city"));
        Assert.Equal(["1", "2", "x"], Texts(table, "mixed"));
        Assert.Equal([double.NaN, double.NaN, double.NaN], Numbers(table, "void"));
    }

    [Theory]
    [InlineData("a,b\n1,2\n")]
    [InlineData("a;b\r\n1;2\r\n")]
    [InlineData("a\tb\r1\t2")]
    [InlineData("\n\na|b\n\n1|2\n\n")]
    [InlineData("\uFEFFa,b\n1,2\n")]
    [InlineData("sep=;\na;b\n1;2\n")]
    [InlineData("\"a\",\"b\"\n\"1\",\"2\"\n")]
    public void Delimiters_line_ends_quotes_and_a_byte_order_mark_are_understood(string text)
    {
        Table table = Read(text);
        Assert.Equal(["a", "b"], table.Columns.Select(column => column.Name));
        Assert.Equal([1], Numbers(table, "a"));
        Assert.Equal([2], Numbers(table, "b"));
    }

    [Fact]
    public void Options_set_header_delimiter_quote_decimal_comma_and_missing_markers()
    {
        Table bare = Read("1,a\n2,b\n", new() { HasHeader = false });
        Assert.Equal(["column 1", "column 2"], bare.Columns.Select(column => column.Name));
        Assert.Equal([1, 2], Numbers(bare, "column 1"));

        Table german = Read("preis;plz\n0,5;01234\n-1,25e1;99999\n", new() { DecimalComma = true, TextColumns = ["plz"] });
        Assert.Equal([0.5, -12.5], Numbers(german, "preis"));
        Assert.Equal(["01234", "99999"], Texts(german, "plz"));

        Table marked = Read("a,b\n-999,NA\n5,x\n", new() { MissingMarkers = ["-999"], Delimiter = ',' });
        Assert.Equal([double.NaN, 5], Numbers(marked, "a"));
        Assert.Equal(["NA", "x"], Texts(marked, "b"));

        Assert.Equal(["a,b"], Read("'a,b'\n1\n", new() { Quote = '\'', Delimiter = ',' }).Columns.Select(column => column.Name));
    }

    [Fact]
    public void Infinity_is_a_number_in_every_spelling()
    {
        Table table = Read("a,b\ninf,inf\n-inf,Inf\n+inf,x\nINF,\ninfinity,\n-INFINITY,\n+Infinity,\n1.5,\n");
        const double Infinite = double.PositiveInfinity;
        Assert.Equal([Infinite, -Infinite, Infinite, Infinite, Infinite, -Infinite, Infinite, 1.5], Numbers(table, "a"));
        Assert.Equal(["inf", "Inf", "x", null], Texts(table, "b").Take(4));
        Assert.Equal([Infinite, -Infinite, 0.5], Numbers(Read("x;y\ninf;1\n-Inf;2\n0,5;3\n", new() { DecimalComma = true }), "x"));
        // In a column with decimal commas there is no other number with a point because of that, however large.
        Assert.Equal(["1.5e999"], Texts(Read("x;y\n1.5e999;1\n", new() { DecimalComma = true }), "x"));
    }

    [Theory]
    [InlineData("NAN")]
    [InlineData("-nan")]
    [InlineData("+NaN")]
    [InlineData("-NaN")]
    [InlineData("1.#QNAN")]
    public void NaN_is_missing_in_the_spellings_of_the_markers_and_text_in_others(string spelling)
    {
        string text = $"a\n1\n{spelling}\n";
        Assert.Equal(["1", spelling], Texts(Read(text), "a"));
        Assert.Equal([1, double.NaN], Numbers(Read(text, new() { MissingMarkers = [spelling] }), "a"));
        Assert.Equal(["1", "nan"], Texts(Read("a\n1\nnan\n", new() { MissingMarkers = [""] }), "a"));
    }

    [Fact]
    public void A_header_alone_is_a_table_without_rows() => Assert.Equal(0, Read("a,b\n").Count);

    [Fact]
    public void Numbers_keep_their_texts()
    {
        var column = (NumberColumn)Read("zip\n01234\n98765\n1e5\n1.0\n\n-0\n+7\n123456789012345678901\n0.000012\n0.10\n.5\n-00\n")["zip"];
        Assert.Equal(
            ["01234", null, "1e5", "1.0", null, "+7", "123456789012345678901", "0.000012", "0.10", ".5", "-00"], Spellings(column));
        Assert.Equal("1.0", Assert.IsType<NumberColumn>(column.Select([3, 1])).Spellings![0]);
        Assert.Equal(["0,5", null], Spellings((NumberColumn)Read("x;y\n0,5;1\n1;2\n", new() { DecimalComma = true })["x"]));
        Assert.All(Spellings((NumberColumn)Read("x\n1\n2.5\n-3e-05\n")["x"]).Take(2), Assert.Null);

        // Every number in its shortest form is known as such, also those that are not looked at twice.
        Random random = new(3);
        string[] texts = [.. Enumerable.Range(0, 5000).Select(_ => ((random.NextDouble() - 0.5) * Math.Pow(
            10, random.Next(-8, 19))).ToString($"G{random.Next(1, 18)}", CultureInfo.InvariantCulture))];
        var numbers = (NumberColumn)Read($"x\n{string.Join('\n', texts)}\n")["x"];
        for (int row = 0; row < texts.Length; row++) Assert.Equal(texts[row], numbers.Spellings![row] ?? numbers.TextAt(row));
        Assert.InRange(Spellings(numbers).Count(text => text is null), 1000, 4990);

        static List<string?> Spellings(NumberColumn column) => [.. Enumerable.Range(0, column.Count).Select(row => column.Spellings![row])];
    }

    [Fact]
    public void Texts_of_numbers_are_dropped_without_room_for_them()
    {
        string text = "x\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i}.0\n"));
        Assert.Null(((NumberColumn)Read(text)["x"]).Spellings);
        Table crowded = Read("x,y\n01,a\n1,b\n", new() { MemoryLimit = 16 + (2 * (24 + 64 + 2)) });
        Assert.Null(((NumberColumn)crowded["x"]).Spellings);
        Assert.Equal(["a", "b"], Texts(crowded, "y"));
    }

    [Fact]
    public void Repeated_texts_are_one_object()
    {
        var column = (TextColumn)Read("a\nred\nblue\nred\n")["a"];
        Assert.Same(column[0], column[2]);
    }

    [Fact]
    public void Text_and_a_file_give_the_same_table()
    {
        Table fromFile = CsvTable.Read(IrisPath());
        using StreamReader reader = File.OpenText(IrisPath());
        Table fromText = CsvTable.Read(reader);
        Assert.Equal(150, fromFile.Count);
        Assert.Equal(
            ["sepal_length", "sepal_width", "petal_length", "petal_width", "species"], fromFile.Columns.Select(column => column.Name));
        Assert.Equal(5.1, Numbers(fromFile, "sepal_length")[0]);
        Assert.All(Texts(fromFile, "species").CountBy(species => species!), species => Assert.Equal(50, species.Value));
        foreach (TableColumn column in fromFile.Columns) Assert.Equal(Values(column), Values(fromText[column.Name]));
    }

    [Fact]
    public void A_table_comes_back_from_a_file_with_the_same_bits()
    {
        Random random = new(5);
        double[] bits = new double[3000];
        for (int i = 0; i < bits.Length; i++)
        {
            double number = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            bits[i] = i % 50 == 0 ? double.NaN : double.IsNaN(number) ? -0.0 : number;
        }
        (bits[1], bits[2], bits[3]) = (double.NegativeInfinity, double.Epsilon, double.MaxValue);
        string[] words = ["a", " b ", "c,d", "e\"f", "line\nbreak", "cr\rlf\r\n", "\t", "日本", "😀", "x;y|z"];
        string?[] texts = [.. bits.Select((_, i) => i % 7 == 0 ? null : words[random.Next(words.Length)])];
        Table table = new(new NumberColumn("the, numbers", bits), new TextColumn(" text ", texts),
            new NumberColumn("f", bits.Select(x => (float)x).ToArray()));
        foreach (char delimiter in ",;\t|")
        {
            CsvTable.Write(folder.File("table.csv"), table, delimiter);

            Table back = CsvTable.Read(folder.File("table.csv"), new() { Delimiter = delimiter });

            Assert.Equal(bits.Select(BitConverter.DoubleToInt64Bits), Numbers(back, "the, numbers").Select(BitConverter.DoubleToInt64Bits));
            Assert.Equal(texts, Texts(back, " text "));
            Assert.Equal(Numbers(table, "f"), Numbers(back, "f"));
        }
    }

    [Fact]
    public void A_single_column_keeps_its_missing_values_through_a_file()
    {
        CsvTable.Write(folder.File("one.csv"), new Table(new NumberColumn("a", new double[] { 1, double.NaN, 3 })));
        Assert.Equal("a\n1\n\"\"\n3\n", File.ReadAllText(folder.File("one.csv")));
        Assert.Equal([1, double.NaN, 3], Numbers(CsvTable.Read(folder.File("one.csv")), "a"));
    }

    [Fact]
    public void A_name_that_begins_with_a_byte_order_mark_survives()
    {
        CsvTable.Write(folder.File("marked.csv"), new Table(new NumberColumn("\uFEFF", new double[] { 1 })));
        Assert.Equal("\uFEFF", Assert.Single(CsvTable.Read(folder.File("marked.csv")).Columns).Name);
    }

    [Fact]
    public void Text_that_UTF8_cannot_hold_is_refused_and_an_existing_file_stays()
    {
        string path = folder.File("kept.csv");
        File.WriteAllText(path, "as it was");
        Assert.Contains("column 't' holds a zero", Assert.Throws<ArgumentException>(() => CsvTable.Write(path, Text("a\0b"))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "surrogate", Assert.Throws<ArgumentException>(() => CsvTable.Write(path, Text("\uD800"))).Message, StringComparison.Ordinal);
        Assert.Equal("as it was", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));

        static Table Text(string text) => new(new TextColumn("t", new[] { "fine", text }));
    }

    private static Table Read(string text, CsvOptions? options = null) => CsvTable.Read(new StringReader(text), options);

    private static double[] Numbers(Table table, string column) => Assert.IsType<NumberColumn>(table[column]).ToArray();

    private static IEnumerable<string?> Texts(Table table, string column) => Values(Assert.IsType<TextColumn>(table[column]));

    private static IEnumerable<string?> Values(TableColumn column) => Enumerable.Range(0, column.Count).Select(column.TextAt);

    private static string IrisPath([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "..", "examples", "Iris", "iris.csv");
}
