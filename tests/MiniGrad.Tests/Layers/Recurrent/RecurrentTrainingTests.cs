using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Layers.Recurrent;

/// <summary>Training an encoder and a decoder: captured and eager steps, threads, lengths that vary, memory.</summary>
[Collection(nameof(Alone))]
public class RecurrentTrainingTests
{
    private const int Tokens = 12, Units = 96, Samples = 40;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Captured_steps_give_the_bits_of_eager_ones_for_any_number_of_threads(bool isGru)
    {
        float[] expected = Train(isGru, captures: false, threads: 1);
        Assert.All(expected, value => Assert.True(float.IsFinite(value)));
        Assert.Equal(expected, Train(isGru, captures: true, threads: 1));
        Assert.Equal(expected, Train(isGru, captures: true, threads: 2));
        Assert.Equal(expected, Train(isGru, captures: true, threads: 3));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Captured_steps_allocate_nothing_whatever_the_longest_sequence(bool isGru)
    {
        Network network = new(isGru);
        TrainingStep<float> step = network.Step(captures: true);
        Batch<float>[] batches = [.. Enumerable.Range(0, 6).Select(number => Network.Batch(4 + 4 * (number % 3), number))];
        // Comparisons with what was recorded come at runs 2, 4, 8 and so on.
        for (int round = 0; round < 11; round++)
            foreach (Batch<float> batch in batches) step.Run(batch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (Batch<float> batch in batches) step.Run(batch);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_length_out_of_range_is_refused_by_a_replay_too()
    {
        Network network = new(isGru: false);
        TrainingStep<float> step = network.Step(captures: true);
        for (int run = 0; run < 6; run++) step.Run(Network.Batch(8, run));
        float[] before = [.. network.Parameters.SelectMany(parameter => parameter.ToArray())];
        Batch<float> bad = Network.Batch(8, 1, firstLength: 9);
        Assert.Contains("got 9 for sequence 0", Assert.Throws<ArgumentOutOfRangeException>(() => step.Run(bad)).Message,
            StringComparison.Ordinal);
        Assert.Equal(before, network.Parameters.SelectMany(parameter => parameter.ToArray()));
    }

    private static float[] Train(bool isGru, bool captures, int threads)
    {
        int before = Parallelism.ThreadCount;
        try
        {
            Parallelism.ThreadCount = threads;
            Network network = new(isGru);
            TrainingStep<float> step = network.Step(captures);
            for (int run = 0; run < 12; run++) step.Run(Network.Batch(4 + 4 * (run % 2), run));
            return [.. network.Parameters.SelectMany(parameter => parameter.ToArray())];
        }
        finally
        {
            Parallelism.ThreadCount = before;
        }
    }

    /// <summary>Two layers that read both ways, or one GRU, attention, and a loss that ignores padding.</summary>
    private sealed class Network
    {
        private readonly Embedding<float> table;
        private readonly Lstm<float> lstm;
        private readonly Gru<float>? gru;
        private readonly Attention<float> attention = new();
        private readonly Linear<float> head;

        public Network(bool isGru)
        {
            XoshiroRandom random = new(1);
            table = new(Tokens, 16, random);
            lstm = new(16, Units, random, layers: 2, isBidirectional: !isGru, dropout: 0.1);
            if (isGru) gru = new(16, Units, random);
            head = new(2 * Units, Tokens, random);
            Parameters = [.. table.Parameters, .. gru?.Parameters ?? lstm.Parameters, .. head.Parameters];
        }

        public Parameter<float>[] Parameters { get; }

        public TrainingStep<float> Step(bool captures) => new(new Adam<float>(Parameters, 1e-3), LossOf, captures);

        public static Batch<float> Batch(int steps, int seed, int? firstLength = null)
        {
            XoshiroRandom random = new((ulong)seed);
            int[] lengths = [.. Enumerable.Range(0, Samples).Select(_ => random.Next(1, steps + 1))];
            if (firstLength is { } length) lengths[0] = length;
            int[] tokens = [.. Enumerable.Range(0, Samples * steps).Select(place =>
                place % steps < lengths[place / steps] ? random.Next(1, Tokens) : 0)];
            IndexTensor all = IndexTensor.Create(tokens, [Samples, steps]);
            return new(numbers: [], labels: new() { ["tokens"] = all, ["lengths"] = IndexTensor.Create(lengths) });
        }

        private Tensor<float> LossOf(Batch<float> batch)
        {
            IndexTensor tokens = batch.LabelsOf("tokens"), lengths = batch.LabelsOf("lengths");
            Tensor<float> read;
            if (gru is null) read = lstm.Run(table, tokens, lengths: lengths).Outputs;
            else
            {
                // Read twice, the second time from the state in which the first ended.
                GruResult<float> first = gru.Run(table, tokens, lengths: lengths);
                read = gru.Run(first.Outputs.Slice(2, 0, 16), first.Last).Outputs;
            }
            Tensor<float> context = attention.Forward(read, read, read, lengths).Context;
            Tensor<float> both = gru is null ? read + context : Tensor.Concatenate([read, context], axis: 2);
            return Loss.CrossEntropy(head.Forward(both), tokens, ignoredLabel: 0);
        }
    }
}
