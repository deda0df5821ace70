using MiniGrad.Decoding;
using Xunit;

namespace MiniGrad.Tests.Decoding;

public class SamplingTests
{
    private const int Draws = 20_000;
    private static readonly double[] probabilities = [0.05, 0.3, 0.1, 0.3, 0, 0.25];

    public static TheoryData<double, int?, double?, double[]> Settings => new()
    {
        { 1, null, null, probabilities },
        { 0.5, null, null, Normalized([0.0025, 0.09, 0.01, 0.09, 0, 0.0625]) },
        { 2, null, null, Normalized([.. probabilities.Select(Math.Sqrt)]) },
        { 1, 1, null, [0, 1, 0, 0, 0, 0] },
        { 1, 3, null, Normalized([0, 0.3, 0, 0.3, 0, 0.25]) },
        { 1, 100, null, probabilities },
        // 0.3 and 0.3 come to less than 0.8, with 0.25 to more.
        { 1, null, 0.8, Normalized([0, 0.3, 0, 0.3, 0, 0.25]) },
        { 1, null, 0.25, [0, 1, 0, 0, 0, 0] },
        { 1, null, 1.0, probabilities },
        // Of three, renormalised, 0.353 + 0.353 come to 0.7; of all they do not.
        { 1, 3, 0.7, [0, 0.5, 0, 0.5, 0, 0] },
        { 1, null, 0.7, Normalized([0, 0.3, 0, 0.3, 0, 0.25]) },
        // Sharpened first: 0.09 + 0.09 of 0.255 come to 0.7.
        { 0.5, null, 0.7, [0, 0.5, 0, 0.5, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Tokens_are_drawn_by_their_probability_and_no_others(double temperature, int? topK, double? topP, double[] expected)
    {
        Sampling sampling = new(seed: 1) { Temperature = temperature, TopK = topK, TopP = topP, MaxLength = 1 };
        int[] counts = new int[expected.Length];
        foreach (Hypothesis drawn in sampling.RunBatch(new int[Draws], new DecodingState<double>(), Step<double>))
        {
            counts[Assert.Single(drawn.Tokens)]++;
            Assert.Equal(Math.Log(probabilities[drawn.Tokens[0]]), drawn.LogProbability, 1e-12);
        }
        Assert.Equal(expected.Select(p => p > 0), counts.Select(count => count > 0));
        double chiSquare = expected.Zip(counts).Where(pair => pair.First > 0)
            .Sum(pair => Math.Pow(pair.Second - Draws * pair.First, 2) / (Draws * pair.First));
        // The 99.9th percentile with 4 degrees of freedom.
        Assert.InRange(chiSquare, 0, 18.5);
    }

    [Fact]
    public void Successive_tokens_are_independent()
    {
        int[] pairs = new int[36];
        Sampling sampling = new(seed: 2) { MaxLength = 2 };
        foreach (Hypothesis drawn in sampling.RunBatch(new int[Draws], new DecodingState<float>(), Step<float>))
            pairs[drawn.Tokens[0] * 6 + drawn.Tokens[1]]++;
        double chiSquare = 0;
        for (int i = 0; i < 36; i++)
        {
            double expected = Draws * probabilities[i / 6] * probabilities[i % 6];
            if (expected == 0) Assert.Equal(0, pairs[i]);
            else chiSquare += Math.Pow(pairs[i] - expected, 2) / expected;
        }
        // The 99.9th percentile with 24 degrees of freedom.
        Assert.InRange(chiSquare, 5, 51.2);
    }

    [Fact]
    public void Ties_at_the_limit_go_to_the_lower_token()
    {
        double[] equal = [.. Enumerable.Repeat(Math.Log(0.1), 10)];
        Assert.Equal([0, 1, 2, 3], new TokenDraw(1, topK: 4, topP: null).Remaining(equal).ToArray());
        Assert.Equal([0, 1, 2, 3], new TokenDraw(1, topK: null, topP: 0.35).Remaining(equal).ToArray());
        Assert.Equal([0, 1], new TokenDraw(1, topK: 4, topP: 0.35).Remaining(equal).ToArray());
    }

    [Fact]
    public void A_seed_draws_the_same_again_and_another_seed_or_stream_something_else()
    {
        string Draw(ulong seed, ulong stream = 0)
        {
            Sampling sampling = new(seed) { MaxLength = 20 };
            return string.Join(' ', sampling.Run(0, new DecodingState<double>(), Step<double>, stream).Tokens);
        }

        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
        Assert.NotEqual(Draw(1), Draw(1, stream: 1));
        Sampling sampling = new(1) { MaxLength = 20 };
        Hypothesis first = sampling.Run(0, new DecodingState<double>(), Step<double>);
        Assert.Equal(first.Tokens, sampling.Run(0, new DecodingState<double>(), Step<double>).Tokens);
    }

    [Fact]
    public void A_low_temperature_is_greedy_and_an_end_ends()
    {
        RandomChain chain = new(5);
        for (int source = 0; source < 50; source++)
        {
            Hypothesis greedy = new GreedySearch { MaxLength = 9, EndToken = 3 }.Run(0, RandomChain.Start(source), chain.Step);
            Sampling sampling = new(seed: 9) { MaxLength = 9, EndToken = 3, Temperature = 1e-300 };
            NaiveSearches.AssertEqual([greedy], [sampling.Run(0, RandomChain.Start(source), chain.Step)]);
        }
    }

    private static (Tensor<T> LogProbabilities, DecodingState<T> State) Step<T>(IndexTensor tokens, DecodingState<T> state)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> row = Tensor.Create<T>([.. probabilities.Select(p => T.CreateChecked(Math.Log(p)))], [1, probabilities.Length]);
        return (row.GatherRows(new int[tokens.ElementCount]), state);
    }

    private static double[] Normalized(double[] weights) => [.. weights.Select(weight => weight / weights.Sum())];
}
