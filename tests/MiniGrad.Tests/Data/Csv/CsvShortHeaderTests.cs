using System.Text;
using MiniGrad.Data;
using Xunit;
using static System.FormattableString;

namespace MiniGrad.Tests.Data.Csv;

/// <summary>Headers that lack the name of the first column, as R's write.table writes them.</summary>
public class CsvShortHeaderTests
{
    [Theory]
    [InlineData("a,b\n1,2,3\n", "one row")]
    [InlineData("a,b\n1,2,\n2,3,\n", "nothing in the last field")]
    [InlineData("a,b\nx,2,3\nx,3,4\n", "a first field that occurs twice")]
    [InlineData("a,b\n1,2,3\n2,3,4\n3,4\n", "a row as long as the header")]
    [InlineData("a,b\n1,2,3,4\n2,3,4,5\n", "two fields more")]
    public void Rows_of_another_length_are_refused_where_they_need_not_have_names(string text, string because) =>
        Assert.True(Assert.Throws<InvalidDataException>(() => Read(text, new() { Delimiter = ',' })).Message.Length > 0, because);

    [Fact]
    public void Text_with_a_delimiter_in_every_row_is_one_column() =>
        Assert.Equal(["name"], Read("name\nSmith, John\nDoe, Jane\n", new()).Columns.Select(column => column.Name));

    [Fact]
    public void The_first_column_names_the_rows_on_demand_also_below_comments_and_a_mark()
    {
        Table table = Read("\uFEFF# cars\n\nmpg;hp\nMazda;21;110\nFiat;32;66\n", new() { RowNames = true, CommentCharacter = '#' });
        Assert.Equal(["mpg", "hp"], table.Columns.Select(column => column.Name));
        Assert.Equal(["Mazda", "Fiat"], Enumerable.Range(0, 2).Select(table.RowNames!.TextAt));
        Assert.Equal(66, ((NumberColumn)table["hp"])[1]);
    }

    [Fact]
    public void A_long_file_keeps_its_lines_and_a_row_of_another_length_is_named()
    {
        StringBuilder text = new("a\tb\n");
        for (int row = 1; row <= 20_000; row++) text.Append(Invariant($"{row}\t{row * 2}\tx{row % 3}\n"));
        Table table = Read(text.ToString(), new());
        Assert.Equal(["column 1", "a", "b"], table.Columns.Select(column => column.Name));
        Assert.Equal(40_000, ((NumberColumn)table["a"])[19_999]);
        text.Append("1\t2\n");
        string message = Assert.Throws<InvalidDataException>(() => Read(text.ToString(), new())).Message;
        Assert.Contains("(line 20002)", message, StringComparison.Ordinal);
    }

    private static Table Read(string text, CsvOptions options)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text));
        return CsvTable.Read(stream, options);
    }
}
