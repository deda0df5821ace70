using System.Numerics;
using MiniGrad.Data;

namespace MiniGrad.Benchmarks.Steps;

/// <summary>Batches of inputs from 0 to 1 with random answers. Several, used in turn: a network that has learned a single one by heart has
/// gradients of almost nothing, which are not what training is like.</summary>
internal sealed class RandomBatches<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many there are: a power of two.</summary>
    public const int Count = 16;

    private readonly Batch<T>[] batches = new Batch<T>[Count];

    public RandomBatches(Workload workload, Random random)
    {
        int features = workload.Layers[0], classes = workload.Layers[^1];
        for (int i = 0; i < Count; i++)
        {
            Tensor<T> inputs = Tensor.Uniform([workload.Batch, features], T.Zero, T.One, random);
            batches[i] = workload.IsBinary
                ? new(inputs, Tensor.Create(Draw(workload.Batch, _ => T.CreateChecked(random.Next(2))), [workload.Batch, 1]))
                : new(inputs, Draw(workload.Batch, _ => random.Next(classes)));
        }
        Row = Tensor.Uniform([1, features], T.Zero, T.One, random);
    }

    /// <summary>A single row of inputs.</summary>
    public Tensor<T> Row { get; }

    /// <summary>The batch whose turn it is: inputs [batch, features] with classes [batch], or with targets 0 or 1, [batch, 1].</summary>
    public Batch<T> At(int turn) => batches[turn & (Count - 1)];

    /// <summary>The classes of a batch, or its answers 0 and 1.</summary>
    public int[] Classes(int turn) =>
        At(turn).HasLabels ? [.. At(turn).Labels.Span] : [.. At(turn).Targets.ToArray().Select(int.CreateChecked)];

    private static TValue[] Draw<TValue>(int count, Func<int, TValue> draw) => [.. Enumerable.Range(0, count).Select(draw)];
}
