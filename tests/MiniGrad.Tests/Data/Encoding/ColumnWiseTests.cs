using MiniGrad.Data;
using Xunit;
using static MiniGrad.Tests.Data.Tables.TableColumns;

namespace MiniGrad.Tests.Data.Tables;

/// <summary>Columns are encoded one after the other, and some rows at a time; it is to look as if row by row.</summary>
public class ColumnWiseTests
{
    private const int Count = 1000;

    private static readonly Table table = Make();

    [Fact]
    public void Rows_have_the_same_bits_alone_and_together()
    {
        var encoder = TableEncoder.Fit(table, "y", new() { MissingIndicators = true, MissingCategories = true, Roles = Codes });
        float[] all = encoder.EncodeInputs<float>(table).ToArray();
        int[] labels = encoder.EncodeLabels(table).ToArray();
        int width = encoder.FeatureNames.Count;
        Assert.Equal(2 + 4 + 6 + 2, width);
        int[] order = [.. Enumerable.Range(0, Count)];
        new Random(4).Shuffle(order);
        Table turned = table.Select(order);
        float[] other = encoder.EncodeInputs<float>(turned).ToArray();
        Assert.Equal(order.Select(row => labels[row]), encoder.EncodeLabels(turned).ToArray());
        for (int place = 0; place < Count; place++)
            Assert.Equal(all.AsSpan(order[place] * width, width), other.AsSpan(place * width, width));
        for (int row = 0; row < Count; row += 111)
            Assert.Equal(all.AsSpan(row * width, width), encoder.EncodeInputs<float>(table.Select([row])).Span);
    }

    [Theory]
    [InlineData(300, 301)]
    [InlineData(301, 300)]
    [InlineData(300, 300)]
    [InlineData(999, 255)]
    [InlineData(0, 999)]
    public void The_first_refused_row_is_named_whatever_its_column(int rowOfNumber, int rowOfText)
    {
        var encoder = TableEncoder.Fit(table, "y", new() { RefuseUnknownCategories = true, Roles = Codes });
        double[] numbers = ((NumberColumn)table["x"]).ToArray();
        string?[] texts = [.. Enumerable.Range(0, Count).Select(table["t"].TextAt)];
        (numbers[rowOfNumber], texts[rowOfText]) = (1e300, "unknown");
        Table given = new(Numbers("x", numbers), Texts("t", texts), table["code"], table["b"]);
        var error = Assert.Throws<TableRowException>(() => encoder.EncodeInputs<float>(given));
        Assert.Equal(rowOfNumber <= rowOfText ? ("x", rowOfNumber) : ("t", rowOfText), (error.Column, error.Row));
    }

    [Fact]
    public void Numbers_with_very_large_and_very_small_ones_are_scaled()
    {
        foreach (double size in (double[])[1e300, 1e-300, double.MaxValue / 4, double.Epsilon * 4])
        {
            var encoder = Fit(Numbers("x", -size, size, -size, size));
            Assert.Equal([-1, 1, 0], Encode(encoder, Numbers("x", -size, size, 0)));
        }
    }

    [Fact]
    public void Encoding_allocates_little_beyond_its_result()
    {
        Table large = table.Select([.. Enumerable.Range(0, 50 * Count).Select(row => row % Count)]);
        var encoder = TableEncoder.Fit(large, "y");
        encoder.EncodeInputs<float>(large);
        long before = GC.GetAllocatedBytesForCurrentThread();
        TableEncoder.Fit(large, "y");
        encoder.EncodeClasses<float>(large);
        long result = large.Count * (encoder.FeatureNames.Count + 1L) * sizeof(float);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, result, result + (large.Count * 8L) + 200_000);
    }

    private static IReadOnlyDictionary<string, ColumnRole> Codes => new Dictionary<string, ColumnRole> { ["code"] = ColumnRole.Category };

    private static Table Make()
    {
        Random random = new(5);
        double[] x = new double[Count], code = new double[Count];
        string?[] t = new string?[Count], b = new string?[Count];
        for (int row = 0; row < Count; row++)
        {
            x[row] = random.Next(9) == 0 ? double.NaN : random.NextDouble();
            code[row] = random.Next(9) == 0 ? double.NaN : random.Next(5);
            t[row] = random.Next(9) == 0 ? null : ((string[])["u", "v", "w"])[random.Next(3)];
            b[row] = random.Next(9) == 0 ? null : random.Next(2) == 0 ? "on" : "off";
        }
        return new Table(Numbers("x", x), Texts("t", t), Numbers("code", code), Texts("b", b), Classes(Count));
    }
}
