using MiniGrad.Decoding;
using Xunit;

namespace MiniGrad.Tests.Decoding;

public class BeamSearchTests
{
    private static readonly double[] penalties = [0, 0.6, 1.5, -0.7];

    [Fact]
    public void A_beam_as_wide_as_all_prefixes_finds_what_exhaustive_search_finds_for_a_thousand_step_functions()
    {
        int withResults = 0, unfinished = 0;
        for (int trial = 0; trial < 1000; trial++)
        {
            XoshiroRandom random = new(1, (ulong)trial);
            RandomChain chain = new(random.Next(1, 7)) { Forbidden = trial % 3 == 0 ? 0.2 : 0 };
            int length = random.Next(1, 8), start = random.Next(chain.Vocabulary);
            BeamSearch search = new((int)Math.Pow(chain.Vocabulary, length - 1))
            {
                MaxLength = length,
                LengthPenalty = penalties[random.Next(penalties.Length)],
                EndToken = random.Next(4) == 0 ? null : random.Next(chain.Vocabulary),
            };
            search = With(search, count: Math.Min(search.Width, 5));
            IReadOnlyList<Hypothesis> found = search.Run(start, RandomChain.Start(trial), chain.Step);
            NaiveResult[] best = NaiveSearches.Exhaustive(chain, trial, start, search);
            NaiveSearches.AssertEqual(best.Take(search.Count).ToArray(), found);
            withResults += found.Count > 0 ? 1 : 0;
            unfinished += found.Any(item => !item.IsFinished) ? 1 : 0;
        }
        Assert.InRange(withResults, 900, 1000);
        Assert.InRange(unfinished, 300, 900);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ending_early_changes_nothing_against_a_search_that_runs_to_the_end(bool isCoarse)
    {
        int ties = 0;
        for (int trial = 0; trial < 1000; trial++)
        {
            XoshiroRandom random = new(2, (ulong)trial);
            RandomChain chain = new(random.Next(1, 7)) { Forbidden = trial % 3 == 0 ? 0.3 : 0, IsCoarse = isCoarse };
            int start = random.Next(chain.Vocabulary);
            BeamSearch search = new(random.Next(1, 9))
            {
                MaxLength = random.Next(1, 11),
                LengthPenalty = penalties[random.Next(penalties.Length)],
                EndToken = random.Next(4) == 0 ? null : random.Next(chain.Vocabulary),
                Count = random.Next(1, 12),
            };
            IReadOnlyList<Hypothesis> found = search.Run(start, RandomChain.Start(trial), chain.Step);
            NaiveSearches.AssertEqual(NaiveSearches.Beam(chain, trial, start, search), found);
            ties += found.Zip(found.Skip(1)).Count(pair => pair.First.Score == pair.Second.Score);
        }
        if (isCoarse) Assert.InRange(ties, 300, 10_000);
    }

    [Fact]
    public void A_search_ends_as_soon_as_no_open_hypothesis_can_win()
    {
        // The end is nearly certain at every step.
        Tensor<double> row = Tensor.Create([Math.Log(0.99), Math.Log(0.01)], [1, 2]);
        int steps = 0, rows = 0;
        DecodingStep<double> step = (tokens, state) =>
        {
            steps++;
            rows += tokens.ElementCount;
            return (row.GatherRows(new int[tokens.ElementCount]), state);
        };
        new BeamSearch(5) { EndToken = 0 }.Run(0, new DecodingState<double>(), step);
        Assert.Equal((1, 1), (steps, rows));

        // A penalty favours longer ones, but not that much: 30 tokens divide log 0.01 by 2.8. A greater exponent does.
        (steps, rows) = (0, 0);
        new BeamSearch(5) { EndToken = 0, MaxLength = 30, LengthPenalty = 0.6 }.Run(0, new DecodingState<double>(), step);
        Assert.Equal(1, steps);
        (steps, rows) = (0, 0);
        BeamSearch strong = new(5) { EndToken = 0, MaxLength = 30, LengthPenalty = 10 };
        Hypothesis best = strong.Run(0, new DecodingState<double>(), step)[0];
        Assert.Equal(30, steps);
        Assert.True(best.Length > 10);
    }

    [Fact]
    public void Width_1_without_penalty_is_greedy()
    {
        int compared = 0;
        for (int trial = 0; trial < 1000; trial++)
        {
            XoshiroRandom random = new(3, (ulong)trial);
            RandomChain chain = new(random.Next(1, 7)) { Forbidden = trial % 2 == 0 ? 0.2 : 0, IsCoarse = trial % 5 == 0 };
            int start = random.Next(chain.Vocabulary), length = random.Next(1, 12);
            int? end = random.Next(4) == 0 ? null : random.Next(chain.Vocabulary);
            Hypothesis greedy =
                new GreedySearch { MaxLength = length, EndToken = end }.Run(start, RandomChain.Start(trial), chain.Step);
            IReadOnlyList<Hypothesis> beam =
                new BeamSearch(1) { MaxLength = length, EndToken = end }.Run(start, RandomChain.Start(trial), chain.Step);
            if (greedy.IsFinished || greedy.Length == length)
            {
                NaiveSearches.AssertEqual([greedy], beam);
                compared++;
            }
            // A way that leads nowhere is no result of a beam.
            else Assert.Empty(beam);
        }
        Assert.InRange(compared, 800, 1000);
    }

    [Fact]
    public void Scores_are_those_recomputed_from_the_tokens()
    {
        RandomChain chain = new(6);
        BeamSearch search = new(4) { MaxLength = 12, LengthPenalty = 0.8, EndToken = 2, Count = 4 };
        int[] sources = [1, 2, 3, 4, 5, 6, 7, 8];
        var results = search.RunBatch(5, RandomChain.Start(sources), chain.Step);
        foreach ((int source, Hypothesis found) in sources.SelectMany((source, i) => results[i].Select(found => (source, found))))
        {
            double prefix = chain.Continue(0, 5), sum = 0;
            foreach (int token in found.Tokens)
            {
                sum += chain.LogProbabilities(source, prefix)[token];
                prefix = chain.Continue(prefix, token);
            }
            int length = found.Tokens.Count;
            if (found.IsFinished)
            {
                sum += chain.LogProbabilities(source, prefix)[2];
                length++;
            }
            Assert.Equal(length, found.Length);
            Assert.Equal(sum, found.LogProbability);
            Assert.Equal(sum / Math.Pow((5.0 + length) / 6, 0.8), found.Score);
            Assert.DoesNotContain(2, found.Tokens);
        }
    }

    [Fact]
    public void Forbidden_tokens_are_never_chosen_even_where_fewer_remain_than_the_width()
    {
        double no = double.NegativeInfinity, half = Math.Log(0.5);
        Tensor<double> table = Tensor.Create([no, half, half, no, half, half, no, no, no], [3, 3]);
        DecodingStep<double> step = (tokens, state) => (table.GatherRows(tokens), state);
        IReadOnlyList<Hypothesis> found = new BeamSearch(10) { MaxLength = 3, Count = 10 }.Run(0, new DecodingState<double>(), step);
        // Token 2 leads nowhere.
        Assert.Equal(["1 1 1", "1 1 2"], found.Select(item => string.Join(' ', item.Tokens)));
        Assert.Empty(new BeamSearch(10) { MaxLength = 3 }.Run(2, new DecodingState<double>(), step));
        Hypothesis greedy = new GreedySearch { MaxLength = 3 }.Run(2, new DecodingState<double>(), step);
        Assert.Empty(greedy.Tokens);
        Assert.False(greedy.IsFinished);
    }

    [Fact]
    public void Ties_go_to_the_lower_token_and_the_hypothesis_that_comes_first()
    {
        Tensor<double> row = Tensor.Full([1, 3], Math.Log(1.0 / 3));
        DecodingStep<double> step = (tokens, state) => (row.GatherRows(new int[tokens.ElementCount]), state);
        IReadOnlyList<Hypothesis> found = new BeamSearch(5) { MaxLength = 2, Count = 5 }.Run(0, new DecodingState<double>(), step);
        Assert.Equal(["0 0", "0 1", "0 2", "1 0", "1 1"], found.Select(item => string.Join(' ', item.Tokens)));
    }

    [Fact]
    public void Of_the_tokens_of_one_hypothesis_the_likelier_goes_first_where_sums_are_too_coarse_to_tell()
    {
        // After −1e16, sums are even numbers.
        double no = double.NegativeInfinity;
        Tensor<double> table = Tensor.Create([no, no, -1e16, -0.9, -0.2, -0.5, -0.9, -0.2, -0.5], [3, 3]);
        DecodingStep<double> step = (tokens, state) => (table.GatherRows(tokens), state);
        Hypothesis greedy = new GreedySearch { MaxLength = 2 }.Run(0, new DecodingState<double>(), step);
        Assert.Equal([2, 1], greedy.Tokens);
        NaiveSearches.AssertEqual([greedy], new BeamSearch(1) { MaxLength = 2 }.Run(0, new DecodingState<double>(), step));
        IReadOnlyList<Hypothesis> found = new BeamSearch(3) { MaxLength = 2, Count = 3 }.Run(0, new DecodingState<double>(), step);
        Assert.Equal([1, 2, 0], found.Select(item => item.Tokens[1]));
    }

    [Fact]
    public void A_beam_wider_than_the_vocabulary_and_a_start_that_is_the_end_are_fine()
    {
        Tensor<float> row = Tensor.Create([0.5f, 0.3f, 0.2f], [1, 3]).Log();
        DecodingStep<float> step = (tokens, state) => (row.GatherRows(new int[tokens.ElementCount]), state);
        Hypothesis best = new BeamSearch(100) { EndToken = 0 }.Run(0, new DecodingState<float>(), step)[0];
        Assert.True(best.IsFinished);
        Assert.Empty(best.Tokens);
        Assert.Equal(1, best.Length);
        Assert.Equal(Math.Log(0.5), best.LogProbability, 1e-6);
    }

    [Fact]
    public void An_end_that_never_comes_ends_at_the_greatest_length_unfinished()
    {
        Tensor<float> row = Tensor.Create([float.NegativeInfinity, 0f], [1, 2]);
        DecodingStep<float> step = (tokens, state) => (row.GatherRows(new int[tokens.ElementCount]), state);
        foreach (Hypothesis found in (Hypothesis[])
            [
                .. new BeamSearch(3) { EndToken = 0, MaxLength = 7 }.Run(1, new DecodingState<float>(), step),
                new GreedySearch { EndToken = 0, MaxLength = 7 }.Run(1, new DecodingState<float>(), step),
                new Sampling(seed: 1) { EndToken = 0, MaxLength = 7 }.Run(1, new DecodingState<float>(), step),
            ])
        {
            Assert.False(found.IsFinished);
            Assert.Equal(Enumerable.Repeat(1, 7), found.Tokens);
            Assert.Equal(7, found.Length);
            Assert.Contains("unfinished", found.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Rounding_above_zero_counts_as_zero()
    {
        Tensor<float> row = Tensor.Create([1e-4f, -10f], [1, 2]);
        DecodingStep<float> step = (tokens, state) => (row.GatherRows(new int[tokens.ElementCount]), state);
        Assert.Equal(0, new BeamSearch(2) { MaxLength = 3 }.Run(0, new DecodingState<float>(), step)[0].LogProbability);
        Assert.Equal(0, new GreedySearch { MaxLength = 3 }.Run(0, new DecodingState<float>(), step).LogProbability);
    }

    private static BeamSearch With(BeamSearch search, int count) => new(search.Width)
    {
        MaxLength = search.MaxLength,
        LengthPenalty = search.LengthPenalty,
        EndToken = search.EndToken,
        Count = count,
    };
}
