using MiniGrad;
using MiniGrad.Decoding;
using MiniGrad.Layers;

/// <summary>An encoder that reads a source and a decoder that writes a target, beginning with the encoder's last state (Sutskever and
/// others, 2014). With attention the decoder's output h becomes tanh([c, h]·W + b), c a mean of the encoder's outputs (Luong and others,
/// 2015).</summary>
internal sealed class Translator : Layer<float>
{
    private readonly Embedding<float> sources, targets;
    private readonly Lstm<float> encoder, decoder;
    private readonly Attention<float> attention = new();
    private readonly Linear<float>? mixing;
    private readonly Linear<float> head;

    public Translator(int sourceTokens, int targetTokens, int units, bool attends, Random random)
    {
        sources = Register("sources", new Embedding<float>(sourceTokens, 32, random));
        targets = Register("targets", new Embedding<float>(targetTokens, 32, random));
        encoder = Register("encoder", new Lstm<float>(32, units, random));
        decoder = Register("decoder", new Lstm<float>(32, units, random));
        if (attends) mixing = Register("mixing", new Linear<float>(2 * units, units, random));
        head = Register("head", new Linear<float>(units, targetTokens, random));
    }

    /// <summary>Scores of the token at each step, [batch, time, tokens], given the right ones before it.</summary>
    public Tensor<float> Scores(IndexTensor source, IndexTensor lengths, IndexTensor before)
    {
        LstmResult<float> read = encoder.Run(sources, source, lengths: lengths);
        Tensor<float> written = decoder.Run(targets, before, read.Last).Outputs;
        if (mixing is not null) written = Mix(attention.Forward(written, read.Outputs, read.Outputs, lengths).Context, written);
        return head.Forward(written);
    }

    /// <summary>What the decoder begins with: its state, all that the encoder gave out, and 1 for each step of it that counts.</summary>
    public DecodingState<float> Begin(IndexTensor source, IndexTensor lengths)
    {
        LstmResult<float> read = encoder.Run(sources, source, lengths: lengths);
        Tensor<float> ends = Tensor.Create<float>([.. lengths.Select(length => (float)length)], [lengths.ElementCount, 1]);
        return new(read.Last.Hidden.Squeeze(0), read.Last.Cell.Squeeze(0), read.Outputs,
            Tensor.Range(0f, source.Shape[1], 1f).Less(ends).ExpandDimension(1));
    }

    /// <summary>Log-probabilities of the token after the last ones, the next state, and how much each step of the source counts.</summary>
    public (Tensor<float> Next, DecodingState<float> State, Tensor<float>? Weights) Write(IndexTensor last, DecodingState<float> state)
    {
        LstmState<float> before = new(state[0].ExpandDimension(0), state[1].ExpandDimension(0));
        LstmResult<float> result = decoder.Run(targets.Forward(last).ExpandDimension(1), before);
        DecodingState<float> next = new(result.Last.Hidden.Squeeze(0), result.Last.Cell.Squeeze(0), state[2], state[3]);
        if (mixing is null) return (head.Forward(result.Outputs.Squeeze(1)).LogSoftmax(), next, null);
        (Tensor<float> context, Tensor<float> weights) = attention.Forward(result.Outputs, state[2], state[2], mask: state[3]);
        return (head.Forward(Mix(context, result.Outputs).Squeeze(1)).LogSoftmax(), next, weights.Squeeze(1));
    }

    protected override Tensor<float> Compute(Tensor<float> input) => encoder.Forward(sources.Forward(input));

    private Tensor<float> Mix(Tensor<float> context, Tensor<float> written) =>
        mixing!.Forward(Tensor.Concatenate([context, written], axis: 2)).Tanh();
}
