using Xunit;

namespace MiniGrad.Tests;

public class XoshiroRandomTests
{
    [Fact]
    public void The_words_are_those_of_the_published_algorithm()
    {
        // Words of the authors' C code (prng.di.unimi.it) for the state 1, 2, 3, 4.
        ulong[] expected = [11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600];
        XoshiroRandom random = new(0) { State = [1, 2, 3, 4] };
        byte[] bytes = new byte[expected.Length * sizeof(ulong)];
        random.NextBytes(bytes);
        Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(i => BitConverter.ToUInt64(bytes, i * sizeof(ulong))));
    }

    [Fact]
    public void A_saved_state_goes_on_with_the_same_numbers_of_every_kind()
    {
        XoshiroRandom first = new(7), second = new(8);
        first.NextBytes(new byte[13]);
        second.State = first.State;
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(first.Next(), second.Next());
            Assert.Equal(first.Next(10), second.Next(10));
            Assert.Equal(first.Next(-5, 5), second.Next(-5, 5));
            Assert.Equal(first.NextInt64(), second.NextInt64());
            Assert.Equal(first.NextDouble(), second.NextDouble());
            Assert.Equal(first.NextSingle(), second.NextSingle());
        }
    }

    [Fact]
    public void Numbers_stay_in_their_ranges_and_reach_all_of_them()
    {
        XoshiroRandom random = new(3);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++) counts[random.Next(-3, 4) + 3]++;
        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
        double[] uniform = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextDouble())];
        Assert.All(uniform, value => Assert.InRange(value, 0, 1 - double.Epsilon));
        Assert.InRange(uniform.Average(), 0.495, 0.505);
        Assert.Equal(0, random.Next(0));
        Assert.Equal(5, random.Next(5, 5));
        Assert.InRange(random.NextInt64(long.MinValue, long.MaxValue), long.MinValue, long.MaxValue - 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(2, 1));
    }

    [Fact]
    public void Seeds_and_streams_give_different_numbers_and_the_same_ones_again()
    {
        int[] Draw(ulong seed, ulong stream)
        {
            XoshiroRandom random = new(seed, stream);
            return [.. Enumerable.Range(0, 20).Select(_ => random.Next(1000))];
        }

        int[][] drawn = [Draw(0, 0), Draw(0, 1), Draw(1, 0), Draw(1, 1)];
        for (int i = 0; i < drawn.Length; i++)
            for (int j = 0; j < i; j++) Assert.NotEqual(drawn[i], drawn[j]);
        Assert.Equal(drawn[3], Draw(1, 1));
    }

    [Fact]
    public void A_state_that_is_none_is_refused()
    {
        XoshiroRandom random = new(0);
        Assert.Contains("four words", Assert.Throws<ArgumentException>(() => random.State = [1, 2, 3]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => random.State = [0, 0, 0, 0]);
    }
}
