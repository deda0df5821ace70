using System.Text.Json;
using MiniGrad.Data;
using Xunit;

namespace MiniGrad.Tests.Data;

/// <summary>What a service may be sent instead of a row.</summary>
public class RowErrorTests
{
    private static readonly TableEncoder encoder = Fit();

    private static TableEncoder Fit()
    {
        int[] all = [.. Enumerable.Range(0, 12)];
        return TableEncoder.Fit(
            new Table(
                new NumberColumn("age", all.Select(i => 20.0 + i * i).ToArray()),
                new TextColumn("ward", all.Select(i => i % 3 == 0 ? "north" : "south").ToArray()),
                new TextColumn("smoker", all.Select(i => i % 2 == 0 ? "yes" : "no").ToArray()),
                new TextColumn("since", all.Select(i => $"2026-01-{i + 1:00}").ToArray()),
                new TextColumn("name", all.Select(i => $"patient {i}").ToArray()),
                new TextColumn("ill", all.Select(i => i % 4 == 0 ? "ill" : "well").ToArray())),
            "ill");
    }

    [Theory]
    [InlineData("""{"ward":"north","smoker":"no","since":"2026-01-01"}""",
        "the row has no column 'age'; there are 'ward', 'smoker', 'since'.")]
    [InlineData("""{"Age":3,"ward":"north","smoker":"no","since":"2026-01-01"}""",
        "the row has no column 'age'; there are 'Age', 'ward', 'smoker', 'since'; 'age' may be meant by 'Age'.")]
    [InlineData("{}", "the row has no column 'age', 'ward', 'smoker', 'since'; there is none.")]
    [InlineData("""{"age":3,"ward":"north","smoker":"no","since":"2026-01-01","wrad":1}""",
        "the row has a column 'wrad', which was not learned from; there are 'age', 'ward', 'smoker', 'since'; 'ward' may be meant. " +
        "To pass over such columns, set ignoresUnknown.")]
    [InlineData("""{"age":"3","ward":"north","smoker":"no","since":"2026-01-01"}""", "column 'age': expected a number, got the text '3'.")]
    [InlineData("""{"age":true,"ward":"north","smoker":"no","since":"2026-01-01"}""",
        "column 'age': expected a number, got the boolean true.")]
    [InlineData("""{"age":1e999,"ward":"north","smoker":"no","since":"2026-01-01"}""", "column 'age': Infinity is more than Single holds.")]
    [InlineData("""{"age":[3],"ward":"north","smoker":"no","since":"2026-01-01"}""",
        "column 'age': expected a number, text, true, false or null, got an array.")]
    [InlineData("""{"age":3,"ward":{"a":1},"smoker":"no","since":"2026-01-01"}""",
        "column 'ward': expected a number, text, true, false or null, got an object.")]
    [InlineData("""{"age":3,"ward":"north","smoker":false,"since":"2026-01-01"}""",
        "column 'smoker': expected 'no', 'yes' in any case, got the boolean false.")]
    [InlineData("""{"age":3,"ward":"north","smoker":"no","since":"tomorrow"}""",
        "column 'since': expected a date such as 2026-11-30 or 2026-11-30T07:15:00, got 'tomorrow'.")]
    [InlineData("""{"age":3,"ward":"north","smoker":"no","since":20260101}""",
        "column 'since': expected a date such as 2026-11-30 or 2026-11-30T07:15:00, got '20260101'.")]
    [InlineData("""{"age":3,"ward":"north","smoker":"no","since":"2026-01-01","\u0061ge":4}""", "the row has the column 'age' twice.")]
    [InlineData("""{"age":3,"ward":"\ud800","smoker":"no","since":"2026-01-01"}""", "column 'ward': the text in JSON is none: ")]
    [InlineData("""{"\ud800":3}""", "the name of a column in JSON is no text: ")]
    [InlineData("[1]", "expected an object in JSON, got an array.")]
    [InlineData("\"age\"", "expected an object in JSON, got a text.")]
    [InlineData("null", "expected an object in JSON, got null.")]
    public void JSON_that_is_no_row_is_refused_in_words(string json, string expected)
    {
        JsonElement row = JsonDocument.Parse(json).RootElement;
        string message = Assert.ThrowsAny<ArgumentException>(() => encoder.EncodeRow<float>(row, Room())).Message;
        Assert.StartsWith($"TableEncoder: {expected}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_no_object() => Assert.Contains(
        "got nothing", Assert.Throws<ArgumentException>(() => encoder.EncodeRow<float>(default(JsonElement), Room())).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Columns_that_are_left_out_and_the_target_may_be_there_and_others_on_demand()
    {
        JsonElement row = JsonDocument.Parse(
            """{"name":["any"],"age":3,"ward":"north","ill":null,"smoker":"no","since":"2026-01-01"}""").RootElement;
        float[] expected = Room(), got = Room();
        encoder.EncodeRow<float>(row, expected);
        Dictionary<string, object?> named = Good();
        named["name"] = new object();
        named["ill"] = "x";
        encoder.EncodeRow<float>(named, got);
        Assert.Equal(expected, got);
        named["other"] = 4;
        Assert.Contains("'other'", Assert.Throws<ArgumentException>(() => encoder.EncodeRow<float>(named, got)).Message,
            StringComparison.Ordinal);
        Array.Clear(got);
        encoder.EncodeRow<float>(named, got, ignoresUnknown: true);
        Assert.Equal(expected, got);
        Array.Clear(got);
        encoder.EncodeRow<float>(
            JsonDocument.Parse("""{"x":1,"age":3,"ward":"north","smoker":"no","since":"2026-01-01","y":[]}""").RootElement, got,
            ignoresUnknown: true);
        Assert.Equal(expected, got);
    }

    [Fact]
    public void Objects_need_the_columns_too()
    {
        RowColumns<int> some = new RowColumns<int>().With("age", row => row).With("ward", _ => "north").With("since", _ => "2026-01-01");
        Assert.Equal(
            "TableEncoder: the row has no column 'smoker'; there are 'age', 'ward', 'since'.",
            Assert.Throws<ArgumentException>(() => encoder.EncodeRow<float, int>(3, some, Room())).Message);
        RowColumns<int> all = some.With("smoker", _ => "no");
        float[] expected = Room(), got = Room();
        encoder.EncodeRow<float>(Good(), expected);
        encoder.EncodeRow<float, int>(3, all, got);
        Assert.Equal(expected, got);
        RowColumns<int> more = all.With("smokr", _ => 1.0);
        Assert.Contains("'smoker' may be meant", Assert.Throws<ArgumentException>(
            () => encoder.EncodeRow<float, int>(3, more, Room())).Message, StringComparison.Ordinal);
        Array.Clear(got);
        encoder.EncodeRow<float, int>(3, more, got, ignoresUnknown: true);
        Assert.Equal(expected, got);
        Assert.Throws<ArgumentException>(() => all.With("age", _ => 2));
        Assert.Throws<ArgumentException>(() => all.With("", _ => 2));
        Assert.Equal(["age", "ward", "since"], some.Names);
    }

    [Fact]
    public void Values_of_other_types_are_refused_by_their_column()
    {
        foreach ((object value, string expected) in (ReadOnlySpan<(object, string)>)
        [
            (DayOfWeek.Monday, "got an enumeration, DayOfWeek: give its name, ToString()."),
            (new int[2], "got a value of type Int32[]."), (TimeSpan.Zero, "got a value of type TimeSpan."),
            (9_007_199_254_740_993, "9007199254740993 is more than a number of 53 bits holds exactly: give it as text."),
            (ulong.MaxValue, "18446744073709551615 is more than a number of 53 bits holds exactly: give it as text."),
        ])
        {
            Dictionary<string, object?> row = Good();
            row["age"] = value;
            TableRowException error = Assert.Throws<TableRowException>(() => encoder.EncodeRow<float>(row, Room()));
            Assert.Equal("age", error.Column);
            Assert.StartsWith("TableEncoder: column 'age': ", error.Message, StringComparison.Ordinal);
            Assert.EndsWith(expected, error.Message, StringComparison.Ordinal);
        }
        Assert.Contains("expected room for", Assert.Throws<ArgumentException>(
            () => encoder.EncodeRow<float>(Good(), new float[1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_of_all_types_of_numbers_and_dates_are_the_same()
    {
        float[] expected = Room(), got = Room();
        encoder.EncodeRow<float>(Good(), expected);
        foreach (object three in (object[])
            [3.0, 3f, 3L, 3m, 3.00m, (short)3, (ushort)3, (byte)3, (sbyte)3, 3u, 3ul, (Half)3, JsonDocument.Parse("3").RootElement])
        {
            Dictionary<string, object?> row = Good();
            row["age"] = three;
            row["since"] = new DateOnly(2026, 1, 1);
            encoder.EncodeRow<float>(row, got);
            Assert.Equal(expected, got);
        }
        foreach (object date in (object[])
        [
            new DateTime(2026, 1, 1), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), JsonDocument.Parse("\"2026-01-01\"").RootElement,
        ])
        {
            Dictionary<string, object?> row = Good();
            row["since"] = date;
            encoder.EncodeRow<float>(row, got);
            Assert.Equal(expected, got);
        }
        Dictionary<string, object?> missing = Good(), none = Good();
        (missing["age"], none["age"]) = (double.NaN, DBNull.Value);
        encoder.EncodeRow<float>(missing, expected);
        encoder.EncodeRow<float>(none, got);
        Assert.Equal(expected, got);
    }

    private static Dictionary<string, object?> Good() =>
        new() { ["age"] = 3, ["ward"] = "north", ["smoker"] = "NO", ["since"] = "2026-01-01" };

    private static float[] Room() => new float[encoder.FeatureNames.Count];
}
