namespace MiniGrad.Onnx;

/// <summary>The plain recurrent network: h = tanh(x·W + b + h₋·R + d).</summary>
internal sealed class RNN : RecurrentOperator
{
    public override string Type => "RNN";

    protected override int Gates => 1;

    protected override int States => 1;

    protected override string[] Functions => ["Tanh"];

    protected override Func<RecurrentParts<T>, Tensor<T>[]> Read<T>(NodeReader node) => parts =>
    {
        Tensor<T> bias = parts.InputBias + parts.RecurrentBias;
        return Loop(parts, states: 1, (x, state) => [(x.Linear(parts.W, bias) + state[0].MatMul(parts.R)).Tanh()]);
    };
}
