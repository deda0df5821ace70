using System.Globalization;
using MiniGrad.Data;
using Xunit;
using static MiniGrad.Tests.Data.Tables.TableColumns;

namespace MiniGrad.Tests.Data.Tables;

public class DateColumnTests
{
    // 2026-11-30 is a Monday.
    private static readonly string[] dates = ["2026-11-30", "2026-12-01", "2027-02-28", "2026-11-30"];

    private static readonly TableEncoderOptions plain = new() { Scaling = Scaling.None };

    [Fact]
    public void Dates_have_days_year_month_and_day_of_week()
    {
        var encoder = Again(Fit(Texts("when", dates), plain));
        Assert.Equal(ColumnRole.Date, encoder.Columns[0].Role);
        Assert.Equal(
            ["when (elapsed days)", "when (year)", "when (month sine)", "when (month cosine)", "when (day of week sine)",
                "when (day of week cosine)"],
            encoder.FeatureNames);
        double[] features = Encode(encoder, Texts("when", dates));
        Close([0, 2026, Math.Sin(10 * Math.PI / 6), Math.Cos(10 * Math.PI / 6), 0, 1], features[..6]);
        Close([1, 2026, Math.Sin(11 * Math.PI / 6), Math.Cos(11 * Math.PI / 6), Turn(1 / 7.0).Sine, Turn(1 / 7.0).Cosine], features[6..12]);
        // Sunday, 31 + 31 + 28 days after the last of November.
        Close([90, 2027, 0.5, Math.Sqrt(0.75), Turn(6 / 7.0).Sine, Turn(6 / 7.0).Cosine], features[12..18]);
        Assert.Equal(features[..6], features[18..]);
    }

    [Fact]
    public void Times_have_the_hour_too()
    {
        TableEncoderOptions options = plain with { DateParts = DateParts.Elapsed | DateParts.Hour };
        var encoder = Again(Fit(Texts("t", "2026-11-30T06:00", "2026-11-30 18:00:00", "2026-12-01 07:30:00.0"), options));
        Assert.Equal(["t (elapsed days)", "t (hour sine)", "t (hour cosine)"], encoder.FeatureNames);
        double[] features = Encode(encoder, Texts("t", "2026-11-30T06:00", "2026-11-30T18:00", "2026-12-01T07:30", "2026-11-29"));
        (double sine, double cosine) = Turn(7.5 / 24);
        Close([0, 1, 0, 0.5, -1, 0, 25.5 / 24, sine, cosine, -1.25, 0, 1], features);
    }

    [Fact]
    public void Parts_that_are_the_same_in_all_rows_are_left_out()
    {
        Assert.Equal(["t (elapsed days)", "t (hour sine)", "t (hour cosine)"],
            Fit(Texts("t", "2026-11-30T06:00", "2026-11-30T07:00", "2026-11-30T08:00")).FeatureNames);
        Assert.Equal(["t (elapsed days)", "t (year)"], Fit(Texts("t", "2020-06-01", "2015-06-01", "2026-06-01")).FeatureNames);
        Table june = new(Texts("t", "2020-06-01", "2015-06-07", "2026-06-03"), Numbers("x", 1, 2, 4), Classes(3));
        var encoder = TableEncoder.Fit(june, "y", new() { DateParts = DateParts.Month });
        Assert.Equal("the parts of its dates that are asked for (DateParts) are all the same", encoder.Columns[0].Reason);
    }

    [Fact]
    public void Days_and_years_are_scaled_as_numbers_are()
    {
        var encoder = Fit(Texts("t", "2026-01-01", "2027-01-01"), new() { DateParts = DateParts.Elapsed | DateParts.Year });
        Assert.Equal([-1, -1, 1, 1, 3, 3], Encode(encoder, Texts("t", "2026-01-01", "2027-01-01", "2028-01-01")));
    }

    [Fact]
    public void A_missing_date_is_replaced_as_numbers_are_and_marked_on_demand()
    {
        TableEncoderOptions options = plain with { DateParts = DateParts.Elapsed | DateParts.Hour, MissingIndicators = true };
        TextColumn column = Texts("t", "2026-01-01T00:00", "2026-01-01T06:00", "2026-01-05T12:00", null);
        var mean = Again(Fit(column, options));
        Assert.Equal(["t (elapsed days)", "t (hour sine)", "t (hour cosine)", "t (missing)"], mean.FeatureNames);
        Close([4.75 / 3, 1 / 3.0, 0, 1], Encode(mean, Texts("t", (string?)null)));
        Close([4.75 / 3, 1 / 3.0, 0, 1], Encode(mean, Numbers("t", double.NaN)));
        Close([0.25, 0, 0, 1], Encode(Fit(column, options with { Imputation = Imputation.Median }), Texts("t", (string?)null)));
        Close([0, 0, 1, 0], Encode(mean, Texts("t", "2026-01-01T00:00")));
        var strict = Again(Fit(Texts("t", dates), new() { RefuseNewMissing = true }));
        Assert.Equal(1, Assert.Throws<TableRowException>(() => Encode(strict, Texts("t", "2026-01-01", null))).Row);
    }

    [Fact]
    public void An_offset_counts_for_days_and_not_for_the_hour_that_is_written()
    {
        TableEncoderOptions options = plain with { DateParts = DateParts.Elapsed | DateParts.Hour };
        var encoder = Fit(Texts("t", "2026-11-30T00:00Z", "2026-11-30T06:00Z"), options);
        double[] features = Encode(
            encoder, Texts("t", "2026-11-30T18:00+06:00", "2026-11-30T18:00-0600", "2026-11-30 18:00-06", "2026-11-30T18:00"));
        Close([0.5, -1, 0, 1, -1, 0, 1, -1, 0, 0.75, -1, 0], features);
    }

    [Theory]
    [InlineData("2026-11-30", true)]
    [InlineData("2024-02-29", true)]
    [InlineData("2023-02-29", false)]
    [InlineData("2026-13-01", false)]
    [InlineData("2026-00-01", false)]
    [InlineData("0000-01-01", false)]
    [InlineData("2026-1-1", false)]
    [InlineData("2026-11-30T07:15", true)]
    [InlineData("2026-11-30 07:15:00.5", true)]
    [InlineData("2026-11-30T07:15:00.123456789Z", true)]
    [InlineData("2026-11-30T07:15:00+01:30", true)]
    [InlineData("2026-11-30T07:15:00.", false)]
    [InlineData("2026-11-30T07", false)]
    [InlineData("2026-11-30T24:00", false)]
    [InlineData("2026-11-30T23:60", false)]
    [InlineData("2026-11-30T23:59:60", false)]
    [InlineData("2026-11-30T07:15+1", false)]
    [InlineData("2026-11-30Z", false)]
    [InlineData("2026-11-30 ", false)]
    [InlineData("30.11.2026", false)]
    [InlineData("11/30/2026", false)]
    [InlineData("0001-01-01T00:00+14:00", true)]
    [InlineData("٢٠٢٦-11-30", false)]
    public void Dates_are_those_of_iso_8601(string text, bool isDate)
    {
        TextColumn column = Texts("t", text, "2020-01-01", text, "2020-01-01");
        var encoder = Again(Fit(column));
        Assert.Equal(isDate ? ColumnRole.Date : ColumnRole.Category, encoder.Columns[0].Role);
        Assert.All(Encode(encoder, column), feature => Assert.True(double.IsFinite(feature)));
    }

    [Fact]
    public void Other_notations_need_their_format()
    {
        CultureInfo other = new("") { DateTimeFormat = { DateSeparator = ".", TimeSeparator = "h", ShortDatePattern = "yyyy/dd/MM" } };
        other.NumberFormat.NumberDecimalSeparator = ",";
        foreach (CultureInfo culture in (CultureInfo[])[CultureInfo.InvariantCulture, other])
        {
            CultureInfo before = CultureInfo.CurrentCulture;
            try
            {
                CultureInfo.CurrentCulture = culture;
                TableEncoderOptions days = plain with { DateParts = DateParts.Elapsed };
                TableEncoderOptions options = days with { DateFormats = ["dd.MM.yyyy", "dd.MM.yyyy HH:mm"] };
                var encoder = Again(Fit(Texts("t", "01.12.2026", "03.12.2026 12:00"), options));
                Assert.Equal([0, 2.5, 1], Encode(encoder, Texts("t", "01.12.2026", "03.12.2026 12:00", "2026-12-02")));
                TableEncoderOptions american = options with { DateFormats = ["MM/dd/yyyy"] };
                TextColumn slashes = Texts("t", "11/02/2026", "12/01/2026");
                Assert.Equal([0, 29], Encode(Fit(slashes, american), slashes));
                Assert.Equal([0, 1], Encode(Fit(Texts("t", dates[..2]), days), Texts("t", dates[..2])));
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        }
    }

    [Theory]
    [InlineData("yyyy")]
    [InlineData("dd.MM")]
    [InlineData("HH:mm")]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("hello")]
    public void A_format_without_day_month_and_year_is_refused(string format)
    {
        string message = Assert.Throws<ArgumentException>(() => Fit(Texts("t", dates), new() { DateFormats = [format] })).Message;
        Assert.Contains($"'{format}' is no format of dates", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_no_date_is_refused_with_its_row()
    {
        var encoder = Again(Fit(Texts("t", dates), new() { DateFormats = ["dd.MM.yyyy"] }));
        var error = Assert.Throws<TableRowException>(() => Encode(encoder, Texts("t", "2026-01-01", null, "soon")));
        Assert.Equal(("t", 2), (error.Column, error.Row));
        Assert.Equal(
            "expected a date such as 2026-11-30 or 2026-11-30T07:15:00, or in the format 'dd.MM.yyyy', got 'soon'.", error.Problem);
        error = Assert.Throws<TableRowException>(() => Encode(encoder, Numbers("t", double.NaN, 20261130)));
        Assert.Equal(1, error.Row);
        Assert.EndsWith("got '20261130'.", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_parts_dates_are_text_and_a_role_brings_them_back_or_is_refused()
    {
        TextColumn column = Texts("t", "2026-01-01", "2026-01-02", "2026-01-01", "2026-01-02");
        Assert.Equal(["t=2026-01-01", "t=2026-01-02"], Fit(column, new() { DateParts = DateParts.None }).FeatureNames);
        Assert.Equal(["t=2026-01-01", "t=2026-01-02"], Fit(column, Role("t", ColumnRole.Category)).FeatureNames);
        Assert.Equal(ColumnRole.Date, Fit(column, Role("t", ColumnRole.Date)).Columns[0].Role);
        foreach (TableColumn other in (TableColumn[])[Texts("t", "2026-01-01", "soon"), Numbers("t", 2026, 2027)])
        {
            string message = Assert.Throws<ArgumentException>(() => Fit(other, Role("t", ColumnRole.Date))).Message;
            Assert.Contains("column 't' is to be one of dates: expected text such as 2026-11-30", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Single_rows_many_rows_and_chosen_rows_have_the_same_bits()
    {
        Random random = new(3);
        string?[] texts = [.. Enumerable.Range(0, 1500).Select(row => row % 7 == 0 ? null
            : new DateTime(2020, 1, 1).AddMinutes(random.Next(2_000_000) / 9999 * 9999).ToString("s", CultureInfo.InvariantCulture))];
        Table table = new(Texts("t", texts), Classes(texts.Length));
        var encoder = TableEncoder.Fit(table, "y");
        Tensor<double> all = encoder.EncodeInputs<double>(table);
        int width = all.Shape[1];
        for (int row = 0; row < texts.Length; row += 97)
        {
            double[] expected = all.ToArray()[(row * width)..((row + 1) * width)];
            Assert.Equal(expected, Encode(encoder, Texts("t", texts[row])));
            Assert.Equal(expected, encoder.EncodeInputs<double>(table.Select([row])).ToArray());
        }
    }

    [Fact]
    public void Names_of_other_columns_differ_from_those_of_features_of_dates()
    {
        var encoder = TableEncoder.Fit(new Table(Texts("t", dates), Numbers("t (year)", 1, 2, 5, 7), Classes(4)), "y");
        Assert.Equal("\"t (year)\"", encoder.FeatureNames[^1]);
        Assert.Equal(encoder.FeatureNames.Count, encoder.FeatureNames.Distinct().Count());
    }

    private static (double Sine, double Cosine) Turn(double turns) => Math.SinCos(2 * Math.PI * turns);

    private static void Close(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-12);
    }
}
