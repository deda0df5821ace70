namespace MiniGrad.Decoding;

/// <summary>One step of a decoder for several hypotheses at once: how likely is each token to come next?</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="tokens">The last token of each hypothesis, [rows]; in the first step the start tokens.</param>
/// <param name="state">The state of each hypothesis, a row for each.</param>
/// <returns>The natural logarithms of the probabilities of the next token, [rows, vocabulary], −∞ for tokens that are forbidden; and the
/// state after it, a row for each, by <see cref="DecodingState{T}.Next"/> where there are tensors of sources.</returns>
/// <remarks>What it returns for a row must follow from that row alone. It is called with layers in inference and recording off.</remarks>
public delegate (Tensor<T> LogProbabilities, DecodingState<T> State) DecodingStep<T>(IndexTensor tokens, DecodingState<T> state)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
