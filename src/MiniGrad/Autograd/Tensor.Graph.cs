namespace MiniGrad;

// A tensor as a place in the recorded graph, and what a tracer is told of its values.
public partial class Tensor<T>
{
    /// <summary>The operation that computed this tensor while recording, or null for a leaf.</summary>
    internal Operation<T>? Producer { get; set; }

    /// <summary>The time of computation: every tensor is later than those it was computed from; 0 for a leaf.</summary>
    internal long Sequence { get; set; }

    private partial void CheckRead() => Tracer<T>.Read(this);

    private partial void NoteAlias(Tensor<T> alias) => Tracer<T>.Current?.AddAlias(alias, this);
}

public sealed partial class Parameter<T>
{
    [MethodImpl(AggressiveInlining)]
    private partial void CheckWrite()
    {
        if (Tracer.OfThread is { } tracer) tracer.CheckWrite($"parameter '{Name}'");
    }
}

public sealed partial class IndexTensor
{
    private partial void CheckRead() => Tracer.Read(Shape);
}
