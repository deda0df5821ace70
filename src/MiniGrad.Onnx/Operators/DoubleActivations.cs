namespace MiniGrad.Onnx;

/// <summary>Activations of double precision in operators that ONNX Runtime has in double precision; it has none of these.</summary>
internal static class DoubleActivations
{
    private const double SeluAlpha = MiniGrad.Selu.Alpha, SeluScale = MiniGrad.Selu.Lambda;

    /// <summary>Whether an ELU times a factor is a SELU.</summary>
    public static bool IsSelu(double alpha, double scale) => alpha == SeluAlpha && scale == SeluScale;

    /// <summary>x where x > 0, else α·(exp(min(x, 0)) − 1).</summary>
    public static string Elu<T>(this NodeWriter<T> writer, double alpha) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string x = writer.Input(0), zero = writer.Number(0);
        string less = writer.Node("Sub", [writer.Node("Exp", [writer.Node("Min", [x, zero])]), writer.Number(1)]);
        return writer.Node("Where", [writer.Node("Greater", [x, zero]), x, writer.Node("Mul", [less, writer.Number(alpha)])]);
    }

    /// <summary>λ times an ELU.</summary>
    public static string Selu<T>(this NodeWriter<T> writer) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        writer.Node("Mul", [writer.Elu(SeluAlpha), writer.Number(SeluScale)]);

    /// <summary>max(x, 0) + log(1 + exp(−|x|)).</summary>
    public static string Softplus<T>(this NodeWriter<T> writer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string x = writer.Input(0), shrunk = writer.Node("Exp", [writer.Node("Neg", [writer.Node("Abs", [x])])]);
        return writer.Node("Add",
            [writer.Node("Max", [x, writer.Number(0)]), writer.Node("Log", [writer.Node("Add", [shrunk, writer.Number(1)])])]);
    }
}
