using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MiniGrad.TorchSharp;

/// <summary>Several batches, used in turn, and a single row: a network that has learned one batch by heart has gradients of almost nothing,
/// which are not what training is like.</summary>
internal sealed class Batches : IDisposable
{
    /// <summary>How many there are.</summary>
    public const int Count = 16;

    private readonly Tensor[] inputs, targets;

    private Batches(Tensor[] inputs, Tensor[] targets, Tensor row)
    {
        this.inputs = inputs;
        this.targets = targets;
        Row = row;
    }

    public Tensor Row { get; }

    /// <summary>Inputs from 0 to 1; of one output, yes or no at random, else a random class.</summary>
    public static Batches Random(Workload workload)
    {
        int features = workload.Sizes[0], classes = workload.Sizes[^1], batch = workload.Batch;
        return new Batches(
            Make(() => rand(batch, features)),
            Make(() => workload.IsBinary ? randint(2, [batch, 1], dtype: float32) : randint(classes, [batch], dtype: int64)),
            rand(1, features));
    }

    /// <summary>Inputs [batch, features] of all, their classes in 32 bits, and the row.</summary>
    public static Batches Read(Workload workload, Stream file)
    {
        int features = workload.Sizes[0], batch = workload.Batch;
        return new Batches(
            Make(() => ReadFloats(file, [batch, features])),
            Make(() =>
            {
                int[] classes = new int[batch];
                file.ReadExactly(MemoryMarshal.AsBytes(classes.AsSpan()));
                return workload.IsBinary
                    ? tensor(Array.ConvertAll(classes, answer => (float)answer), [batch, 1L])
                    : tensor(Array.ConvertAll(classes, label => (long)label), [(long)batch]);
            }),
            ReadFloats(file, [1, features]));
    }

    /// <summary>Numbers of single precision, row by row.</summary>
    public static Tensor ReadFloats(Stream file, long[] shape)
    {
        float[] values = new float[shape.Aggregate(1L, (count, size) => count * size)];
        file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return tensor(values, shape);
    }

    /// <summary>The batch whose turn it is.</summary>
    public (Tensor Inputs, Tensor Targets) At(int turn) => (inputs[turn % Count], targets[turn % Count]);

    public void Dispose()
    {
        foreach (Tensor tensor in (Tensor[])[.. inputs, .. targets, Row]) tensor.Dispose();
    }

    private static Tensor[] Make(Func<Tensor> make) => [.. Enumerable.Range(0, Count).Select(_ => make())];
}
