namespace MiniGrad.Onnx;

/// <summary>Activations of double precision in operators that ONNX Runtime has in double precision; it has none of these.</summary>
internal static class DoubleActivations
{
    private const double SeluAlpha = MiniGrad.Selu.Alpha, SeluScale = MiniGrad.Selu.Lambda;

    /// <summary>Whether the branches' factors are those of a SELU.</summary>
    public static bool IsSelu(double alpha, double scale) => alpha == SeluScale * SeluAlpha && scale == SeluScale;

    /// <summary>λx where x > 0, else α·(exp(min(x, 0)) − 1).</summary>
    public static string Elu<T>(this NodeWriter<T> writer, double alpha, double scale = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string x = writer.Input(0), zero = writer.Number(0);
        // A factor of the whole would be taken into a matrix product by ONNX Runtime, which keeps it in single precision there.
        string positive = scale == 1 ? x : writer.Node("Mul", [x, writer.Number(scale)]);
        string less = writer.Node("Sub", [writer.Node("Exp", [writer.Node("Min", [x, zero])]), writer.Number(1)]);
        return writer.Node("Where", [writer.Node("Greater", [x, zero]), positive, writer.Node("Mul", [less, writer.Number(alpha)])]);
    }

    /// <summary>λx where x > 0, else λα·(exp(min(x, 0)) − 1).</summary>
    public static string Selu<T>(this NodeWriter<T> writer) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        writer.Elu(SeluScale * SeluAlpha, SeluScale);

    /// <summary>max(x, 0) + log(1 + exp(−|x|)).</summary>
    public static string Softplus<T>(this NodeWriter<T> writer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string x = writer.Input(0), shrunk = writer.Node("Exp", [writer.Node("Neg", [writer.Node("Abs", [x])])]);
        return writer.Node("Add",
            [writer.Node("Max", [x, writer.Number(0)]), writer.Node("Log", [writer.Node("Add", [shrunk, writer.Number(1)])])]);
    }
}
