using MiniGrad.Decoding;
using Xunit;

namespace MiniGrad.Tests.Decoding;

[Collection(nameof(Alone))]
public class BatchTests
{
    [Fact]
    public void A_source_has_the_same_results_alone_in_any_batch_and_in_any_order()
    {
        RandomChain chain = new(6) { Forbidden = 0.1 };
        int[] sources = [.. Enumerable.Range(0, 200)], starts = [.. sources.Select(source => source % 6)];
        BeamSearch beam = new(4) { MaxLength = 12, LengthPenalty = 0.6, EndToken = 1, Count = 3 };
        GreedySearch greedy = new() { MaxLength = 12, EndToken = 1 };
        Sampling sampling = new(seed: 5) { MaxLength = 12, EndToken = 1, TopK = 4, TopP = 0.9, Temperature = 1.3 };
        var beams = beam.RunBatch(starts, RandomChain.Start(sources), chain.Step);
        var greedies = greedy.RunBatch(starts, RandomChain.Start(sources), chain.Step);
        var samples = sampling.RunBatch(starts, RandomChain.Start(sources), chain.Step);
        Assert.InRange(beams.Select(list => list.Count == 0 ? 0 : list[0].Length).Distinct().Count(), 4, 12);
        for (int i = 0; i < sources.Length; i++)
        {
            NaiveSearches.AssertEqual(beams[i], beam.Run(starts[i], RandomChain.Start(i), chain.Step));
            NaiveSearches.AssertEqual([greedies[i]], [greedy.Run(starts[i], RandomChain.Start(i), chain.Step)]);
            NaiveSearches.AssertEqual([samples[i]], [sampling.Run(starts[i], RandomChain.Start(i), chain.Step, (ulong)i)]);
        }

        int[] order = [.. sources];
        new XoshiroRandom(7).Shuffle(order);
        order = order[..77];
        IndexTensor shuffled = (int[])[.. order.Select(i => starts[i])];
        var others = beam.RunBatch(shuffled, RandomChain.Start(order), chain.Step);
        var otherGreedies = greedy.RunBatch(shuffled, RandomChain.Start(order), chain.Step);
        var otherSamples =
            sampling.RunBatch(shuffled, RandomChain.Start(order), chain.Step, [.. order.Select(i => (ulong)i)]);
        for (int i = 0; i < order.Length; i++)
        {
            NaiveSearches.AssertEqual(beams[order[i]], others[i]);
            NaiveSearches.AssertEqual([greedies[order[i]]], [otherGreedies[i]]);
            NaiveSearches.AssertEqual([samples[order[i]]], [otherSamples[i]]);
        }
    }

    [Fact]
    public void A_network_decodes_the_same_for_any_number_of_threads_and_each_source_alone()
    {
        const int Sources = 60, Vocabulary = 30, Size = 64;
        XoshiroRandom random = new(11);
        Tensor<float> embedding = Tensor.Normal([Vocabulary, Size], 0f, 1f, random);
        Tensor<float> encoded = Tensor.Normal([Sources, Size], 0f, 1f, random);
        Tensor<float> inner = Tensor.Normal([Size, Size], 0, 0.2f, random), output = Tensor.Normal([Size, Vocabulary], 0, 0.3f, random);
        Tensor<float> hidden = Tensor.Zeros<float>([Sources, Size]);
        DecodingStep<float> step = (tokens, state) =>
        {
            Tensor<float> next = (embedding.GatherRows(tokens) + state[0].MatMul(inner) + state[1]).Tanh();
            return (next.MatMul(output).LogSoftmax(), new DecodingState<float>(next, state[1]));
        };
        BeamSearch search = new(5) { MaxLength = 20, LengthPenalty = 0.6, EndToken = 0, Count = 2 };

        int before = Parallelism.ThreadCount;
        try
        {
            Parallelism.ThreadCount = 1;
            var one = search.RunBatch(0, new DecodingState<float>(hidden, encoded), step);
            Parallelism.ThreadCount = 4;
            var four = search.RunBatch(0, new DecodingState<float>(hidden, encoded), step);
            for (int i = 0; i < Sources; i++) NaiveSearches.AssertEqual(one[i], four[i]);
            for (int i = 0; i < Sources; i++)
            {
                IReadOnlyList<Hypothesis> alone =
                    search.Run(0, new DecodingState<float>(hidden, encoded).Select([i]), step);
                for (int j = 0; j < alone.Count; j++)
                {
                    Assert.Equal(one[i][j].Tokens, alone[j].Tokens);
                    // Products of other sizes may be summed in another order.
                    Assert.Equal(one[i][j].LogProbability, alone[j].LogProbability, 1e-4);
                }
            }
        }
        finally
        {
            Parallelism.ThreadCount = before;
        }
    }

    [Fact]
    public void Sources_that_have_ended_leave_the_batch_and_what_belongs_to_a_source_stays_with_it()
    {
        // Source i counts down from i and ends at 0. The step function checks what it is handed.
        int sources = 9;
        Tensor<double> counters = Tensor.Create([.. Enumerable.Range(0, sources).Select(i => (double)i)], [sources, 1]);
        Tensor<double> names = Tensor.Create([.. Enumerable.Range(0, sources).Select(i => 100.0 + i)], [sources, 1]);
        List<int> rows = [];
        List<Tensor<double>> seen = [];
        DecodingStep<double> step = (tokens, state) =>
        {
            rows.Add(tokens.ElementCount);
            seen.Add(state[1]);
            double[] values = new double[tokens.ElementCount * 2], next = new double[tokens.ElementCount];
            for (int row = 0; row < next.Length; row++)
            {
                next[row] = state[0][row, 0] - 1;
                Assert.Equal(100 + next[row] + rows.Count, state[1][row, 0]);
                (values[2 * row], values[2 * row + 1]) = next[row] < 0 ? (0, double.NegativeInfinity) : (-20, -1e-9);
            }
            return (Tensor.Create<double>(values, [next.Length, 2]),
                new DecodingState<double>(Tensor.Create<double>(next, [next.Length, 1]), state[1]));
        };
        var found = new BeamSearch(1) { EndToken = 0 }.RunBatch(1, new DecodingState<double>(counters, names), step);
        Assert.Equal(Enumerable.Range(0, sources), found.Select(list => list[0].Tokens.Count));
        Assert.Equal([9, 8, 7, 6, 5, 4, 3, 2, 1], rows);

        rows.Clear();
        seen.Clear();
        DecodingState<double> distant = new(Tensor.Full([3, 1], 50.0), Tensor.Full([3, 1], 150.0));
        new GreedySearch { MaxLength = 4 }.RunBatch(1, distant, step);
        Assert.Single(seen.Distinct());
    }

    [Fact]
    public void What_belongs_to_a_source_is_not_copied_while_its_hypotheses_are_as_many_as_before()
    {
        RandomChain chain = new(6);
        List<Tensor<double>> seen = [];
        DecodingStep<double> step = (tokens, state) =>
        {
            seen.Add(state[1]);
            for (int row = 0; row < tokens.ElementCount; row++) Assert.Equal(state[0][row, 0], state[1][row, 0]);
            var (logProbabilities, next) = chain.Step(tokens, new DecodingState<double>(state[0]));
            return (logProbabilities, new DecodingState<double>(next[0], state[1]));
        };
        DecodingState<double> start = RandomChain.Start(4, 7);
        new BeamSearch(3) { MaxLength = 8 }.RunBatch(0, new DecodingState<double>(start[0], Tensor.Create([4.0, 7], [2, 1])), step);
        Assert.Equal(8, seen.Count);
        Assert.Equal(2, seen.Distinct().Count());
    }

    [Fact]
    public void What_belongs_to_a_hypothesis_follows_it_even_where_a_step_returns_it_as_it_was_given()
    {
        // The first token is kept, and only it may follow, so likely that the hypotheses change places.
        double[][] shares = [[0.3, 0.9, 1], [1, 0.1, 0.5], [1, 1, 1]];
        Tensor<double> first = Tensor.Create([0.5, 0.3, 0.2], [1, 3]).Log();
        int calls = 0;
        DecodingStep<double> step = (tokens, state) =>
        {
            if (++calls == 1) return (first, state);
            int rows = tokens.ElementCount;
            DecodingState<double> kept =
                calls == 2 ? new(Tensor.Create<double>([.. tokens.Select(token => (double)token)], [rows, 1])) : state;
            double[] values = [.. Enumerable.Repeat(double.NegativeInfinity, rows * 3)];
            for (int row = 0; row < rows; row++)
            {
                int token = (int)kept[0][row, 0];
                values[row * 3 + token] = Math.Log(shares[calls - 2][token]);
            }
            return (Tensor.Create<double>(values, [rows, 3]), kept);
        };
        BeamSearch search = new(3) { MaxLength = 4, Count = 3 };
        IReadOnlyList<Hypothesis> found = search.Run(0, new DecodingState<double>(Tensor.Zeros<double>([1, 1])), step);
        Assert.Equal(["0 0 0 0", "2 2 2 2", "1 1 1 1"], found.Select(item => string.Join(' ', item.Tokens)));
    }

    [Fact]
    public void No_sources_have_no_results()
    {
        RandomChain chain = new(3);
        Assert.Empty(new BeamSearch(2).RunBatch(0, RandomChain.Start(), chain.Step));
        Assert.Empty(new GreedySearch().RunBatch(0, RandomChain.Start(), chain.Step));
        Assert.Empty(new Sampling(1).RunBatch(0, RandomChain.Start(), chain.Step));
    }

    [Fact]
    public void Nothing_is_recorded_and_layers_are_in_inference()
    {
        Tensor<double> weights = Tensor.Zeros<double>([2, 2]).Tracked();
        DecodingStep<double> step = (tokens, state) =>
        {
            Assert.True(Inference.IsActive);
            Tensor<double> values = weights.GatherRows(tokens).LogSoftmax();
            Assert.False(values.RequiresGradient);
            return (values, state);
        };
        Assert.Single(new BeamSearch(2) { MaxLength = 3 }.Run(0, new DecodingState<double>(), step));
        new GreedySearch { MaxLength = 3 }.Run(0, new DecodingState<double>(), step);
        Assert.False(Inference.IsActive);
    }

    [Fact]
    public void Cancelling_ends_a_search_before_its_next_step()
    {
        using CancellationTokenSource cancellation = new();
        int steps = 0;
        RandomChain chain = new(3);
        DecodingStep<double> step = (tokens, state) =>
        {
            if (++steps % 3 == 0) cancellation.Cancel();
            return chain.Step(tokens, state);
        };
        Assert.Throws<OperationCanceledException>(() => new BeamSearch(2).Run(0, RandomChain.Start(1), step, cancellation.Token));
        Assert.Equal(3, steps);
        Assert.Throws<OperationCanceledException>(() => new GreedySearch().Run(0, RandomChain.Start(1), step, cancellation.Token));
        Assert.Equal(3, steps);
    }
}
