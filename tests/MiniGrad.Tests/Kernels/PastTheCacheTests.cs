using MiniGrad.Kernels;
using Xunit;

namespace MiniGrad.Tests.Kernels;

public class PastTheCacheTests
{
    [Fact]
    public void Every_element_is_copied_and_no_other_is_touched()
    {
        byte[] source = [.. Enumerable.Range(0, 1000).Select(i => (byte)(1 + (i % 255)))];
        for (int start = 0; start < 70; start++)
        {
            foreach (int count in (int[])[0, 1, 31, 32, 63, 64, 65, 127, 128, 200, 517])
            {
                byte[] target = new byte[700];
                PastTheCache.Copy<byte>(source.AsSpan(start % 7, count), target.AsSpan(start));
                Assert.Equal(source.AsSpan(start % 7, count), target.AsSpan(start, count));
                Assert.False(target.AsSpan(0, start).ContainsAnyExcept((byte)0));
                Assert.False(target.AsSpan(start + count).ContainsAnyExcept((byte)0));
            }
        }
        double[] numbers = [.. Enumerable.Range(0, 333).Select(i => i / 3.0)], copies = new double[333];
        PastTheCache.Copy<double>(numbers, copies);
        Assert.Equal(numbers, copies);
        Assert.Throws<ArgumentException>(() => PastTheCache.Copy<double>(numbers, new double[332]));
    }
}
