using MiniGrad.Data;
using Xunit;

namespace MiniGrad.Tests.Data.Sequences;

public class SequenceBatchesTests
{
    private const int Longest = 30;

    [Theory]
    [InlineData(1, 7)]
    [InlineData(103, 10)]
    [InlineData(100, 10)]
    [InlineData(5, 10)]
    [InlineData(1000, 7)]
    [InlineData(20, int.MaxValue)]
    public void Every_sample_is_there_once_in_batches_of_the_sizes_of_a_data_set(int count, int size)
    {
        Dataset<float> data = Random(count);
        SequenceBatches batching = new(("tokens", "lengths")) { Window = 3 };
        foreach (bool dropsLast in (bool[])[false, true])
        {
            foreach (ulong seed in (ulong[])[1, 2, 3])
            {
                Batch<float>[] batches = [.. batching.Of(data, size, new XoshiroRandom(seed), dropsLast)];
                Assert.Equal(data.Batches(size, dropsLast: dropsLast).Select(batch => batch.Count), batches.Select(batch => batch.Count));
                int[] samples = [.. batches.SelectMany(batch => batch.LabelsOf("sample"))];
                if (!dropsLast || count % size == 0) Assert.Equal(Enumerable.Range(0, count), samples.Order());
                else Assert.Equal(samples.Length, samples.Distinct().Count());
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Sequences_are_cut_to_the_longest_rounded_up_to_the_multiple(int multiple)
    {
        Dataset<float> data = Random(200);
        int steps = data.LabelsOf("tokens").Shape[1];
        SequenceBatches batching = new(("tokens", "lengths")) { Multiple = multiple };
        foreach (Batch<float> batch in batching.Of(data, 8, new XoshiroRandom(1)))
        {
            IndexTensor tokens = batch.LabelsOf("tokens");
            int longest = batch.LabelsOf("lengths").Max();
            int expected = Enumerable.Range(1, steps).First(kept => kept == steps || (kept >= longest && kept % multiple == 0));
            Assert.Equal([8, expected], tokens.Shape);
            foreach ((int row, int sample) in batch.LabelsOf("sample").Index())
                for (int step = 0; step < expected; step++) Assert.Equal(data.LabelsOf("tokens")[sample, step], tokens[row, step]);
        }
    }

    [Fact]
    public void Similar_lengths_come_together_and_little_is_padding()
    {
        Dataset<float> data = Random(10_000);
        SequenceBatches batching = new(("tokens", "lengths")) { Multiple = 1 };

        // Of lengths from 1 to 30 in any order, nearly half is padding.
        Assert.InRange(PaddingShare(data.Batches(32, new XoshiroRandom(1))), 0.4, 0.5);
        Assert.InRange(PaddingShare(batching.Of(data, 32, new XoshiroRandom(1))), 0, 0.03);
        Assert.InRange(PaddingShare(new SequenceBatches(("tokens", "lengths")).Of(data, 32, new XoshiroRandom(1))), 0, 0.11);

        // Short and long batches alternate by chance.
        int[] steps = [.. batching.Of(data, 32, new XoshiroRandom(1)).Select(batch => batch.LabelsOf("tokens").Shape[1])];
        Assert.InRange(steps.Zip(steps.Skip(1), (one, next) => one > next ? 1.0 : 0).Average(), 0.4, 0.6);
    }

    [Fact]
    public void The_same_state_of_a_generator_gives_the_same_batches()
    {
        Dataset<float> data = Random(103);
        SequenceBatches batching = new(("tokens", "lengths")) { Window = 4 };
        int[] first = Samples(batching.Of(data, 8, new XoshiroRandom(1)));
        Assert.Equal(first, Samples(batching.Of(data, 8, new XoshiroRandom(1))));
        Assert.NotEqual(first, Samples(batching.Of(data, 8, new XoshiroRandom(2))));
        XoshiroRandom going = new(1);
        Assert.Equal(first, Samples(batching.Of(data, 8, going)));
        Assert.NotEqual(first, Samples(batching.Of(data, 8, going)));
    }

    [Fact]
    public void Without_a_generator_the_order_is_that_of_the_data()
    {
        SequenceBatches batching = new(("tokens", "lengths")) { Window = 2 };
        Assert.Equal(Enumerable.Range(0, 103), Samples(batching.Of(Random(103), 8)));
        Assert.Equal(Enumerable.Range(0, 96), Samples(batching.Of(Random(103), 8, dropsLast: true)));
    }

    [Fact]
    public void Several_sequences_are_cut_each_by_its_lengths_and_all_else_goes_along()
    {
        Dataset<float> data = new(
            numbers: new() { ["number"] = Tensor.Range(0f, 6, 1) },
            labels: new()
            {
                ["source"] = new PaddedSequences([[1, 1], [2], [3], [4, 4, 4, 4, 4], [5], [6]]).Tokens,
                ["source lengths"] = new[] { 2, 1, 1, 5, 1, 1 },
                ["before"] = new PaddedSequences([[1], [2], [3], [4], [5, 5], [6]], minLength: 9).Tokens,
                ["after"] = new PaddedSequences([[7], [7], [7], [7], [8, 8], [7]], minLength: 9).Tokens,
                ["target lengths"] = new[] { 1, 1, 1, 1, 2, 1 },
            },
            weights: Tensor.Range(0f, 6, 1) + 1f);
        SequenceBatches batching = new(("source", "source lengths"), ("before", "target lengths"), ("after", "target lengths"))
        {
            Multiple = 1,
        };
        Batch<float>[] batches = [.. batching.Of(data, 2)];
        Assert.Equal([2, 5, 1], batches.Select(batch => batch.LabelsOf("source").Shape[1]));
        Assert.Equal([1, 1, 2], batches.Select(batch => batch.LabelsOf("before").Shape[1]));
        Assert.Equal([5, 5, 6, 0], batches[2].LabelsOf("before").ToArray());
        Assert.Equal([8, 8, 7, 0], batches[2].LabelsOf("after").ToArray());
        Assert.Equal([2f, 3], batches[1]["number"].ToArray());
        Assert.Equal([3f, 4], batches[1].Weights!.ToArray());
    }

    [Fact]
    public void Bad_lengths_shapes_and_names_are_refused_at_the_call()
    {
        IndexTensor tokens = IndexTensor.Create([1, 2, 3, 4, 5, 6], [2, 3]);
        Refuses<ArgumentException>("expected 'lengths' from 1 to 3, got 0 for sample 1", tokens, new[] { 3, 0 });
        Refuses<ArgumentException>("expected 'lengths' from 1 to 3, got 4 for sample 0", tokens, new[] { 4, 1 });
        Refuses<ArgumentException>("[samples], got [2, 3] and [2, 1]", tokens, IndexTensor.Create([1, 1], [2, 1]));
        Refuses<ArgumentException>("[samples, steps] and 'lengths' [samples], got [2] and [2]", new[] { 1, 2 }, new[] { 1, 1 });
        Assert.Contains(
            "no labels 'lengths'; they have labels 'tokens'", Assert.Throws<InvalidOperationException>(() =>
                new SequenceBatches(("tokens", "lengths")).Of(new Dataset<float>([], new() { ["tokens"] = tokens }), 2)).Message,
            StringComparison.Ordinal);

        static void Refuses<TException>(string message, IndexTensor tokens, IndexTensor lengths) where TException : Exception =>
            Assert.Contains(message, Assert.Throws<TException>(() => new SequenceBatches(("tokens", "lengths")).Of(
                new Dataset<float>([], new() { ["tokens"] = tokens, ["lengths"] = lengths }), 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_settings_are_refused()
    {
        SequenceBatches batching = new(("tokens", "lengths"));
        Assert.Throws<ArgumentOutOfRangeException>(() => batching.Of(Random(3), 0));
        Assert.Throws<ArgumentNullException>(() => batching.Of<float>(null!, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceBatches(("tokens", "lengths")) { Multiple = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceBatches(("tokens", "lengths")) { Window = 0 });
        Assert.Contains("pair of names", Assert.Throws<ArgumentException>(() => new SequenceBatches()).Message, StringComparison.Ordinal);
        Assert.Contains("got 'a' again", Assert.Throws<ArgumentException>(() => new SequenceBatches(("a", "b"), ("a", "c"))).Message,
            StringComparison.Ordinal);
    }

    private static Dataset<float> Random(int count)
    {
        XoshiroRandom random = new(7);
        IEnumerable<int[]> drawn = Enumerable.Range(0, count).Select(_ =>
            Enumerable.Range(0, random.Next(1, Longest + 1)).Select(_ => random.Next(3, 9)).ToArray());
        PaddedSequences sequences = new([.. drawn], minLength: Longest);
        return new(numbers: [], labels: new()
        {
            ["sample"] = Enumerable.Range(0, count).ToArray(),
            ["tokens"] = sequences.Tokens,
            ["lengths"] = sequences.Lengths,
        });
    }

    private static int[] Samples(IEnumerable<Batch<float>> batches) => [.. batches.SelectMany(batch => batch.LabelsOf("sample"))];

    private static double PaddingShare(IEnumerable<Batch<float>> batches)
    {
        double all = 0, filled = 0;
        foreach (Batch<float> batch in batches)
        {
            all += batch.LabelsOf("tokens").ElementCount;
            filled += batch.LabelsOf("lengths").Sum();
        }
        return 1 - filled / all;
    }
}
