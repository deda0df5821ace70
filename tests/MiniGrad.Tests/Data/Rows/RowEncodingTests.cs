using System.Numerics;
using System.Globalization;
using System.Text.Json;
using MiniGrad.Data;
using Xunit;

namespace MiniGrad.Tests.Data;

/// <summary>A row alone has the bits that it has in a table.</summary>
public class RowEncodingTests
{
    private static readonly string?[] words = ["red", "green", "blue", "", "1.0", "true", "NaN", "grün \u2028 \"q\"", null, "unseen"];
    private static readonly string?[] dates =
        ["2026-11-30", "2026-01-02T03:04:05", "2025-07-08T09:10:11.1234567+05:30", "1999-12-31T23:59:59Z", null];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    private sealed record Row(double? Height, float? Weight, string? Colour, string? Answer, string? When, double? Zone, string? Rare);

    private static readonly RowColumns<Row> columns = new RowColumns<Row>()
        .With("rare", row => row.Rare).With("height", row => row.Height).With("weight", row => row.Weight)
        .With("colour", row => row.Colour).With("answer", row => row.Answer).With("when", row => row.When).With("zone", row => row.Zone);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_row_alone_is_encoded_to_the_same_bits_as_in_a_table(int seed)
    {
        Random random = new(seed);
        Row[] training = [.. Enumerable.Range(0, 60).Select(i => Some(random, isTraining: true))], test =
            [.. Enumerable.Range(0, 40).Select(i => Some(random, isTraining: false))];
        Table table = Table.From(training, columns);
        string[] kinds = [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? "a" : "b")];
        table = new Table([.. table.Columns, new TextColumn("kind", kinds)]);
        TableEncoderOptions options = new()
        {
            Scaling = (Scaling)(seed % 3),
            MissingIndicators = seed % 2 == 0,
            MissingCategories = seed % 5 < 2,
            RefuseUnknownCategories = seed % 7 == 0,
            RefuseNewMissing = seed % 11 == 0,
            MaximumCategories = seed % 4 == 0 ? 4 : 256,
            Roles = new Dictionary<string, ColumnRole> { ["zone"] = ColumnRole.Category },
        };
        var encoder = TableEncoder.Fit(table, "kind", options);
        AssertSame<float>(encoder, test);
        AssertSame<double>(encoder, test);
        AssertSame<float>(TableEncoder.FromJson(encoder.ToJson()), test);
    }

    private static void AssertSame<T>(TableEncoder encoder, Row[] rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int same = 0, refused = 0;
        foreach (Row row in rows)
        {
            Table table = Table.From([row], columns);
            T[]? expected = null;
            string? problem = null;
            try
            {
                expected = encoder.EncodeInputs<T>(table).ToArray();
            }
            catch (TableRowException error)
            {
                problem = error.Problem;
            }
            Dictionary<string, object?> named = new()
            {
                ["height"] = row.Height,
                ["colour"] = row.Colour,
                ["weight"] = row.Weight,
                ["answer"] = row.Answer,
                ["when"] = row.When,
                ["zone"] = row.Zone,
                ["rare"] = row.Rare,
            };
            T[] features = new T[encoder.FeatureNames.Count];
            if (expected is null)
            {
                refused++;
                Assert.Equal(problem, Assert.Throws<TableRowException>(() => encoder.EncodeRow<T>(named, features)).Problem);
                Assert.Equal(problem, Assert.Throws<TableRowException>(() => encoder.EncodeRow<T, Row>(row, columns, features)).Problem);
                continue;
            }
            same++;
            encoder.EncodeRow<T>(named, features);
            Assert.Equal(expected, features);
            Array.Fill(features, T.CreateChecked(7));
            encoder.EncodeRow<T, Row>(row, columns, features);
            Assert.Equal(expected, features);
            Array.Fill(features, T.CreateChecked(7));
            if (row.Height is not null && !double.IsFinite(row.Height.Value)) continue;
            encoder.EncodeRow<T>(Json(named), features);
            Assert.Equal(expected, features);
        }
        Assert.True(same > 0, $"all {refused} rows are refused");
    }

    private static JsonElement Json(Dictionary<string, object?> row)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            foreach ((string name, object? value) in row)
            {
                if (value is null) json.WriteNull(name);
                else if (value is string text) json.WriteString(name, text);
                else json.WriteNumber(name, Convert.ToDouble(value, CultureInfo.InvariantCulture));
            }
            json.WriteEndObject();
        }
        return JsonDocument.Parse(bytes.ToArray()).RootElement;
    }

    private static Row Some(Random random, bool isTraining) => new(
        random.Next(9) == 0 ? null : random.Next(40) == 0 && !isTraining ? double.PositiveInfinity : random.NextDouble() * 100,
        random.Next(9) == 0 ? null : (float)random.NextDouble(),
        words[random.Next(isTraining ? 4 : words.Length)],
        random.Next(9) == 0 ? null : random.Next(12) == 0 && !isTraining ? "perhaps" : random.Next(2) == 0 ? "yes" : "No",
        dates[random.Next(dates.Length)],
        random.Next(9) == 0 ? null : random.Next(isTraining ? 3 : 5) - 1,
        words[random.Next(words.Length)]);

    [Fact]
    public void Numbers_in_JSON_keep_their_spelling_as_in_a_CSV_file()
    {
        static Table Read(string text) => CsvTable.Read(
            new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), new CsvOptions { TextColumns = ["zip"] });
        var encoder = TableEncoder.Fit(Read("zip,n,kind\n01234,1,a\n1.0,2,b\n1e2,3,a\n01234,4,b\n1.0,5,b\n1e2,6,a\n"), "kind");
        foreach (string zip in (string[])["1.0", "1e2", "7", "1E2", "100"])
        {
            float[] features = new float[encoder.FeatureNames.Count];
            encoder.EncodeRow<float>(JsonDocument.Parse($$"""{"n": 2.50, "zip": {{zip}}}""").RootElement, features);
            // As a file of text has it.
            Assert.Equal(encoder.EncodeInputs<float>(Read($"zip,n\n{zip},2.5\n")).ToArray(), features);
        }
        string problem = Assert.Throws<TableRowException>(() => encoder.EncodeRow<float>(
            new Dictionary<string, object?> { ["n"] = 1, ["zip"] = 1234 }, new float[encoder.FeatureNames.Count])).Message;
        Assert.Equal(
            "TableEncoder: column 'zip': expected text, as in training, got the number 1234, which may have been '01234': give it as text.",
            problem);
    }
}
