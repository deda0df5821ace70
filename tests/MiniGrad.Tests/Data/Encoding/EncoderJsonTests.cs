using System.Text;
using MiniGrad.Data;
using MiniGrad.Estimators;
using Xunit;

namespace MiniGrad.Tests.Data.Tables;

public class EncoderJsonTests
{
    private const string Start = "{\"format\":\"minigrad-table-encoder\",\"version\":1,\"target\":\"t\"";

    private static readonly Table table = Random();

    [Theory]
    [InlineData("class", Scaling.Standard)]
    [InlineData("number", Scaling.Standard)]
    [InlineData("class", Scaling.MinMax)]
    public void An_encoder_read_from_json_gives_the_same_bits(string target, Scaling scaling)
    {
        var encoder = TableEncoder.Fit(table, target, new() { Scaling = scaling, MissingIndicators = true, MissingCategories = true });
        var again = TableEncoder.FromJson(encoder.ToJson());
        Assert.Equal(encoder.ToJson(), again.ToJson());
        Assert.Equal(encoder.FeatureNames, again.FeatureNames);
        Assert.Equal(encoder.Columns.Select(column => (column.Name, column.Role, column.Reason)),
            again.Columns.Select(column => (column.Name, column.Role, column.Reason)));
        Assert.Equal((encoder.Target, encoder.TargetKind), (again.Target, again.TargetKind));
        Assert.Equal(encoder.ClassNames, again.ClassNames);
        Assert.Equal(Bits(encoder), Bits(again));

        static long[] Bits(TableEncoder encoder) =>
            [.. encoder.EncodeInputs<double>(table).ToArray().Select(BitConverter.DoubleToInt64Bits)];
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("null", "expected an object with 'format', got null")]
    [InlineData("{}", "there is no 'format'")]
    [InlineData("""{"format":1}""", "'format': expected string, got number")]
    [InlineData("""{"format":"x"}""", "the format is 'x': expected 'minigrad-table-encoder'")]
    [InlineData("""{"format":"minigrad-table-encoder","version":3}""", "the version is 3: expected 1 or 2")]
    [InlineData("""{"format":"minigrad-table-encoder","version":1.5}""", "the version is 1.5: expected 1 or 2")]
    [InlineData(Start + ""","columns":[{"name":"a","role":"boolean","false":"x","true":"X"}]}""",
        "column 'a' has 'x' for both true and false")]
    [InlineData(Start + ""","columns":[{"name":"a","role":"date","formats":["yyyy"]}]}""", "'yyyy' is no format of dates")]
    [InlineData(Start + ""","columns":[{"name":"a","role":"date","formats":[],"first":"x"}]}""", "the first date of column 'a' is 'x'")]
    [InlineData(Start + ""","columns":[{"name":"a","role":"date","formats":[],"first":"2026-01-01","parts":[{"part":"x"}]}]}""",
        "column 'a' has the part 'x' of a date: expected one of 'days'")]
    [InlineData(
        Start + ""","columns":[{"name":"a","role":"date","formats":[],"first":"2026-01-01",""" +
            "\"parts\":[{\"part\":\"days\",\"offset\":0,\"scale\":0}]}]}",
        "the scale of column 'a' is 0")]
    [InlineData("""{"format":"minigrad-table-encoder","format":"minigrad-table-encoder"}""", "uplicate")]
    [InlineData("""{"format":"minigrad-table-encoder","version":1,"target":"\ud800","columns":[]}""", "surrogate")]
    [InlineData(Start + ""","columns":[]}""", "there are no features")]
    [InlineData(Start + ""","classes":["a"],"classesAreNumbers":false,"columns":[]}""", "fewer than two classes")]
    [InlineData(Start + ""","classes":["a","a"],"classesAreNumbers":false,"columns":[]}""", "'classes' of the target has one text twice")]
    [InlineData(Start + ""","classes":["a",1],"columns":[]}""", "'classes': expected strings, got number")]
    [InlineData(Start + ""","columns":[1]}""", "expected an object with 'name', got number")]
    [InlineData(Start + ""","columns":[{"name":"a","role":"b"}]}""", "the role of column 'a' is 'b'")]
    [InlineData(Start + ""","columns":[{"name":"t","role":"leftOut","reason":""}]}""", "the column 't' is there twice")]
    [InlineData(Start + ""","columns":[{"name":"a","role":"number","offset":0,"scale":0,"replacement":0,"indicator":false}]}""",
        "the scale of column 'a' is 0")]
    [InlineData(Start + ""","columns":[{"name":"a","role":"number","offset":1e999,"scale":1,"replacement":0,"indicator":false}]}""",
        "'offset' is more than a double holds")]
    [InlineData(Start + ""","columns":[{"name":"a","role":"number","offset":0,"scale":1,"replacement":0,"indicator":0}]}""",
        "'indicator': expected true or false, got number")]
    public void Malformed_json_is_refused_in_words(string json, string expected)
    {
        string message = Assert.Throws<InvalidDataException>(() => TableEncoder.FromJson(json)).Message;
        Assert.StartsWith("TableEncoder: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_1_is_read()
    {
        string json = Start + ""","columns":[{"name":"a","role":"number","offset":1,"scale":2,"replacement":3,"indicator":false},""" +
            """{"name":"b","role":"category","categories":["no","yes"],"categoriesAreNumbers":false""" +
            ""","missing":true,"refusesUnknown":false},""" +
            """{"name":"c","role":"leftOut","reason":"asked for"}]}""";
        var encoder = TableEncoder.FromJson(json);
        Assert.Equal(["a", "b=no", "b=yes", "b (missing)"], encoder.FeatureNames);
        Table given = new(new NumberColumn("a", new double[] { 5, double.NaN }), new TextColumn("b", new[] { "yes", null }));
        Assert.Equal([2, 0, 1, 0, 1, 0, 0, 1], encoder.EncodeInputs<double>(given).ToArray());
        Assert.Contains("\"version\":2", encoder.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_column_name_takes_no_memory_for_each_category()
    {
        string name = new('n', 60_000), categories = string.Join(',', Enumerable.Range(0, 9000).Select(i => $"\"{i}\""));
        string column = $$"""{"name":"{{name}}","role":"category","categories":[{{categories}}],"categoriesAreNumbers":true""";
        string json = $$"""{{Start}},"columns":[{{column}},"missing":true,"refusesUnknown":false}]}""";
        long before = GC.GetAllocatedBytesForCurrentThread();
        var encoder = TableEncoder.FromJson(json);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
        Assert.Equal(9001, encoder.FeatureNames.Count);
        Assert.Equal([$"{name}=0", $"{name}=8999", $"{name} (missing)"],
            [encoder.FeatureNames[0], encoder.FeatureNames[8999], encoder.FeatureNames[9000]]);
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.FeatureNames[9001]);
    }

    [Fact]
    public void Deep_and_broken_json_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => TableEncoder.FromJson(new string('[', 1_000_000)));
        Assert.Throws<InvalidDataException>(() => TableEncoder.FromJson("{\"format\":\"\uD800\"}"));
    }

    [Fact]
    public void Mutated_json_is_read_or_refused()
    {
        Random random = new(9);
        string original = TableEncoder.Fit(table, "class", new() { MissingCategories = true }).ToJson();
        const string Characters = "0123456789{}[]\",:eE.-\\utf\0\uD800x";
        int read = 0, refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            StringBuilder text = new(original);
            for (int changes = random.Next(1, 3); changes > 0; changes--)
            {
                int place = random.Next(text.Length);
                if (random.Next(4) == 0) text.Remove(place, Math.Min(random.Next(1, 40), text.Length - place));
                else text[place] = Characters[random.Next(Characters.Length)];
            }
            try
            {
                Assert.Equal(table.Count, TableEncoder.FromJson(text.ToString()).EncodeInputs<double>(table).Shape[0]);
                read++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }
            catch (ArgumentException misfit)
            {
                // Of another column's name, or figures that make the numbers overflow.
                Assert.StartsWith("TableEncoder: ", misfit.Message, StringComparison.Ordinal);
                read++;
            }
        }
        Assert.InRange(read, 100, 2900);
        Assert.InRange(refused, 100, 2900);
    }

    private static Table Random()
    {
        Random random = new(8);
        double[] x = new double[60], y = new double[60];
        string?[] words = new string?[60], classes = new string?[60];
        for (int i = 0; i < 60; i++)
        {
            (x[i], y[i]) = (random.Next(6) == 0 ? double.NaN : random.NextDouble() * 1e-3, Math.Exp(20 * random.NextDouble()));
            (words[i], classes[i]) = (random.Next(6) == 0 ? null : (
                (string[])["plain", "Ünïcode 😀", "quo\"te\\", "<&>'", ""])[random.Next(5)], $"class {random.Next(3)}");
        }
        return new Table(new NumberColumn("x, \"1\"", x), new TextColumn("words", words), new NumberColumn("number", y),
            new TextColumn("class", classes));
    }
}
