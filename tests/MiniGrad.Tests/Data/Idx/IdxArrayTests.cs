using MiniGrad.Data;
using MiniGrad.Estimators;
using Xunit;

namespace MiniGrad.Tests.Data;

public class IdxArrayTests
{
    [Fact]
    public void Elements_convert_to_any_number_type()
    {
        IdxArray bytes = IdxArray.Create<byte>([0, 200, 255], 3);
        IdxArray doubles = IdxArray.Create<double>([1.75, -2.75, 0.1], 3);

        Assert.Equal([0f, 200f, 255f], bytes.ToArray<float>());
        Assert.Equal([0L, 200L, 255L], bytes.ToArray<long>());
        Assert.Equal([1, -2, 0], doubles.ToArray<int>());
        Assert.Equal([1.75f, -2.75f, 0.1f], doubles.ToArray<float>());
    }

    [Fact]
    public void A_value_beyond_the_range_of_the_type_is_refused()
    {
        Assert.Throws<OverflowException>(() => IdxArray.Create<int>([256], 1).ToArray<byte>());
        Assert.Throws<OverflowException>(() => IdxArray.Create<byte>([200], 1).ToArray<sbyte>());
        Assert.Throws<OverflowException>(() => IdxArray.Create<double>([double.NaN], 1).ToArray<int>());
    }

    [Fact]
    public void Results_are_copies()
    {
        IdxArray array = IdxArray.Create<byte>([1, 2], 2);
        array.ToArray<byte>()[1] = 9;

        Assert.Equal([1, 2], array.ToArray<byte>());
    }

    [Fact]
    public void Dimensions_that_do_not_fit_are_refused()
    {
        Assert.Contains("hold 6 elements, got 5 values", Message(() => IdxArray.Create<byte>(new byte[5], 2, 3)), StringComparison.Ordinal);
        Assert.Contains("dimension 1 is -3", Message(() => IdxArray.Create<byte>(new byte[6], 2, -3)), StringComparison.Ordinal);
        int[] deep = [.. Enumerable.Repeat(1, 256)];
        Assert.Contains("256 dimensions", Message(() => IdxArray.Create<byte>(new byte[1], deep)), StringComparison.Ordinal);
        IdxElementType type = IdxElementType.Signed32;
        Assert.Contains("take 8 bytes, got 7", Message(() => new IdxArray(type, [2], new byte[7])), StringComparison.Ordinal);
        Assert.Contains("element type 0x0A", Message(() => new IdxArray((IdxElementType)0x0A, [1], new byte[1])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_that_the_format_lacks_is_refused()
    {
        string message = Assert.Throws<NotSupportedException>(() => IdxArray.Create<long>([1], 1)).Message;

        Assert.Contains("Int64", message, StringComparison.Ordinal);
    }

    private static string Message(Func<IdxArray> create) => Assert.ThrowsAny<ArgumentException>(create).Message;
}
