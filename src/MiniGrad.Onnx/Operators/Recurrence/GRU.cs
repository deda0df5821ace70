namespace MiniGrad.Onnx;

/// <summary>The gated recurrent unit, gates in the order z, r, h; the reset gate before or after the product with the state.</summary>
internal sealed class GRU : RecurrentOperator
{
    public override string Type => "GRU";

    protected override int Gates => 3;

    protected override int States => 1;

    protected override string[] Functions => ["Sigmoid", "Tanh"];

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) => operation is RecurrentOperation<T>
        && writer.Setting<RecurrentKind>("kind") == RecurrentKind.Gru && Give(writer, [1, 0, 2], ("linear_before_reset", 1L));

    protected override Func<RecurrentParts<T>, Tensor<T>[]> Read<T>(NodeReader node) =>
        node.Flag("linear_before_reset") ? ResetAfter : ResetBefore;

    /// <summary>As cuDNN, PyTorch and <see cref="MiniGrad.Layers.Gru{T}"/> have it.</summary>
    private static Tensor<T>[] ResetAfter<T>(RecurrentParts<T> parts) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int steps = parts.X.Shape[0];
        if (steps == 0) throw new ArgumentException("expected one step at least, got none.");
        Tensor<T> all = parts.Scan(RecurrentKind.Gru, Reorder(parts.W, 1, 0, 2), Reorder(parts.R, 1, 0, 2),
            Reorder(parts.InputBias, 1, 0, 2), Reorder(parts.RecurrentBias, 1, 0, 2));
        return [all, all.Slice(0, steps - 1, 1).Squeeze(0)];
    }

    private static Tensor<T>[] ResetBefore<T>(RecurrentParts<T> parts) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int units = parts.R.Shape[0];
        Tensor<T> weights = parts.R.Slice(1, 0, 2 * units), candidate = parts.R.Slice(1, 2 * units, units);
        Tensor<T> bias = parts.InputBias + parts.RecurrentBias;
        return Loop(parts, states: 1, (x, state) =>
        {
            Tensor<T> h = state[0], sums = x.Linear(parts.W, bias);
            Tensor<T> gates = (sums.Slice(-1, 0, 2 * units) + h.MatMul(weights)).Sigmoid();
            Tensor<T> update = gates.Slice(-1, 0, units), reset = gates.Slice(-1, units, units);
            Tensor<T> next = (sums.Slice(-1, 2 * units, units) + (reset * h).MatMul(candidate)).Tanh();
            return [(T.One - update) * next + update * h];
        });
    }
}
