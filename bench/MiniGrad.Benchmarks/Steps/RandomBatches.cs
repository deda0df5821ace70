using System.Numerics;

namespace MiniGrad.Benchmarks.Steps;

/// <summary>
/// Batches of inputs from 0 to 1 with random answers. Several, used in turn: a network that has learned a single one by heart has gradients of
/// almost nothing, which are not what training is like.
/// </summary>
internal sealed class RandomBatches<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many there are: a power of two.</summary>
    public const int Count = 16;

    private readonly Tensor<T>[] inputs = new Tensor<T>[Count];
    private readonly Tensor<T>[] answers;
    private readonly IndexTensor[] labels;

    public RandomBatches(Workload workload, Random random)
    {
        int features = workload.Layers[0], classes = workload.Layers[^1];
        answers = workload.IsBinary ? new Tensor<T>[Count] : [];
        labels = workload.IsBinary ? [] : new IndexTensor[Count];
        for (int i = 0; i < Count; i++)
        {
            inputs[i] = Tensor.Uniform([workload.Batch, features], T.Zero, T.One, random);
            if (workload.IsBinary) answers[i] = Tensor.Create(Draw(workload.Batch, _ => T.CreateChecked(random.Next(2))), [workload.Batch, 1]);
            else labels[i] = Draw(workload.Batch, _ => random.Next(classes));
        }
        Row = Tensor.Uniform([1, features], T.Zero, T.One, random);
    }

    /// <summary>A single row of inputs.</summary>
    public Tensor<T> Row { get; }

    /// <summary>The inputs of the batch whose turn it is, [batch, features].</summary>
    public Tensor<T> Inputs(int turn) => inputs[turn & (Count - 1)];

    /// <summary>The answers to a yes-or-no question, 0 or 1, [batch, 1].</summary>
    public Tensor<T> Answers(int turn) => answers[turn & (Count - 1)];

    /// <summary>The right classes, [batch].</summary>
    public IndexTensor Labels(int turn) => labels[turn & (Count - 1)];

    private static TValue[] Draw<TValue>(int count, Func<int, TValue> draw) => [.. Enumerable.Range(0, count).Select(draw)];
}
