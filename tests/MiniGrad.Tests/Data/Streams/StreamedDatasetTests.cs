using MiniGrad.Data;
using Xunit;

namespace MiniGrad.Tests.Data.Streams;

public class StreamedDatasetTests
{
    private static readonly int[] parts = [7, 0, 20, 3, 70];

    private readonly Dataset<float> data = new(
        Tensor.Range(0f, 200, 1).Reshape(100, 2), Enumerable.Range(0, 100).ToArray(), Tensor.Range(0f, 100, 1));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 10)]
    [InlineData(64, 1000)]
    [InlineData(1000, 3)]
    [InlineData(int.MaxValue, 7)]
    public void Without_a_generator_batches_are_those_in_memory(int size, int buffer)
    {
        foreach (bool knowsCounts in (bool[])[true, false])
        {
            StreamedDataset<float> stream = Dataset.Stream(new PartsOfDataset(data, parts, knowsCounts), buffer);
            Assert.Equal(100, stream.Count);
            foreach (bool dropsLast in (bool[])[true, false])
                AssertEqual(data.Batches(size, null, dropsLast), stream.Batches(size, null, dropsLast));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_buffer_of_all_samples_shuffles_as_in_memory(bool dropsLast)
    {
        StreamedDataset<float> stream = Dataset.Stream(new PartsOfDataset(data, parts), 100);
        AssertEqual(data.Batches(7, new XoshiroRandom(1), dropsLast), stream.Batches(7, new XoshiroRandom(1), dropsLast));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 10)]
    [InlineData(7, 21)]
    [InlineData(10, 50)]
    public void Shuffled_batches_hold_every_sample_once_in_an_order_of_the_seed(int size, int buffer)
    {
        StreamedDataset<float> stream = Dataset.Stream(new PartsOfDataset(data, parts), buffer);
        int[] first = Labels(stream.Batches(size, new XoshiroRandom(1)));
        Assert.Equal(Enumerable.Range(0, 100), first.Order());
        Assert.Equal(first, Labels(stream.Batches(size, new XoshiroRandom(1))));
        Assert.NotEqual(first, Labels(stream.Batches(size, new XoshiroRandom(2))));
        foreach (Batch<float> batch in stream.Batches(size, new XoshiroRandom(1)))
        {
            Assert.Equal(batch.Labels.Select(label => (float)label), batch.Weights!.ToArray());
            Assert.Equal(batch.Labels.SelectMany(label => new float[] { 2 * label, (2 * label) + 1 }), batch.Inputs.ToArray());
        }
    }

    [Fact]
    public void Samples_move_as_far_as_the_buffer_and_parts_change_places()
    {
        StreamedDataset<float> one = Dataset.Stream(new PartsOfDataset(data, [100]), 20);
        int[][] passes = [.. Enumerable.Range(0, 50).Select(seed => Labels(one.Batches(5, new XoshiroRandom((ulong)seed))))];
        Assert.All(passes, labels => Assert.All(labels.Index(), place => Assert.InRange(place.Item - place.Index, -19, 19)));
        // The borders between buffers differ, so neighbours across a border of one pass meet in others.
        Assert.True(Enumerable.Range(1, 99).All(sample =>
            passes.Any(labels => Array.IndexOf(labels, sample) < Array.IndexOf(labels, sample - 1))));

        StreamedDataset<float> many = Dataset.Stream(new PartsOfDataset(data, [.. Enumerable.Repeat(10, 10)]), 20);
        int[] firsts = [.. Enumerable.Range(0, 30).Select(seed => Labels(many.Batches(5, new XoshiroRandom((ulong)seed)))[0] / 10)];
        Assert.True(firsts.Distinct().Count() > 5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_pass_goes_on_from_any_batch(bool shuffles)
    {
        foreach (int buffer in (int[])[1, 13, 30, 100])
        {
            IDataset<float> stream = Dataset.Stream(new PartsOfDataset(data, parts), buffer);
            int[][] all = [.. stream.Batches(6, Random()).Select(batch => batch.Labels.ToArray())];
            for (int skipped = 0; skipped <= all.Length; skipped++)
                Assert.Equal(all[skipped..], stream.BriefBatches(6, Random(), false, skipped).Select(batch => batch.Labels.ToArray()));
        }

        XoshiroRandom? Random() => shuffles ? new XoshiroRandom(3) : null;
    }

    [Fact]
    public void Parts_before_the_first_sample_are_not_read_again()
    {
        PartsOfDataset source = new(data, [10, 10, 10, 70]);
        IDataset<float> stream = Dataset.Stream(source, 10);
        Assert.Equal(30, stream.BriefBatches(10, null, false, 3).First().Labels[0]);
        // The layout, and the last part.
        Assert.Equal(2, source.Readings);
    }

    [Fact]
    public void Batches_stay_valid_for_as_long_as_they_are_held()
    {
        StreamedDataset<float> stream = Dataset.Stream(new PartsOfDataset(data, parts), 10);
        Batch<float>[] held = [.. stream.Batches(4, new XoshiroRandom(5))];
        Assert.Equal(Enumerable.Range(0, 100), held.SelectMany(batch => batch.Labels).Order());
    }

    [Fact]
    public void Changed_and_joined_sources_keep_their_samples_in_order()
    {
        SampleSource<float> doubled = new PartsOfDataset(data, parts).Select(batch => new(batch.Inputs * 2f, batch.Labels, batch.Weights));
        StreamedDataset<float> stream = Dataset.Stream(SampleSource.Concatenate(doubled, doubled), 10);
        Assert.Equal(200, stream.Count);
        Assert.Equal(
            [.. (data.Inputs * 2f).ToArray(), .. (data.Inputs * 2f).ToArray()],
                stream.Batches(9).SelectMany(batch => batch.Inputs.ToArray()));
        Assert.Equal(
            Labels(stream.Batches(9)).Skip(63),
                ((IDataset<float>)stream).BriefBatches(9, null, false, 7).SelectMany(batch => batch.Labels));
        InvalidOperationException wrong = Assert.Throws<InvalidOperationException>(
            () => Dataset.Stream(new PartsOfDataset(data, parts).Select(batch => data)).Batches(5).Count());
        Assert.StartsWith("SampleSource.Select: expected 1 samples of 1, got 100.", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pass_that_is_left_early_ends_its_thread()
    {
        int running = 0;
        IEnumerable<Batch<float>> Read()
        {
            Interlocked.Increment(ref running);
            try
            {
                foreach (Batch<float> batch in data.Batches(1)) yield return batch;
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }

        StreamedDataset<float> stream = Dataset.Stream(SampleSource.Of(Read, 100), 8);
        foreach (Batch<float> batch in stream.Batches(4, new XoshiroRandom(1)))
        {
            Assert.Equal(1, running);
            break;
        }
        Assert.Equal(0, running);
    }

    [Theory]
    [InlineData(90, "expected 100 samples in the source, as many as were counted, got 90.")]
    [InlineData(110, "expected 100 samples in the source, as many as were counted, got more.")]
    public void A_source_of_another_length_than_before_is_refused(int length, string message)
    {
        Dataset<float> given = data.Select([.. Enumerable.Range(0, length).Select(i => i % 100)]);
        foreach (Random? random in (Random?[])[null, new XoshiroRandom(1)])
        {
            StreamedDataset<float> stream = Dataset.Stream(SampleSource.Of(() => given.Batches(10), 100), 30);
            Assert.EndsWith(
                message, Assert.Throws<InvalidDataException>(() => stream.Batches(10, random).Count()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Batches_of_other_shapes_or_names_are_refused_with_their_place()
    {
        Refuse(
            [new Batch<float>(Tensor.Zeros<float>([4, 2]), (int[])[0, 1, 2, 3]), new Batch<float>(Tensor.Zeros<float>([1, 3]), (int[])[0])],
            "StreamedDataset: a batch of part 0, after 4 samples, holds samples of shape [1, 3]: expected [1, 2], as in the first batch.");
        Refuse(
            [new Batch<float>(Tensor.Zeros<float>([4, 2]), (int[])[0, 1, 2, 3]),
                new Batch<float>(Tensor.Zeros<float>([1, 2]), Tensor.Zeros<float>([1]))],
            "StreamedDataset: a batch of part 0, after 4 samples, has numbers 'inputs', 'targets': " +
            "expected numbers 'inputs' and labels 'labels', as in the first batch.");
        Refuse([], "StreamedDataset: expected at least one sample, got none, where 5 are expected: each pass has to begin anew.");

        static void Refuse(Batch<float>[] batches, string message) => Assert.Equal(message, Assert.Throws<InvalidDataException>(
            () => Dataset.Stream(SampleSource.Of(() => batches, 5), 2).Batches(2).Count()).Message);
    }

    [Fact]
    public void An_exception_of_the_source_comes_after_the_batches_before_it()
    {
        IEnumerable<Batch<float>> Read()
        {
            foreach (Batch<float> batch in data.Batches(10).Take(5)) yield return batch;
            throw new IOException("the disk is gone");
        }

        int seen = 0;
        IOException trouble = Assert.Throws<IOException>(() =>
        {
            foreach (Batch<float> batch in Dataset.Stream(SampleSource.Of(Read, 100), 10).Batches(5,
                new XoshiroRandom(1))) seen += batch.Count;
        });
        Assert.Equal("the disk is gone", trouble.Message);
        Assert.InRange(seen, 30, 50);
    }

    [Fact]
    public void What_a_function_gives_wrongly_is_refused_in_words()
    {
        InvalidDataException more = Assert.Throws<InvalidDataException>(
            () => Dataset.Stream(SampleSource.Of(() => data.Batches(5), 0)).Batches(2).Count());
        Assert.EndsWith("expected no samples in the source, as many as were counted, got more.", more.Message, StringComparison.Ordinal);
        Batch<float>[] batches = [data.Select([0]), null!];
        InvalidOperationException none = Assert.Throws<InvalidOperationException>(
            () => Dataset.Stream(SampleSource.Of(() => batches, 5)).Batches(2).Count());
        Assert.Equal("SampleSource: expected a batch, got null.", none.Message);
        using IEnumerator<Batch<float>> once = data.Batches(10).GetEnumerator();
        IEnumerable<Batch<float>> Rest()
        {
            while (once.MoveNext()) yield return once.Current;
        }

        InvalidDataException used = Assert.Throws<InvalidDataException>(() => Dataset.Stream(SampleSource.Of(Rest)).Batches(2).Count());
        Assert.EndsWith(
            "where 100 are expected: each pass has to begin anew.", used.Message, StringComparison.Ordinal);
        Batch<float>[] weighted = [data.Select([0]), new Batch<float>(data.Inputs, data.Labels)];
        InvalidDataException weights = Assert.Throws<InvalidDataException>(
            () => Dataset.Stream(SampleSource.Of(() => weighted, 101)).Batches(2).Count());
        Assert.Contains("'labels': expected numbers 'inputs' and labels 'labels' with weights", weights.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Impossible_settings_are_refused()
    {
        PartsOfDataset source = new(data, parts);
        Assert.StartsWith(
            "StreamedDataset: the shuffle buffer must be at least 1, got 0.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Dataset.Stream(source, 0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Dataset.Stream(source).Batches(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSource.Of(() => data.Batches(1), -1));
        Assert.Throws<ArgumentException>(() => SampleSource.Concatenate<float>([]));
        Assert.Empty(Dataset.Stream(SampleSource.Of(() => data.Batches(1).Take(0), 0)).Batches(3));
    }

    private static int[] Labels(IEnumerable<Batch<float>> batches) => [.. batches.SelectMany(batch => batch.Labels)];

    private static void AssertEqual(IEnumerable<Batch<float>> expected, IEnumerable<Batch<float>> got)
    {
        Batch<float>[] one = [.. expected], other = [.. got];
        Assert.Equal(one.Length, other.Length);
        foreach ((Batch<float> left, Batch<float> right) in one.Zip(other))
        {
            Assert.Equal(left.Inputs.Shape, right.Inputs.Shape);
            Assert.Equal(left.Inputs.ToArray(), right.Inputs.ToArray());
            Assert.Equal(left.Labels, right.Labels);
            Assert.Equal(left.Weights!.ToArray(), right.Weights!.ToArray());
        }
    }
}
