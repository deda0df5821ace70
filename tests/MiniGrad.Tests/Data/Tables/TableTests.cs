using MiniGrad.Data;
using Xunit;

namespace MiniGrad.Tests.Data.Tables;

public class TableTests
{
    private static readonly Table table = new(
        new NumberColumn("age", new double[] { 31, double.NaN, 7.5 }),
        new TextColumn("colour", new[] { "red", null, "" }),
        new NumberColumn("half", new float[] { 0.5f, 2, float.NaN }));

    [Fact]
    public void Columns_are_found_by_name_with_their_values()
    {
        Assert.Equal(3, table.Count);
        Assert.Equal(["age", "colour", "half"], table.Columns.Select(column => column.Name));
        var age = Assert.IsType<NumberColumn>(table["age"]);
        Assert.Equal([31, double.NaN, 7.5], age.ToArray());
        Assert.Equal(["31", null, "7.5"], Enumerable.Range(0, 3).Select(age.TextAt));
        var colour = Assert.IsType<TextColumn>(table["colour"]);
        Assert.Equal(["red", null, ""], Enumerable.Range(0, 3).Select(row => colour[row]));
        Assert.Equal([0.5, 2, double.NaN], Assert.IsType<NumberColumn>(table["half"]).ToArray());
        Assert.False(table.TryGetColumn("Age", out _));
    }

    [Fact]
    public void Missing_values_differ_from_empty_text()
    {
        Assert.Equal([1, 1, 1], table.Columns.Select(column => column.MissingCount));
        Assert.True(table["age"].IsMissing(1));
        Assert.True(table["colour"].IsMissing(1));
        Assert.False(table["colour"].IsMissing(2));
        Assert.True(table["half"].IsMissing(2));
    }

    [Fact]
    public void Rows_are_selected_in_the_order_given()
    {
        Table chosen = table.Select([2, 0, 2]);
        Assert.Equal([7.5, 31, 7.5], ((NumberColumn)chosen["age"]).ToArray());
        Assert.Equal(["", "red", ""], Enumerable.Range(0, 3).Select(chosen["colour"].TextAt));
        Assert.Equal([double.NaN, 0.5, double.NaN], ((NumberColumn)chosen["half"]).ToArray());
        Assert.Equal(0, table.Select([]).Count);
        Assert.Equal(0, ((NumberColumn)table.Select([])["half"]).Count);
        Assert.Equal(["age", "half"], table.Without("colour").Columns.Select(column => column.Name));
    }

    [Fact]
    public void Rows_are_chosen_by_a_condition_or_for_having_their_values_and_know_where_they_come_from()
    {
        Table gaps = new(
            new NumberColumn("a", new[] { 1, double.NaN, 3, 4 }), new TextColumn("b", new[] { "x", "y", null, "z" }));
        Assert.Equal([0, 2, 3], Sources(gaps.DropMissing("a")));
        Assert.Equal([0, 3], Sources(gaps.DropMissing()));
        Assert.Equal([0, 3], Sources(gaps.DropMissing("a").DropMissing("b")));
        Assert.Equal([3], Sources(gaps.DropMissing("a", "b").Without("a").Where(row => row == 1)));
        Assert.Equal([0, 1, 2, 3], Sources(gaps));
        Assert.Equal([4.0], ((NumberColumn)gaps.Where(row => row > 2)["a"]).ToArray());
        Assert.Throws<ArgumentException>(() => gaps.DropMissing("c"));
        Assert.Throws<ArgumentOutOfRangeException>(() => gaps.DropMissing("a").SourceRow(3));

        static int[] Sources(Table part) => [.. Enumerable.Range(0, part.Count).Select(part.SourceRow)];
    }

    [Fact]
    public void Invalid_arguments_are_refused_by_name()
    {
        Assert.StartsWith("Table: there is no column 'size'; there are 'age', 'colour', 'half'.",
            Assert.Throws<ArgumentException>(() => table["size"]).Message, StringComparison.Ordinal);
        Assert.Contains(
            "no column 'size'", Assert.Throws<ArgumentException>(() => table.Without("size")).Message, StringComparison.Ordinal);
        Assert.Contains("at least one column", Assert.Throws<ArgumentException>(() => new Table()).Message, StringComparison.Ordinal);
        Assert.Contains("got 'a' twice", Assert.Throws<ArgumentException>(() => new Table(Numbers("a", 1), Numbers("a", 1))).Message,
            StringComparison.Ordinal);
        Assert.Contains("got 1 in 'a' and 2 in 'b'",
            Assert.Throws<ArgumentException>(() => new Table(Numbers("a", 1), Numbers("b", 2))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "from 0 to 2, got 3", Assert.Throws<ArgumentOutOfRangeException>(() => table.Select([3])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Numbers("", 1));
        Table wide = new(Enumerable.Range(0, 30).Select(i => Numbers($"c{i}", 1)));
        Assert.Contains("'c19' and 10 more.", Assert.Throws<ArgumentException>(() => wide["x"]).Message, StringComparison.Ordinal);
    }

    private static NumberColumn Numbers(string name, int count) => new(name, new double[count]);
}
