using System.Numerics;
using Xunit;

namespace MiniGrad.Tests;

public sealed class StorageTests
{
    [Fact]
    public void Aligned_memory_is_whole_lines_that_are_all_its_own()
    {
        Check<float>();
        Check<double>();

        static unsafe void Check<T>() where T : unmanaged, INumber<T>
        {
            for (int count = 0; count < 200; count++)
            {
                Storage<T> storage = Storage<T>.Aligned(count);
                int room = Storage<T>.Room(count);
                Assert.True(storage.IsPadded);
                Assert.Equal(0, (nint)storage.Address % Storage<T>.CacheLine);
                Assert.InRange(room, count, count + Storage<T>.CacheLine / sizeof(T) - 1);
                Assert.True(storage.Capacity >= room);
                // So a tensor of any size that fits has its whole last line.
                Assert.Equal(storage.Capacity, Storage<T>.Room(storage.Capacity));
                Assert.All(storage.Span(room)[count..].ToArray(), zero => Assert.Equal(T.Zero, zero));
            }
        }
    }

    [Fact]
    public void A_part_of_aligned_memory_is_not_padded_unless_it_is_whole_lines()
    {
        Storage<float> storage = Storage<float>.Aligned(100);
        Assert.False(storage.From(16).IsPadded);
        Assert.False(storage.From(0).IsPadded);
        Assert.True(storage.FromLine(16).IsPadded);
        Assert.False(new Storage<float>(new float[64]).IsPadded);
    }
}
