namespace MiniGrad.Decoding;

/// <summary>What a decoder carries from step to step: tensors with one row for each hypothesis along the first axis, such as the state of
/// a recurrent network and the encoded source. Immutable.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>A tensor that belongs to the source and never changes, such as what attention looks at, is best returned by the step function
/// as the very object that it was given: its rows are then copied only when sources leave the batch or their hypotheses become fewer or
/// more, and not at every step.</remarks>
public sealed class DecodingState<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor<T>[] tensors;

    /// <summary>A state of the given tensors; of none for a step function that needs nothing but the last token.</summary>
    /// <param name="tensors">The tensors, whose first axes are equally long.</param>
    /// <exception cref="ArgumentException">A tensor has no axes, or another number of rows than the first.</exception>
    public DecodingState(params ReadOnlySpan<Tensor<T>> tensors)
    {
        foreach (Tensor<T> tensor in tensors)
        {
            ArgumentNullException.ThrowIfNull(tensor, nameof(tensors));
            if (tensor.Rank == 0 || tensor.Shape[0] != tensors[0].Shape[0]) throw Unequal(tensors);
        }
        this.tensors = tensors.ToArray();
    }

    /// <summary>The number of tensors.</summary>
    public int Count => tensors.Length;

    /// <summary>The number of rows; null for a state without tensors, which fits any number of hypotheses.</summary>
    public int? Rows => tensors.Length == 0 ? null : tensors[0].Shape[0];

    /// <summary>The tensor at the given position, from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tensor.</exception>
    public Tensor<T> this[int index]
    {
        get
        {
            if ((uint)index >= (uint)tensors.Length)
                throw new ArgumentOutOfRangeException(
                    nameof(index), Invariant($"DecodingState: tensor {index} is outside the {tensors.Length} of the state."));
            return tensors[index];
        }
    }

    /// <summary>The state of the hypotheses of the given numbers, in their order: <see cref="Tensor{T}.GatherRows(IndexTensor)"/> of each
    /// tensor. The same object where that changes nothing.</summary>
    /// <param name="rows">A vector of row numbers, in which a row may be missing or there several times.</param>
    /// <exception cref="ArgumentException">The row numbers are not a vector.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside the rows.</exception>
    public DecodingState<T> Select(IndexTensor rows) => Select(rows, []);

    /// <summary>The same, but tensors for which <paramref name="isKept"/> says so are taken over as they are.</summary>
    internal DecodingState<T> Select(IndexTensor rows, ReadOnlySpan<bool> isKept)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Shape.Rank != 1)
            throw new ArgumentException($"DecodingState: expected a vector of row numbers, got shape {rows.Shape}.", nameof(rows));
        if (tensors.Length == 0 || IsAll(rows.Span, tensors[0].Shape[0])) return this;
        Tensor<T>[] selected = new Tensor<T>[tensors.Length];
        for (int i = 0; i < selected.Length; i++)
            selected[i] = i < isKept.Length && isKept[i] ? tensors[i] : tensors[i].GatherRows(rows);
        return new DecodingState<T>(selected);
    }

    private static bool IsAll(ReadOnlySpan<int> rows, int count)
    {
        if (rows.Length != count) return false;
        for (int i = 0; i < rows.Length; i++)
            if (rows[i] != i) return false;
        return true;
    }

    private static ArgumentException Unequal(ReadOnlySpan<Tensor<T>> tensors)
    {
        string shapes = string.Join(" and ", tensors.ToArray().Select(tensor => tensor?.Shape.ToString() ?? "null"));
        return new($"DecodingState: expected tensors with as many rows as hypotheses each, got shapes {shapes}.", nameof(tensors));
    }
}
