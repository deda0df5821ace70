using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The matrix product over the last axis of this tensor and the last but one of the other: [m, k] × [k, n] gives [m,
    /// n].</summary>
    /// <remarks>A vector on the left counts as a row, one on the right as a column, and that axis is absent from the result: two vectors
    /// give their inner product. With more than two axes, the last two are matrices and the ones before broadcast (the rules of NumPy's
    /// <c>matmul</c>).</remarks>
    /// <exception cref="ArgumentException">The inner sizes differ, the axes before do not broadcast, or a tensor has no axes.</exception>
    public Tensor<T> MatMul(Tensor<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Tensor<T> a = this, b = other;
        if (a.Rank == 0 || b.Rank == 0)
            throw new ArgumentException(
                $"MatMul: expected vectors, matrices or batches of them, got {a.Shape} × {b.Shape}.", nameof(other));
        if (a.Shape[-1] != b.Shape[b.Rank == 1 ? 0 : -2])
            throw new ArgumentException($"MatMul: inner sizes differ: {a.Shape} × {b.Shape}.", nameof(other));

        if (a.Rank == 1 && b.Rank == 1) return a.ExpandDimension(0).MatMul(b.ExpandDimension(1)).Reshape(Shape.Scalar);
        if (a.Rank == 1) return a.ExpandDimension(0).MatMul(b).Squeeze(-2);
        if (b.Rank == 1) return a.MatMul(b.ExpandDimension(1)).Squeeze(-1);
        if (a.Rank > 2 && b.Rank == 2)
        {
            // One tall product instead of many small ones; its gradient with respect to b is then one product as well.
            Shape product = (int[])[.. a.Shape.AsSpan()[..^1], b.Shape[1]];
            return a.Reshape(Shape.Create(a.Shape.Product(0, a.Rank - 1), a.Shape[-1])).MatMul(b).Reshape(product);
        }
        return new MatMulOperation<T>(a, b, transposeA: false, transposeB: false).Apply();
    }
}

/// <summary>C = A·B, where either may be stored transposed, over any number of leading axes. ∂/∂A = G·Bᵀ, ∂/∂B = Aᵀ·G; where a factor is
/// stored transposed, the transposes of these.</summary>
internal sealed class MatMulOperation<T>(Tensor<T> a, Tensor<T> b, bool transposeA, bool transposeB) : Operation<T>(a, b)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings =>
        OperationSettings.Of(("transposition of A", transposeA), ("transposition of B", transposeB));

    protected internal override bool IsBroadcasting => true;

    protected internal override bool ReleasesGradient => true;

    private int Rows => First.Shape[transposeA ? -1 : -2];

    private int Inner => First.Shape[transposeA ? -2 : -1];

    private int Columns => Second.Shape[transposeB ? -2 : -1];

    protected override Shape InferShape()
    {
        Shape a = First.Shape, b = Second.Shape;
        if (a.Rank == 2 && b.Rank == 2) return Shape.Create(Rows, Columns);
        Shape batch = Shape.TryBroadcast(Leading(a), Leading(b))
            ?? throw new ArgumentException($"{Name}: the axes before the last two do not broadcast: {a} × {b}.");
        return (int[])[.. batch, Rows, Columns];
    }

    protected override void Forward(Span<T> output)
    {
        Tensor<T> a = First, b = Second;
        if (a.Rank == 2 && b.Rank == 2)
        {
            if (Absorbed is null) new MatrixGradient<T>(a, b, transposeA, transposeB).Compute(output);
            else MultiplyAbsorbed(Absorbed, output);
            // The bound is for the product alone, not for a derivative that is computed along with it.
            if (IsResult && Absorbed is null) Output.IsKnownFinite = IsBounded(output.Length);
            return;
        }
        if (output.Length == 0) return;
        int m = Rows, n = Columns, k = Inner;
        ReadOnlySpan<int> batch = OutputShape.AsSpan()[..^2];
        BroadcastRuns runs = new(
            stackalloc int[BroadcastRuns.ScratchLength(batch)], batch, a.Shape.AsSpan()[..^2], b.Shape.AsSpan()[..^2]);
        int aStep = runs.IsConstant(0) ? 0 : m * k, bStep = runs.IsConstant(1) ? 0 : k * n, count = output.Length / (m * n);
        for (int product = 0; product < count; product += runs.Length, runs.MoveNext())
        {
            ProductBatch.Multiply(
                a.Span[(runs.Offset(0) * m * k)..], aStep, b.Span[(runs.Offset(1) * k * n)..], bStep, output[(product * m * n)..],
                runs.Length, m, n, k, transposeA, transposeB);
        }
    }

    private protected override unsafe bool Prepare(PreparedCall<T>* call)
    {
        if (Absorbed is null) return Prepare(call, default(ProductEnd<T>));
        call->Other = Absorbed.Input(0).Address;
        return call->Other != null && FusedActivations.OfGradient(Absorbed) switch
        {
            FusedActivation.Relu => Prepare(call, default(PairedProductEnd<T, ReluGradientOperation<T>.Operator>)),
            FusedActivation.Tanh => Prepare(call, default(PairedProductEnd<T, TanhGradientOperation<T>.Operator>)),
            _ => Prepare(call, default(PairedProductEnd<T, SigmoidGradientOperation<T>.Operator>)),
        };
    }

    private unsafe bool Prepare<TEnd>(PreparedCall<T>* call, TEnd end) where TEnd : unmanaged, IProductEnd<T>
    {
        bool isPadded = Output.Storage.IsPadded && Absorbed?.Input(0).Storage.IsPadded != false;
        if (First.Rank != 2 || Second.Rank != 2 || !PreparedProduct.TryPrepare(
            call, First.Address, Second.Address, null, Output.Address, Rows, Columns, Inner, transposeA, transposeB, isPadded, end))
            return false;
        Output.IsKnownFinite = false;
        return true;
    }

    /// <summary>Whether a bound tells that every element is finite, if it takes less time than to look at each.</summary>
    private bool IsBounded(int count) =>
        First.ElementCount + Second.ElementCount < count * 3L / 4 && FiniteKernel.IsProductFinite(First.Span, Second.Span);

    /// <summary>The product is the gradient behind an activation, and its derivative the only thing to be made of it.</summary>
    private protected override bool CanAbsorb(Operation<T> reader) =>
        Output.Rank == 2 && FusedActivations.OfGradient(reader) != FusedActivation.None && ReferenceEquals(reader.Input(1), Output)
            && reader.Input(0).Shape == Output.Shape;

    private unsafe void MultiplyAbsorbed(Operation<T> derivative, Span<T> output)
    {
        fixed (T* y = derivative.Input(0).Span)
        {
            switch (FusedActivations.OfGradient(derivative))
            {
                case FusedActivation.Relu:
                    Multiply(output, new PairedFinish<T, ReluGradientOperation<T>.Operator>(y, Columns, default));
                    break;
                case FusedActivation.Tanh:
                    Multiply(output, new PairedFinish<T, TanhGradientOperation<T>.Operator>(y, Columns, default));
                    break;
                default:
                    Multiply(output, new PairedFinish<T, SigmoidGradientOperation<T>.Operator>(y, Columns, default));
                    break;
            }
        }
    }

    private void Multiply<TFinish>(Span<T> output, TFinish finish) where TFinish : unmanaged, IFinish<T> => MatrixProduct.Multiply(
        First.Span, Second.Span, default, output, Rows, Columns, Inner, transposeA, transposeB, accumulate: false, finish);

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> a = Input(0), b = Input(1);
        if (sink.Needs(0)) sink.Add(0, transposeA ? Product(b, gradient, transposeB, true) : Product(gradient, b, false, !transposeB));
        if (sink.Needs(1)) sink.Add(1, transposeB ? Product(gradient, a, true, transposeA) : Product(a, gradient, !transposeA, false));
    }

    private static MatMulOperation<T> Product(Tensor<T> a, Tensor<T> b, bool transposeA, bool transposeB) =>
        new(a, b, transposeA, transposeB);

    private static Shape Leading(Shape shape) => Shape.Create(shape.AsSpan()[..^2]);
}

/// <summary>A·B of two matrices, either stored transposed: the gradient of a factor of a matrix product.</summary>
internal readonly record struct MatrixGradient<T>(Tensor<T> A, Tensor<T> B, bool TransposeA, bool TransposeB) : IDerivative<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Operation<T> ToOperation() => new MatMulOperation<T>(A, B, TransposeA, TransposeB);

    public void Compute(Span<T> output)
    {
        ReadOnlySpan<int> a = A.Shape.AsSpan(), b = B.Shape.AsSpan();
        (int rows, int inner) = TransposeA ? (a[1], a[0]) : (a[0], a[1]);
        MatrixProduct.Multiply(A.Span, B.Span, output, rows, TransposeB ? b[0] : b[1], inner, TransposeA, TransposeB);
    }
}
