using MiniGrad.Kernels;

namespace MiniGrad;

/// <summary>The gradient of the pre-activations' part from a recurrent layer's input. Inputs: the gradient of the layer's output, what it
/// kept of each step, its weights, its output, and its initial state if it had one, whose gradient is computed along.</summary>
/// <remarks>Where it is to be differentiated itself, the layer writes its steps in elementary operations instead.</remarks>
internal sealed class RecurrentGradientOperation<T>(
    RecurrentKind kind, IReadOnlyList<Tensor<T>> inputs, IndexTensor? lengths, bool givesInitial)
    : Operation<T>(inputs)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Tensor<T>? ofInitial;

    public override string Name => $"{kind}Gradient";

    protected internal override OperationSettings Settings =>
        OperationSettings.Of(("kind", kind), ("lengths", lengths), ("gradient of the state", givesInitial));

    protected override bool IsDifferentiable => false;

    internal override Tensor<T>? ByProduct => ofInitial;

    protected override Shape InferShape() => Input(1).Shape.With(2, Input(2).Shape[1]);

    protected override unsafe void Forward(Span<T> output)
    {
        int steps = Input(1).Shape[0], batch = Input(1).Shape[1], units = Input(2).Shape[0], states = batch * units;
        if (givesInitial) ofInitial ??= new Tensor<T>(GC.AllocateUninitializedArray<T>(kind.States * states), [kind.States, batch, units]);
        fixed (T* g = Input(0).Span, trace = Input(1).Span, w = Input(2).Span, y = Input(3).Span, dp = output)
        fixed (T* initial = InputCount > 4 ? Input(4).Span : default, initialGradient = ofInitial is null ? default : ofInitial.Buffer)
        fixed (int* length = lengths is null ? default : lengths.Span)
        {
            RecurrentLayerMemory<T> memory = new()
            {
                Steps = steps,
                Batch = batch,
                Units = units,
                Lengths = length,
                Weight = w,
                Initial = initial,
                InitialCell = initial == null ? null : initial + states,
                Outputs = y,
                Trace = trace,
                Gradient = g,
                ProjectedGradient = dp,
                InitialGradient = initialGradient,
            };
            kind.Backward(ref memory);
        }
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) { }
}

/// <summary>The gradient of the weights of the part from the state: Σ h₋ᵀ·d over all steps. Inputs: the layer's output, the gradients d,
/// [time, batch, gates·units], and the initial state if there was one.</summary>
internal sealed class RecurrentWeightGradientOperation<T>(IReadOnlyList<Tensor<T>> inputs) : Operation<T>(inputs)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override bool IsDifferentiable => false;

    protected override Shape InferShape() => [Input(0).Shape[2], Input(1).Shape[2]];

    protected override void Forward(Span<T> output)
    {
        Shape shape = Input(1).Shape;
        int batch = shape[1], columns = shape[2], units = Input(0).Shape[2], rows = Math.Max(0, shape[0] - 1) * batch;
        ReadOnlySpan<T> gradients = Input(1).Span;
        MatrixProduct.Multiply(
            Input(0).Span[..(rows * units)], gradients[(gradients.Length - rows * columns)..], output, units, columns, rows,
            transposeA: true);
        if (InputCount == 2 || shape[0] == 0) return;
        MatrixProduct.Multiply(
            Input(2).Span[..(batch * units)], gradients[..(batch * columns)], output, units, columns, batch, transposeA: true,
            accumulate: true);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) { }
}

/// <summary>From the gradient of a gated recurrent unit's pre-activations' part from the input, that of their part from the state: r times
/// as much for the gate n.</summary>
internal sealed class GruInwardGradientOperation<T>(Tensor<T> projected, Tensor<T> trace) : Operation<T>(projected, trace)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override bool IsDifferentiable => false;

    protected override Shape InferShape() => Input(0).Shape;

    protected override void Forward(Span<T> output)
    {
        ReadOnlySpan<T> gradients = Input(0).Span, kept = Input(1).Span;
        int columns = Input(0).Shape[2], units = columns / 3, traced = Input(1).Shape[2];
        if (columns == 0) return;
        for (int start = 0, place = 0; start < output.Length; start += columns, place += traced)
        {
            gradients.Slice(start, 2 * units).CopyTo(output[start..]);
            Elementwise.Apply(
                gradients.Slice(start + 2 * units, units), kept.Slice(place, units), output.Slice(start + 2 * units, units),
                default(FlushedProduct));
        }
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) { }

    private readonly struct FlushedProduct : IBinaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            Vanishing.Flush<TSimd, TVector, T>(TSimd.Multiply(a, b));
    }
}
