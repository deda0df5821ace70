namespace MiniGrad.Onnx;

/// <summary>What a function of a batch computes, operation by operation, for two numbers of samples.</summary>
internal sealed class NetworkTrace<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Two numbers of samples, neither of which divides a size that is likely.</summary>
    public const int Samples = 11, OtherSamples = 13;

    private NetworkTrace(Recording one, Recording other) => (One, Other) = (one, other);

    /// <summary>For <see cref="Samples"/> samples.</summary>
    public Recording One { get; }

    /// <summary>For <see cref="OtherSamples"/> samples.</summary>
    public Recording Other { get; }

    /// <summary>Records a function of a batch of samples of a shape.</summary>
    /// <exception cref="NotSupportedException">What it computes depends on the number of samples or on the values.</exception>
    public static NetworkTrace<T> Of(Func<Tensor<T>, Tensor<T>> function, Shape sample)
    {
        (Recording one, Recording other) = (Record(Samples), Record(OtherSamples));
        if (one.Entries.Count != other.Entries.Count)
            throw new NotSupportedException("the network computes other operations for another number of samples.");
        for (int i = 0; i < one.Entries.Count; i++)
            if (one.Entries[i].Operation?.GetType() != other.Entries[i].Operation?.GetType())
                throw new NotSupportedException("the network computes other operations for another number of samples.");
        return new NetworkTrace<T>(one, other);

        Recording Record(int samples)
        {
            Tensor<T> input = Tensor.Zeros<T>([samples, .. sample]), output = input;
            try
            {
                using GraphRegion region = Inference.Begin();
                Capture<T> capture = Capture<T>.Of([input], [], () => output = function(input));
                return new Recording(input, output, capture.Entries);
            }
            catch (CaptureException error)
            {
                throw new NotSupportedException($"what the network computes depends on values: {error.Message}", error);
            }
        }
    }

    /// <summary>The operations on one batch.</summary>
    internal sealed record Recording(Tensor<T> Input, Tensor<T> Output, IReadOnlyList<ReplayEntry<T>> Entries);
}
