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
        DecodingStep<float> step = (tokens, state) =>
        {
            Tensor<float> ofSource = state.Ungroup(state.GroupBySource(state[0]) + state.OfSources[0].ExpandDimension(1));
            Tensor<float> next = (embedding.GatherRows(tokens) + ofSource.MatMul(inner)).Tanh();
            return (next.MatMul(output).LogSoftmax(), state.Next(next));
        };
        BeamSearch search = new(5) { MaxLength = 20, LengthPenalty = 0.6, EndToken = 0, Count = 2 };

        int before = Parallelism.ThreadCount;
        try
        {
            Parallelism.ThreadCount = 1;
            var one = search.RunBatch(0, Start(encoded), step);
            Parallelism.ThreadCount = 4;
            var four = search.RunBatch(0, Start(encoded), step);
            for (int i = 0; i < Sources; i++) NaiveSearches.AssertEqual(one[i], four[i]);
            for (int i = 0; i < Sources; i++)
            {
                IReadOnlyList<Hypothesis> alone = search.Run(0, Start(encoded.Slice(0, i, 1)), step);
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

        static DecodingState<float> Start(Tensor<float> encoded) =>
            new(Tensor.Zeros<float>([encoded.Shape[0], Size])) { OfSources = [encoded] };
    }

    [Fact]
    public void Sources_that_have_ended_leave_the_batch_and_what_belongs_to_a_source_stays_with_it()
    {
        // Source i counts down from i and ends at 0. The step function checks what it is handed.
        int sources = 9;
        Tensor<double> counters = Tensor.Create([.. Enumerable.Range(0, sources).Select(i => (double)i)], [sources, 1]);
        Tensor<double> names = Tensor.Create([.. Enumerable.Range(0, sources).Select(i => 100.0 + i)], [sources, 1]);
        List<int> rows = [];
        DecodingStep<double> step = (tokens, state) =>
        {
            rows.Add(tokens.ElementCount);
            double[] values = new double[tokens.ElementCount * 2], next = new double[tokens.ElementCount];
            for (int row = 0; row < next.Length; row++)
            {
                next[row] = state[0][row, 0] - 1;
                Assert.Equal(100 + next[row] + rows.Count, state.OfSources[0][row, 0]);
                (values[2 * row], values[2 * row + 1]) = next[row] < 0 ? (0, double.NegativeInfinity) : (-20, -1e-9);
            }
            return (Tensor.Create<double>(values, [next.Length, 2]), state.Next(Tensor.Create<double>(next, [next.Length, 1])));
        };
        DecodingState<double> start = new(counters) { OfSources = [names] };
        var found = new BeamSearch(1) { EndToken = 0 }.RunBatch(1, start, step);
        Assert.Equal(Enumerable.Range(0, sources), found.Select(list => list[0].Tokens.Count));
        Assert.Equal([9, 8, 7, 6, 5, 4, 3, 2, 1], rows);
        rows.Clear();
        var others = new GreedySearch { EndToken = 0 }.RunBatch(1, start, step);
        Assert.Equal(Enumerable.Range(0, sources), others.Select(one => one.Tokens.Count));
    }

    [Fact]
    public void Hypotheses_are_laid_out_beside_their_sources_and_taken_back_however_many_each_has()
    {
        RandomChain chain = new(5) { Forbidden = 0.3 };
        int[] sources = [.. Enumerable.Range(0, 40)];
        HashSet<string> seen = [];
        DecodingStep<double> step = (tokens, state) =>
        {
            Tensor<double> grouped = state.GroupBySource(state[0]), names = state.OfSources[0];
            Assert.Equal([names.Shape[0], grouped.Shape[1], 2], grouped.Shape);
            Assert.Equal(state[0].ToArray(), state.Ungroup(grouped).ToArray());
            for (int source = 0; source < grouped.Shape[0]; source++)
                for (int place = 0; place < grouped.Shape[1]; place++) Assert.Equal(names[source], grouped[source, place, 0]);
            int[] counts = [.. state[0].Slice(1, 0, 1).ToArray().CountBy(source => source).Select(pair => pair.Value)];
            Assert.Equal(counts.Max(), grouped.Shape[1]);
            seen.Add(counts.Distinct().Count() == 1 ? "as many each" : "other numbers");
            if (names.Shape[0] < sources.Length) seen.Add("fewer sources");
            (Tensor<double> values, DecodingState<double> next) = chain.Step(tokens, state);
            return (values, state.Next(next[0]));
        };
        DecodingState<double> start = new(RandomChain.Start(sources)[0])
        {
            OfSources = [Tensor.Create([.. sources.Select(source => (double)source)], [sources.Length])],
        };
        BeamSearch search = new(4) { MaxLength = 9, EndToken = 1, Count = 2 };
        var expected = search.RunBatch(0, RandomChain.Start(sources), chain.Step);
        var found = search.RunBatch(0, start, step);
        for (int i = 0; i < sources.Length; i++) NaiveSearches.AssertEqual(expected[i], found[i]);
        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public void What_belongs_to_a_source_is_not_copied_while_all_sources_are_there()
    {
        RandomChain chain = new(6);
        List<Tensor<double>> seen = [];
        DecodingStep<double> step = (tokens, state) =>
        {
            seen.Add(state.OfSources[0]);
            (Tensor<double> values, DecodingState<double> next) = chain.Step(tokens, state);
            return (values, state.Next(next[0]));
        };
        DecodingState<double> start = new(RandomChain.Start(4, 7)[0]) { OfSources = [Tensor.Create([4.0, 7], [2, 1])] };
        new BeamSearch(3) { MaxLength = 8 }.RunBatch(0, start, step);
        Assert.Equal(8, seen.Count);
        Assert.Single(seen.Distinct());
    }

    [Fact]
    public void A_step_function_may_need_nothing_but_its_source_and_the_last_token()
    {
        Tensor<double> table = Tensor.Create([0.0, 1, 2, 3, 1, 0], [2, 3]).LogSoftmax();
        DecodingStep<double> step = (tokens, state) => (state.Ungroup(
            state.OfSources[0].ExpandDimension(1) + state.GroupBySource(Tensor.Zeros<double>([tokens.ElementCount, 1]))), state.Next());
        var found = new BeamSearch(3) { MaxLength = 4 }.RunBatch(0, new DecodingState<double>() { OfSources = [table] }, step);
        Assert.Equal(["2 2 2 2", "0 0 0 0"], found.Select(best => string.Join(' ', best[0].Tokens)));
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
