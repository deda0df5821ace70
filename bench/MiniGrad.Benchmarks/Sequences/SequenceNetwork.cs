using MiniGrad.Data;
using MiniGrad.Decoding;
using MiniGrad.Layers;
using MiniGrad.Losses;

namespace MiniGrad.Benchmarks.Sequences;

/// <summary>An encoder and a decoder, the network of <c>pytorch_sequences.py</c>.</summary>
internal sealed class SequenceNetwork
{
    private readonly Embedding<float> sources, targets;
    private readonly Lstm<float> encoder, decoder;
    private readonly Attention<float> attention = new();
    private readonly Linear<float>? mixing;
    private readonly Linear<float> head;

    public SequenceNetwork(SequenceSizes sizes, bool attends)
    {
        XoshiroRandom random = new(1);
        sources = new(sizes.Vocabulary, sizes.Embedding, random);
        targets = new(sizes.Vocabulary, sizes.Embedding, random);
        encoder = new(sizes.Embedding, sizes.Hidden, random);
        decoder = new(sizes.Embedding, sizes.Hidden, random);
        mixing = attends ? new(2 * sizes.Hidden, sizes.Hidden, random) : null;
        head = new(sizes.Hidden, sizes.Vocabulary, random);
        Parameters =
        [
            .. sources.Parameters, .. targets.Parameters, .. encoder.Parameters, .. decoder.Parameters, .. mixing?.Parameters ?? [],
            .. head.Parameters,
        ];
    }

    public Parameter<float>[] Parameters { get; }

    /// <summary>The mean cross-entropy over batch and time, padding left out where sequences have lengths.</summary>
    public Tensor<float> Loss(Batch<float> batch, bool hasLengths = false)
    {
        IndexTensor? lengths = hasLengths ? batch.LabelsOf("lengths") : null;
        LstmResult<float> read = encoder.Run(sources, batch.LabelsOf("source"), lengths: lengths);
        Tensor<float> written = decoder.Run(targets, batch.LabelsOf("before"), read.Last).Outputs;
        if (mixing is not null)
            written = Mix(attention.Forward(written, read.Outputs, read.Outputs, lengths).Context, written);
        return Losses.Loss.CrossEntropy(head.Forward(written), batch.LabelsOf("after"));
    }

    /// <summary>What a search begins with.</summary>
    public DecodingState<float> Begin(IndexTensor source)
    {
        LstmResult<float> read = encoder.Run(sources, source);
        return new(read.Last.Hidden.Squeeze(0), read.Last.Cell.Squeeze(0)) { OfSources = [read.Outputs] };
    }

    /// <summary>A step of a search.</summary>
    public (Tensor<float> LogProbabilities, DecodingState<float> State) Step(IndexTensor tokens, DecodingState<float> state)
    {
        LstmState<float> before = new(state[0].ExpandDimension(0), state[1].ExpandDimension(0));
        LstmResult<float> result = decoder.Run(targets.Forward(tokens).ExpandDimension(1), before);
        Tensor<float> written = result.Outputs.Squeeze(1), read = state.OfSources[0];
        if (mixing is not null)
            written = Mix(state.Ungroup(attention.Forward(state.GroupBySource(written), read, read).Context), written);
        return (head.Forward(written).LogSoftmax(), state.Next(result.Last.Hidden.Squeeze(0), result.Last.Cell.Squeeze(0)));
    }

    private Tensor<float> Mix(Tensor<float> context, Tensor<float> written) =>
        mixing!.Forward(Tensor.Concatenate([context, written], axis: -1)).Tanh();
}

/// <summary>The sizes of a network and of its sequences.</summary>
internal sealed record SequenceSizes(int Source, int Target, int Vocabulary, int Embedding, int Hidden)
{
    /// <summary>Sums of numbers with three digits.</summary>
    public static SequenceSizes Addition { get; } = new(Source: 7, Target: 5, Vocabulary: 16, Embedding: 32, Hidden: 128);

    /// <summary>Dates in words.</summary>
    public static SequenceSizes Dates { get; } = new(Source: 30, Target: 10, Vocabulary: 64, Embedding: 64, Hidden: 128);
}
