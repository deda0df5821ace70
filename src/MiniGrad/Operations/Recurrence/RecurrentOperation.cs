using MiniGrad.Kernels;

namespace MiniGrad;

/// <summary>All steps of a recurrent layer at once. Inputs: the pre-activations' part from the layer's input, [time, batch, gates·units];
/// the weights of their part from the state, [units, gates·units]; for a gated recurrent unit that part's bias, [gates·units]; then, if it
/// is not zeros, the initial state, [states, batch, units]. Output: what is given out at each step and, behind it, the last cell state if
/// there is one, [time + states − 1, batch, units].</summary>
/// <remarks>From the length of a sequence on its state stays, and its pre-activations are not looked at. The first derivative is fused too;
/// those of higher order are the ones of the steps written in elementary operations.</remarks>
internal sealed class RecurrentOperation<T>(RecurrentKind kind, IReadOnlyList<Tensor<T>> inputs, IndexTensor? lengths)
    : Operation<T>(inputs)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Tensor<T>? trace;

    public override string Name => kind.Name;

    protected internal override OperationSettings Settings => OperationSettings.Of(("kind", kind), ("lengths", lengths));

    protected internal override bool ReleasesGradient => true;

    internal override Tensor<T>? ByProduct => trace;

    private int StatePlace => kind.HasBias ? 3 : 2;

    private Tensor<T>? Bias => kind.HasBias ? Input(2) : null;

    private Tensor<T>? Initial => InputCount > StatePlace ? Input(StatePlace) : null;

    protected override Shape InferShape()
    {
        Shape projected = Input(0).Shape, weight = Input(1).Shape;
        int units = weight[0], columns = kind.Gates * units;
        bool fits = projected.Rank == 3 && weight.Rank == 2 && weight[1] == columns && projected[2] == columns
            && (Bias is null || Bias.Shape == [columns]) && (Initial is null || Initial.Shape == [kind.States, projected[1], units])
            && (lengths is null || lengths.Shape == [projected[1]]);
        if (!fits)
            throw new ArgumentException(
                $"{Name}: expected [time, batch, {kind.Gates}·units], [units, {kind.Gates}·units], states [{kind.States}, batch, units] " +
                $"and lengths [batch], got {string.Join(", ", Enumerable.Range(0, InputCount).Select(i => Input(i).Shape))} and " +
                $"{lengths?.Shape.ToString() ?? "no lengths"}.");
        return [projected[0] + kind.States - 1, projected[1], units];
    }

    protected override unsafe void Forward(Span<T> output)
    {
        int steps = Input(0).Shape[0], batch = Input(0).Shape[1], units = Input(1).Shape[0];
        SequenceLengths.Check(lengths, steps, kind.Name);
        if (Output.RequiresGradient && trace is null)
        {
            trace = TransientMemory<T>.Of(GraphState.Current).Rent([steps, batch, kind.Traced * units]);
            trace.IsTransient = false;
        }
        fixed (T* p = Input(0).Span, w = Input(1).Span, b = Values(Bias), initial = Values(Initial), y = output, kept = Buffer(trace))
        fixed (int* length = lengths is null ? default : lengths.Span)
        {
            int states = batch * units;
            RecurrentLayerMemory<T> memory = new()
            {
                Steps = steps,
                Batch = batch,
                Units = units,
                Lengths = length,
                Projected = p,
                Weight = w,
                Bias = b,
                Initial = initial,
                InitialCell = initial == null ? null : initial + states,
                Outputs = y,
                LastCell = y + (nint)steps * states,
                Trace = kept,
            };
            kind.Forward(ref memory);
        }
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        if (!sink.IsSilent && Recording.IsOn)
        {
            AddRecorded(gradient, sink);
            return;
        }
        Tensor<T>[] initial = Initial is { } state ? [state] : [];
        RecurrentGradientOperation<T> derivative = new(
            kind, [gradient, trace!, Input(1), Output, .. initial], lengths, initial.Length > 0 && sink.Needs(StatePlace));
        Tensor<T> projected = sink.ComputeFor(0, derivative);
        Tensor<T> inwards = projected;
        if (kind.HasBias && (sink.Needs(1) || sink.Needs(2)))
        {
            inwards = new GruInwardGradientOperation<T>(projected, trace!).Apply();
            sink.Add(2, new RowSum<T>(inwards.Reshape(inwards.Shape[0] * inwards.Shape[1], inwards.Shape[2])));
        }
        if (sink.Needs(1)) sink.Add(1, new RecurrentWeightGradientOperation<T>([Output, inwards, .. initial]));
        if (derivative.ByProduct is { } ofInitial) sink.Add(StatePlace, ofInitial);
        if (sink.Needs(0)) sink.Give(0, projected);
        if (!sink.IsSilent) return;
        TransientMemory<T>.Of(GraphState.Current).Return(trace!);
        trace = null;
    }

    /// <summary>The derivative as a function that can be differentiated again: that of the same steps in elementary operations.</summary>
    private void AddRecorded(Tensor<T> gradient, GradientSink<T> sink)
    {
        // Newer than everything in the graph that is being walked, so that the inner walk ends here.
        Tensor<T>[] own = new Tensor<T>[InputCount];
        for (int i = 0; i < own.Length; i++) own[i] = new ReshapeOperation<T>(Input(i), Input(i).Shape).Apply();
        Tensor<T> output = RecurrentSteps<T>.Of(kind, own[0], own[1], kind.HasBias ? own[2] : null,
            InputCount > StatePlace ? own[StatePlace] : null, lengths);
        Tensor<T>[] asked = [.. own.Where(input => input.RequiresGradient)];
        Tensor<T>?[] gradients = GradientWalk<T>.ToInputs(output, asked, gradient, retainGraph: true, createGraph: true);
        for (int i = 0; i < own.Length; i++)
            if (Array.IndexOf(asked, own[i]) is >= 0 and int place && gradients[place] is { } found) sink.Add(i, found);
    }

    private static ReadOnlySpan<T> Values(Tensor<T>? tensor) => tensor is null ? default : tensor.Span;

    private static Span<T> Buffer(Tensor<T>? tensor) => tensor is null ? default : tensor.Buffer;
}
