namespace MiniGrad.Decoding;

/// <summary>What a decoder carries from step to step: tensors with one row for each hypothesis along the first axis, such as the state of
/// a recurrent network, and tensors with one row for each source, such as what its encoder gave out. Immutable.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>What belongs to a source is there once, however many hypotheses it has. <see cref="GroupBySource"/> lays out the rows of
/// hypotheses beside it, and <see cref="Ungroup"/> takes them back.</remarks>
public sealed class DecodingState<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor<T>[] tensors;
    private readonly Tensor<T>[] ofSources = [];
    // Null before the first step, where each source has one row.
    private readonly SourceRows? rows;

    /// <summary>A state of the given tensors; of none for a step function that needs nothing but the last token.</summary>
    /// <param name="tensors">The tensors, whose first axes are equally long.</param>
    /// <exception cref="ArgumentException">A tensor has no axes, or another number of rows than the first.</exception>
    public DecodingState(params ReadOnlySpan<Tensor<T>> tensors)
    {
        CheckRows(tensors, "hypotheses", nameof(tensors));
        this.tensors = tensors.ToArray();
    }

    private DecodingState(Tensor<T>[] tensors, Tensor<T>[] ofSources, SourceRows? rows) =>
        (this.tensors, this.ofSources, this.rows) = (tensors, ofSources, rows);

    /// <summary>Tensors with a row for each source, such as what attention looks at. A step function passes them on by
    /// <see cref="Next"/>; the rows of sources that have ended are left out. Default: none.</summary>
    /// <exception cref="ArgumentException">A tensor has no axes, or another number of rows than the first, or than the state.</exception>
    public IReadOnlyList<Tensor<T>> OfSources
    {
        get => ofSources;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            Tensor<T>[] given = [.. value];
            CheckRows(given, "sources", nameof(OfSources));
            if (given.Length > 0 && tensors.Length > 0 && given[0].Shape[0] != tensors[0].Shape[0])
                throw new ArgumentException(
                    Invariant($"DecodingState: expected tensors with a row for each of {tensors[0].Shape[0]} sources, got ") +
                    $"{given[0].Shape}.", nameof(OfSources));
            ofSources = given;
        }
    }

    /// <summary>The number of tensors with a row for each hypothesis.</summary>
    public int Count => tensors.Length;

    /// <summary>The number of rows; null for a state without tensors, which fits any number of hypotheses.</summary>
    public int? Rows =>
        tensors.Length > 0 ? tensors[0].Shape[0] : rows is not null ? rows.RowCount : ofSources.Length > 0 ? ofSources[0].Shape[0] : null;

    /// <summary>The tensor of hypotheses at the given position, from 0.</summary>
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

    /// <summary>The state after a step: other tensors for the same hypotheses, and <see cref="OfSources"/> as they are.</summary>
    /// <param name="tensors">A row for each hypothesis.</param>
    /// <exception cref="ArgumentException">A tensor has no axes, or another number of rows than there are hypotheses.</exception>
    public DecodingState<T> Next(params ReadOnlySpan<Tensor<T>> tensors)
    {
        CheckRows(tensors, "hypotheses", nameof(tensors));
        if (tensors.Length > 0) CheckHypotheses(tensors[0], nameof(tensors));
        return new DecodingState<T>(tensors.ToArray(), ofSources, rows);
    }

    /// <summary>The rows of hypotheses beside those of <see cref="OfSources"/>: [rows, …] as [sources, places, …], with as many places as
    /// the source with most hypotheses has. Places that are left over hold another hypothesis of that source.</summary>
    /// <remarks>So attention looks at each source once for all of its hypotheses: they are its queries.</remarks>
    /// <param name="tensor">A row for each hypothesis.</param>
    /// <exception cref="ArgumentException">The tensor has no axes, or another number of rows than there are hypotheses.</exception>
    public Tensor<T> GroupBySource(Tensor<T> tensor)
    {
        CheckRows([tensor], "hypotheses", nameof(tensor));
        CheckHypotheses(tensor, nameof(tensor));
        return rows is null ? tensor.ExpandDimension(1) : rows.Group(tensor);
    }

    /// <summary>The inverse of <see cref="GroupBySource"/>: [sources, places, …] as [rows, …].</summary>
    /// <param name="grouped">Laid out as <see cref="GroupBySource"/> does.</param>
    /// <exception cref="ArgumentException">The first two axes are others.</exception>
    public Tensor<T> Ungroup(Tensor<T> grouped)
    {
        ArgumentNullException.ThrowIfNull(grouped);
        int sources = rows?.Count ?? Rows ?? (grouped.Rank > 0 ? grouped.Shape[0] : 0), places = rows?.Places ?? 1;
        if (grouped.Rank < 2 || grouped.Shape[0] != sources || grouped.Shape[1] != places)
            throw new ArgumentException(
                Invariant($"DecodingState: expected a tensor of shape [{sources}, {places}, …], sources and places, got ") +
                $"{grouped.Shape}.", nameof(grouped));
        return rows is null ? grouped.Squeeze(1) : rows.Ungroup(grouped);
    }

    /// <summary>The state of the hypotheses of the given numbers, in the order of their sources. The same object where that changes
    /// nothing.</summary>
    internal DecodingState<T> Select(ReadOnlySpan<int> selected, SourceRows next, int[] sourcesLeft)
    {
        if (IsAll(selected, rows?.RowCount ?? Rows)) return this;
        IndexTensor hypotheses = selected.ToArray();
        bool areAllLeft = ofSources.Length == 0 || IsAll(sourcesLeft, ofSources[0].Shape[0]);
        return new DecodingState<T>(
            [.. tensors.Select(tensor => tensor.GatherRows(hypotheses))],
            areAllLeft ? ofSources : [.. ofSources.Select(tensor => tensor.GatherRows(sourcesLeft))], next);
    }

    /// <summary>Whether this state follows from the other by <see cref="Next"/>, as far as sources are concerned.</summary>
    internal bool HasSourcesOf(DecodingState<T> other) =>
        ReferenceEquals(ofSources, other.ofSources) || (ofSources.Length == 0 && other.ofSources.Length == 0);

    /// <summary>The same state with its rows known to belong to the given sources.</summary>
    internal DecodingState<T> Of(SourceRows known) => ReferenceEquals(rows, known) ? this : new(tensors, ofSources, known);

    private static bool IsAll(ReadOnlySpan<int> selected, int? count)
    {
        if (selected.Length != count) return false;
        for (int i = 0; i < selected.Length; i++)
            if (selected[i] != i) return false;
        return true;
    }

    private void CheckHypotheses(Tensor<T> tensor, string parameter)
    {
        if ((rows?.RowCount ?? Rows) is { } expected && tensor.Shape[0] != expected)
            throw new ArgumentException(
                Invariant($"DecodingState: expected a tensor with a row for each of {expected} hypotheses, got shape {tensor.Shape}."),
                parameter);
    }

    private static void CheckRows(ReadOnlySpan<Tensor<T>> tensors, string what, string parameter)
    {
        foreach (Tensor<T> tensor in tensors)
        {
            ArgumentNullException.ThrowIfNull(tensor, parameter);
            if (tensor.Rank > 0 && tensor.Shape[0] == tensors[0].Shape[0]) continue;
            string shapes = string.Join(" and ", tensors.ToArray().Select(other => other?.Shape.ToString() ?? "null"));
            throw new ArgumentException(
                $"DecodingState: expected tensors with as many rows as {what} each, got shapes {shapes}.", parameter);
        }
    }
}
