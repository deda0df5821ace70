using MiniGrad.Kernels;
using static System.FormattableString;

namespace MiniGrad.Data;

/// <summary>The tensors of some samples: numbers and labels by name, and weights. Samples lie along the first axis.</summary>
internal sealed class SampleParts<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly string[][] usualNames =
        [[], [Batch<T>.InputName], [Batch<T>.InputName, Batch<T>.TargetName], [Batch<T>.LabelName]];

    private readonly string[] names, labelNames;

    private SampleParts(string[] names, string[] labelNames, bool hasWeights, Tensor<T>[] numbers, IndexTensor[] labels)
    {
        (this.names, this.labelNames, HasWeights) = (Shared(names), Shared(labelNames), hasWeights);
        (Numbers, Labels) = (numbers, labels);
    }

    /// <summary>The tensors of numbers, and last the weights if there are any.</summary>
    public Tensor<T>[] Numbers { get; }

    public IndexTensor[] Labels { get; }

    /// <summary>The names of the numbers, without the weights.</summary>
    public IReadOnlyList<string> Names => names;

    public bool HasWeights { get; }

    public Tensor<T>? Weights => HasWeights ? Numbers[^1] : null;

    public int Count => (Numbers.Length > 0 ? Numbers[0].Shape : Labels[0].Shape)[0];

    public long ByteCount =>
        Numbers.Sum(part => (long)part.ElementCount * Unsafe.SizeOf<T>()) + Labels.Sum(part => (long)part.ElementCount * sizeof(int));

    /// <summary>The parts that a caller gives, checked.</summary>
    public static SampleParts<T> Of(
        string owner, IEnumerable<KeyValuePair<string, Tensor<T>>> numbers, IEnumerable<KeyValuePair<string, IndexTensor>>? labels,
        Tensor<T>? weights)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        KeyValuePair<string, Tensor<T>>[] given = [.. numbers];
        KeyValuePair<string, IndexTensor>[] givenLabels = [.. labels ?? []];
        (string Name, Shape Shape)[] shapes =
        [
            .. given.Select(part => (part.Key, (part.Value ?? throw new ArgumentNullException(part.Key)).Shape)),
            .. givenLabels.Select(part => (part.Key, (part.Value ?? throw new ArgumentNullException(part.Key)).Shape)),
        ];
        if (shapes.Length == 0)
            throw new ArgumentException($"{owner}: expected at least one tensor of numbers or labels, got none.", nameof(numbers));
        if (shapes.Any(part => part.Shape.Rank == 0 || shapes[0].Shape.Rank == 0 || part.Shape[0] != shapes[0].Shape[0]))
        {
            string names = string.Join(" and ", shapes.Select(part => part.Name));
            string got = string.Join(" and ", shapes.Select(part => part.Shape));
            throw new ArgumentException(
                $"{owner}: expected {names} of as many samples along the first axis, got shapes {got}.", shapes[^1].Name);
        }
        foreach ((string name, IndexTensor values) in givenLabels) values.CheckRange(int.MaxValue, owner, "label", name);
        if (weights is not null) CheckWeights(owner, weights, shapes[0].Shape[0]);
        return new(
            [.. given.Select(part => part.Key)], [.. givenLabels.Select(part => part.Key)], weights is not null,
            [.. given.Select(part => part.Value.Detach()), .. weights is null ? Array.Empty<Tensor<T>>() : [weights.Detach()]],
            [.. givenLabels.Select(part => part.Value)]);
    }

    /// <summary>Looks at the values again, which may have changed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A label is negative, or a weight is negative or not finite.</exception>
    public void Check()
    {
        for (int i = 0; i < Labels.Length; i++) Labels[i].CheckRange(int.MaxValue, "Samples", "label", labelNames[i]);
        if (Weights is { } weights) CheckWeights("Samples", weights, Count);
    }

    /// <summary>Other tensors in the place of these.</summary>
    public SampleParts<T> With(Tensor<T>[] numbers, IndexTensor[] labels) => new(names, labelNames, HasWeights, numbers, labels);

    /// <summary>The same numbers and labels with other weights.</summary>
    public SampleParts<T> With(Tensor<T> weights) => new(names, labelNames, true, [.. Numbers.AsSpan(0, names.Length), weights], Labels);

    /// <summary>A copy of some samples.</summary>
    public SampleParts<T> Select(ReadOnlySpan<int> chosen)
    {
        Tensor<T>[] numbers = new Tensor<T>[Numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            Shape shape = Numbers[i].Shape.With(0, chosen.Length);
            T[] values = GC.AllocateUninitializedArray<T>(shape.ElementCount);
            Copy(i, chosen, values);
            numbers[i] = new Tensor<T>(values, shape);
        }
        IndexTensor[] labels = new IndexTensor[Labels.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            Shape shape = Labels[i].Shape.With(0, chosen.Length);
            int[] values = new int[shape.ElementCount];
            CopyLabels(i, chosen, values);
            labels[i] = new IndexTensor(values, shape);
        }
        return With(numbers, labels);
    }

    /// <summary>Copies some samples of the numbers at a place.</summary>
    public void Copy(int place, ReadOnlySpan<int> chosen, Span<T> target) =>
        Arranging.GatherRows(Numbers[place].Span, Numbers[place].Shape.Product(1, Numbers[place].Rank), chosen, target);

    /// <summary>Copies some samples of the labels at a place.</summary>
    public void CopyLabels(int place, ReadOnlySpan<int> chosen, Span<int> target)
    {
        ReadOnlySpan<int> all = Labels[place].Span;
        int size = Labels[place].Shape.Product(1, Labels[place].Shape.Rank);
        for (int i = 0; i < chosen.Length; i++) all.Slice(chosen[i] * size, size).CopyTo(target[(i * size)..]);
    }

    /// <summary>Whether the names are those of another's parts.</summary>
    [MethodImpl(AggressiveOptimization)]
    public bool HasNamesOf(SampleParts<T> other) => AreEqual(names, other.names) && AreEqual(labelNames, other.labelNames);

    public bool HasNumbers(string name) => Array.IndexOf(names, name) >= 0;

    public Tensor<T> Find(string name) =>
        Array.IndexOf(names, name) is var place and >= 0 ? Numbers[place] : throw Missing("numbers", name);

    public IndexTensor FindLabels(string name) =>
        Array.IndexOf(labelNames, name) is var place and >= 0 ? Labels[place] : throw Missing("labels", name);

    /// <summary>The names: <c>numbers 'inputs' and labels 'labels'</c>.</summary>
    public override string ToString() => string.Join(
        " and ", new[] { Listed("numbers", names), Listed("labels", labelNames) }.Where(list => list.Length > 0));

    private static string Listed(string kind, string[] names) => names.Length == 0 ? "" : $"{kind} {Quoted(names)}";

    private InvalidOperationException Missing(string kind, string name) =>
        new($"Batch: the samples have no {kind} '{name}'; they have {this}.");

    /// <summary>One array for the usual names, so that they are compared at a glance.</summary>
    private static string[] Shared(string[] names) => Array.Find(usualNames, usual => AreEqual(usual, names)) ?? names;

    private static bool AreEqual(string[] one, string[] other) => ReferenceEquals(one, other) || one.AsSpan().SequenceEqual(other);

    private static string Quoted(string[] names) => string.Join(", ", names.Select(name => $"'{name}'"));

    private static void CheckWeights(string owner, Tensor<T> weights, int count)
    {
        if (weights.Shape != [count])
            throw new ArgumentException(
                Invariant($"{owner}: expected weights [{count}], one for each sample, got {weights.Shape}."), nameof(weights));
        foreach (T weight in weights.Span) Guard.NotNegative(weight, owner, "each weight", nameof(weights));
    }
}
