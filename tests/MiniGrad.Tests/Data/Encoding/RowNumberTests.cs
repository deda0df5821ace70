using MiniGrad.Data;
using Xunit;
using static MiniGrad.Tests.Data.Tables.TableColumns;

namespace MiniGrad.Tests.Data.Tables;

public class RowNumberTests
{
    private const string Reason = "it numbers the rows (Roles keeps it)";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_column_that_numbers_the_rows_in_any_order_is_left_out(int first)
    {
        double[] numbers = [.. Enumerable.Range(first, 30).Select(number => (double)number)];
        new Random(1).Shuffle(numbers);
        Assert.Equal(Reason, ReasonOf(numbers));
        Assert.Null(ReasonOf([.. numbers.Where(number => number < 29)]));
        Assert.Null(ReasonOf([.. numbers[..29], numbers[28]]));
        Assert.Null(ReasonOf([.. numbers[..29], numbers[29] + 0.5]));
        Assert.Null(ReasonOf([.. numbers[..29], double.NaN]));
        Assert.Null(ReasonOf([.. numbers, 31 + first]));
        Assert.Null(ReasonOf([.. numbers.Select(number => number + 2)]));
        Assert.Null(ReasonOf([.. numbers.Select(number => number - 2)]));
        Assert.Null(ReasonOf([.. numbers.Select(number => 10 * number)]));
    }

    [Fact]
    public void Numbers_with_a_gap_are_none_of_rows()
    {
        double[] numbers = [.. Enumerable.Range(0, 31).Select(number => (double)number)];
        for (int gap = 1; gap < 30; gap++) Assert.Null(ReasonOf([.. numbers.Where(number => number != gap)]));
        Assert.Equal(Reason, ReasonOf(numbers[1..]));
        Assert.Equal(Reason, ReasonOf(numbers[..30]));
    }

    [Fact]
    public void Rows_that_are_chosen_from_numbered_ones_are_still_numbered()
    {
        double[] numbers = [.. Enumerable.Range(1, 100).Select(number => (double)number)];
        Table table = new(Numbers("id", numbers), Numbers("x", [.. numbers.Select(Math.Sqrt)]), Classes(100));
        Table training = table.Split(0.7, 0, 0.3, new Random(2)).Training;
        Assert.Equal(Reason, TableEncoder.Fit(training, "y").Columns[0].Reason);
        Assert.Equal(Reason, TableEncoder.Fit(training.Where(row => row < 50), "y").Columns[0].Reason);
        Assert.Equal(["id", "x"], TableEncoder.Fit(table.Select([.. Enumerable.Range(20, 49)]), "y").FeatureNames);
    }

    [Fact]
    public void A_role_keeps_the_numbers_and_so_does_a_table_without_anything_else()
    {
        double[] numbers = [.. Enumerable.Range(0, 40).Select(number => (double)number)];
        Table table = new(Numbers("id", numbers), Numbers("x", [.. numbers.Select(Math.Sqrt)]), Classes(40));
        Assert.Equal(["x"], TableEncoder.Fit(table, "y").FeatureNames);
        Assert.Equal(["id", "x"], TableEncoder.Fit(table, "y", Role("id", ColumnRole.Number)).FeatureNames);
        Assert.Equal(["id"], TableEncoder.Fit(table.Without("x"), "y").FeatureNames);
    }

    private static string? ReasonOf(double[] numbers) => TableEncoder.Fit(
        new Table(Numbers("id", numbers), Numbers("x", [.. numbers.Select((_, row) => Math.Sqrt(row))]), Classes(numbers.Length)), "y")
        .Columns[0].Reason;
}
