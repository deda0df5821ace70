namespace MiniGrad.Data;

/// <summary>Some samples of a data set, to be learned from together, whatever it is that is to be learned.</summary>
/// <remarks>The samples are copied out of the data set when they are first asked for.</remarks>
public abstract class SampleBatch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor<T> allInputs;
    private readonly Tensor<T>? allWeights;

    /// <param name="inputs">The inputs of the whole data set.</param>
    /// <param name="weights">The weights of the whole data set.</param>
    /// <param name="chosen">Which of its samples.</param>
    /// <param name="inputShape">The shape of their inputs.</param>
    private protected SampleBatch(Tensor<T> inputs, Tensor<T>? weights, ReadOnlyMemory<int> chosen, Shape inputShape)
    {
        allInputs = inputs;
        allWeights = weights;
        Chosen = chosen;
        InputShape = inputShape;
    }

    /// <summary>The number of samples.</summary>
    public int Count => Chosen.Length;

    /// <summary>The inputs, [samples, ...].</summary>
    public Tensor<T> Inputs => field ??= Samples.Of(allInputs, Chosen.Span);

    /// <summary>How much each sample counts, [samples], or null where all count the same.</summary>
    public Tensor<T>? Weights => field ??= allWeights is null ? null : Samples.Of(allWeights, Chosen.Span);

    internal bool HasWeights => allWeights is not null;

    internal Shape InputShape { get; }

    internal Shape? WeightShape => HasWeights ? field ??= Shape.Create(Count) : null;

    private protected ReadOnlyMemory<int> Chosen { get; }

    /// <summary>Whether all samples have been copied out of the data set.</summary>
    private protected bool IsPrepared { get; private set; }

    /// <summary>Copies the samples out of the data set now.</summary>
    internal virtual void Prepare()
    {
        (_, _) = (Inputs, Weights);
        IsPrepared = true;
    }

    /// <summary>Copies inputs and weights into memory that is there already.</summary>
    private protected void CopyTo(Span<T> inputs, Span<T> weights)
    {
        if (IsPrepared)
        {
            Weights?.Span.CopyTo(weights);
            Inputs.Span.CopyTo(inputs);
            return;
        }
        if (allWeights is not null) Samples.Copy(allWeights, Chosen.Span, weights);
        Samples.Copy(allInputs, Chosen.Span, inputs);
    }
}
