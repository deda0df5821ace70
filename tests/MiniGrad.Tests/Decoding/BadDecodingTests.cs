using MiniGrad.Decoding;
using Xunit;

namespace MiniGrad.Tests.Decoding;

/// <summary>What cannot be decoded is refused in words.</summary>
public class BadDecodingTests
{
    private static readonly Tensor<double> half = Tensor.Full([1, 2], Math.Log(0.5));

    public static TheoryData<string, Action> Refusals => new()
    {
        { "BeamSearch: the width must be at least 1, got 0.", () => _ = new BeamSearch(0) },
        { "BeamSearch: Count must be at least 1, got 0.", () => _ = new BeamSearch(1) { Count = 0 } },
        { "BeamSearch: LengthPenalty must be from -10 to 10, got NaN.", () => _ = new BeamSearch(1) { LengthPenalty = double.NaN } },
        { "BeamSearch: MaxLength must be from 1 to 1000000, got 0.", () => _ = new BeamSearch(1) { MaxLength = 0 } },
        { "GreedySearch: EndToken must be at least 0, got -1.", () => _ = new GreedySearch { EndToken = -1 } },
        { "Sampling: Temperature must be a finite number above 0, got 0.", () => _ = new Sampling(1) { Temperature = 0 } },
        { "Sampling: TopK must be at least 1, got 0.", () => _ = new Sampling(1) { TopK = 0 } },
        { "Sampling: TopP must be above 0 and at most 1, got 1.5.", () => _ = new Sampling(1) { TopP = 1.5 } },
        { "Sampling: TopP must be above 0 and at most 1, got NaN.", () => _ = new Sampling(1) { TopP = double.NaN } },
        {
            "DecodingState: expected tensors with as many rows as hypotheses each, got shapes [1, 2] and [3]",
            () => _ = new DecodingState<double>(half, Tensor.Zeros<double>([3]))
        },
        { "got shapes []", () => _ = new DecodingState<double>(Tensor.Create([1.0], [])) },
        { "tensor 1 is outside the 1 of the state", () => _ = new DecodingState<double>(half)[1] },
        {
            "expected tensors with a row for each of 1 sources, got [3].",
            () => _ = new DecodingState<double>(half) { OfSources = [Tensor.Zeros<double>([3])] }
        },
        {
            "expected tensors with as many rows as sources each, got shapes [1, 2] and [2]",
            () => _ = new DecodingState<double> { OfSources = [half, Tensor.Zeros<double>([2])] }
        },
        {
            "expected a tensor with a row for each of 1 hypotheses, got shape [2].",
            () => new DecodingState<double>(half).Next(Tensor.Zeros<double>([2]))
        },
        {
            "expected a tensor with a row for each of 1 hypotheses, got shape [2].",
            () => new DecodingState<double>(half).GroupBySource(Tensor.Zeros<double>([2]))
        },
        {
            "expected a tensor of shape [1, 1, …], sources and places, got [1, 2].",
            () => new DecodingState<double>(half).Ungroup(half)
        },
        {
            "expected the tensors of sources as they were given, which the state's Next passes on, got others or none (call 1",
            () => new BeamSearch(2).Run(0, new DecodingState<double> { OfSources = [half] },
                (tokens, _) => (Rows(tokens.ElementCount, 2), new DecodingState<double>()))
        },
        {
            "expected the state of one source, a single row, got 2 rows",
            () => new BeamSearch(2).Run(0, new DecodingState<double> { OfSources = [Rows(2, 1)] }, Step())
        },
        {
            "the end token 2 is outside the vocabulary, 0 to 1.",
            () => new BeamSearch(2) { EndToken = 2 }.Run(0, new DecodingState<double>(), Step())
        },
        {
            "the start token 5 of source 1 is outside the vocabulary, 0 to 1.",
            () => new GreedySearch().RunBatch([1, 5], new DecodingState<double>(), Step())
        },
        {
            "BeamSearch: the start token of source 0 must be at least 0, got -3.",
            () => new BeamSearch(2).Run(-3, new DecodingState<double>(), Step())
        },
        {
            "expected a vector of start tokens, got shape [1, 1]",
            () => new BeamSearch(2).RunBatch(IndexTensor.Create([0], [1, 1]), new DecodingState<double>(), Step())
        },
        {
            "expected the state of one source, a single row, got 2 rows; RunBatch takes several sources.",
            () => new BeamSearch(2).Run(0, new DecodingState<double>(Tensor.Zeros<double>([2, 3])), Step())
        },
        {
            "expected a state with a row for each of 3 start tokens, got 2 rows",
            () => new BeamSearch(2).RunBatch([0, 0, 0], new DecodingState<double>(Tensor.Zeros<double>([2, 3])), Step())
        },
        {
            "a state without tensors does not say how many sources there are; give a start token for each.",
            () => new Sampling(2).RunBatch(0, new DecodingState<double>(), Step())
        },
        {
            "expected a stream for each of 2 sources, got 1.",
            () => new Sampling(2).RunBatch([0, 0], new DecodingState<double>(), Step(), [1])
        },
        {
            "BeamSearch: expected log-probabilities of at most 0, got NaN for token 1 in row 3, a hypothesis of source 1 " +
            "(call 2 of the step function).",
            () => new BeamSearch(2).RunBatch([0, 0], new DecodingState<double>(), Step(call: 2, row: 3, bad: double.NaN))
        },
        {
            "got Infinity for token 1 in row 0, a hypothesis of source 0 (call 1",
            () => new GreedySearch().Run(0, new DecodingState<double>(), Step(call: 1, row: 0, bad: double.PositiveInfinity))
        },
        {
            "got 0.01 for token 1 in row 1, a hypothesis of source 1 (call 3",
            () => new Sampling(1).RunBatch([0, 1], new DecodingState<double>(), Step(call: 3, row: 1, bad: 0.01))
        },
        {
            "expected log-probabilities of shape [2, vocabulary], got [1, 2] (call 2",
            () => Run((call, rows) => (Rows(call == 2 ? 1 : rows, 2), new DecodingState<double>()))
        },
        {
            "expected log-probabilities of shape [1, vocabulary], got [1, 0] (call 1",
            () => Run((_, rows) => (Rows(rows, 0), new DecodingState<double>()))
        },
        {
            "expected log-probabilities of shape [1, vocabulary], got [2] (call 1",
            () => Run((_, _) => (Tensor.Full([2], -1.0), new DecodingState<double>()))
        },
        {
            "expected log-probabilities of 2 tokens as in the first step, got 3 (call 2",
            () => Run((call, rows) => (Rows(rows, 1 + call), new DecodingState<double>()))
        },
        {
            "expected a state with a row for each of 2 hypotheses, got 3 rows (call 2",
            () => Run((call, rows) => (Rows(rows, 2), new DecodingState<double>(Rows(call == 2 ? 3 : rows, 1))))
        },
        { "expected log-probabilities, got null (call 1", () => Run((_, _) => (null!, new DecodingState<double>())) },
        { "expected a state, got null (call 1", () => Run((_, rows) => (Rows(rows, 2), null!)) },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void It_is_refused_with(string message, Action action) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);

    [Fact]
    public void An_exception_of_the_step_function_comes_out_and_leaves_nothing_behind()
    {
        DecodingStep<double> step = (_, _) => throw new NotSupportedException("mine");
        Assert.Throws<NotSupportedException>(() => new BeamSearch(2).Run(0, new DecodingState<double>(), step));
        Assert.False(Inference.IsActive);
    }

    private static Tensor<double> Rows(int rows, int width) => Tensor.Full([rows, width], -1.0);

    private static void Run(Func<int, int, (Tensor<double>, DecodingState<double>)> answer)
    {
        int call = 0;
        new BeamSearch(3) { MaxLength = 4 }.Run(0, new DecodingState<double>(), (tokens, _) => answer(++call, tokens.ElementCount));
    }

    /// <summary>A coin, with a bad value for token 1 in one place.</summary>
    private static DecodingStep<double> Step(int call = 0, int row = 0, double bad = 0)
    {
        int calls = 0;
        return (tokens, state) =>
        {
            double[] values = [.. Enumerable.Repeat(Math.Log(0.5), tokens.ElementCount * 2)];
            if (++calls == call) values[2 * row + 1] = bad;
            return (Tensor.Create<double>(values, [tokens.ElementCount, 2]), state);
        };
    }
}
