namespace MiniGrad.Onnx;

/// <summary>Long short-term memory, gates in the order i, o, f, c; with peepholes in the order i, o, f on request.</summary>
internal sealed class LSTM : RecurrentOperator
{
    public override string Type => "LSTM";

    protected override int Gates => 4;

    protected override int States => 2;

    protected override string[] Functions => ["Sigmoid", "Tanh", "Tanh"];

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) => operation is RecurrentOperation<T>
        && writer.Setting<RecurrentKind>("kind") == RecurrentKind.Lstm && Give(writer, [0, 3, 1, 2]);

    protected override Func<RecurrentParts<T>, Tensor<T>[]> Read<T>(NodeReader node)
    {
        if (node.Flag("input_forget")) throw node.Unsupported("its input gate is what the forget gate leaves");
        return parts => parts.Peepholes is { } peepholes ? WithPeepholes(parts, peepholes) : Plain(parts);
    }

    private static Tensor<T>[] Plain<T>(RecurrentParts<T> parts) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> bias = Reorder(parts.InputBias, 0, 2, 3, 1) + Reorder(parts.RecurrentBias, 0, 2, 3, 1);
        Tensor<T> all = parts.Scan(RecurrentKind.Lstm, Reorder(parts.W, 0, 2, 3, 1), Reorder(parts.R, 0, 2, 3, 1), bias, null);
        int steps = parts.X.Shape[0];
        if (steps == 0) throw new ArgumentException("expected one step at least, got none.");
        return [all, all.Slice(0, steps - 1, 1).Squeeze(0), all.Slice(0, steps, 1).Squeeze(0)];
    }

    private static Tensor<T>[] WithPeepholes<T>(RecurrentParts<T> parts, Tensor<T> peepholes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int units = parts.R.Shape[0];
        Tensor<T> bias = parts.InputBias + parts.RecurrentBias;
        return Loop(parts, states: 2, (x, state) =>
        {
            Tensor<T> sums = x.Linear(parts.W, bias) + state[0].MatMul(parts.R), cell = state[1];
            Tensor<T> input = (Gate(sums, 0) + Gate(peepholes, 0) * cell).Sigmoid();
            Tensor<T> forget = (Gate(sums, 2) + Gate(peepholes, 2) * cell).Sigmoid();
            Tensor<T> next = forget * cell + input * Gate(sums, 3).Tanh();
            Tensor<T> output = (Gate(sums, 1) + Gate(peepholes, 1) * next).Sigmoid();
            return [output * next.Tanh(), next];
        });

        Tensor<T> Gate(Tensor<T> gates, int place) => gates.Slice(-1, place * units, units);
    }
}
