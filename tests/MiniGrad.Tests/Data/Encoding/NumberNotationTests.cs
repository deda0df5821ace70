using MiniGrad.Data;
using Xunit;

namespace MiniGrad.Tests.Data.Tables;

public class NumberNotationTests
{
    private const string Expected =
        "expected digits with a decimal point and no marks between thousands, such as 1234.5, or CsvOptions.DecimalComma where numbers " +
        "have a comma";

    [Theory]
    [InlineData("12,34", "0,5", "7")]
    [InlineData("1,234,567", "12,345", "999")]
    [InlineData("1.234,56", "12", "x")]
    [InlineData("1 234,5", "-7", "3")]
    [InlineData("1'234.50", "2", "3")]
    [InlineData("$12.50", "$3", "free")]
    [InlineData("12 %", "13 %", "n/a")]
    public void A_column_of_numbers_in_another_notation_is_left_out_with_this_reason(params string[] values)
    {
        Table table = new(new TextColumn("p", values), new NumberColumn("y", new double[] { 1, 2, 3 }));
        string left = Message(() => TableEncoder.Fit(table, "y"));
        Assert.Matches(
            @"left out are 'p' \(its values look like numbers in another notation, such as '[^']*('[0-9.]+)?', which are text: " +
            $@"{Expected}\)", left);
        Assert.Contains("the target 'p' is text that looks like numbers in another notation, such as '",
            Message(() => TableEncoder.Fit(table, "p")), StringComparison.Ordinal);
        Assert.Contains($"{Expected}, or that classes",
            Message(() => TableEncoder.Fit(table, "p", new() { TargetKind = TargetKind.Numbers })), StringComparison.Ordinal);
        Assert.Equal(3, TableEncoder.Fit(table, "p", new() { TargetKind = TargetKind.Classes }).ClassNames.Count);
    }

    [Theory]
    [InlineData("red", "blue", "1,5")]
    [InlineData("2024-01-02", "01.02.2024", "3:15")]
    [InlineData("1.2.3", "10.4.12", "1,2,3")]
    [InlineData("007", "1e5", "x")]
    public void Other_texts_do_not_count_as_numbers_in_another_notation(params string[] values)
    {
        Table table = new(new TextColumn("p", values), new NumberColumn("y", new double[] { 1, 2, 3 }));
        Assert.Contains("like those of an identifier", Message(() => TableEncoder.Fit(table, "y")), StringComparison.Ordinal);
        Assert.Equal(3, TableEncoder.Fit(table, "p").ClassNames.Count);
    }

    private static string Message(Action action) => Assert.Throws<ArgumentException>(action).Message;
}
