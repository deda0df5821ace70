namespace MiniGrad.Onnx;

/// <summary>The operators that are known.</summary>
internal static class OperatorTable
{
    private static readonly OnnxOperator[] all =
    [
        new Gemm(), new Relu(),
    ];

    private static readonly Dictionary<string, OnnxOperator> byType = all.ToDictionary(known => known.Type, StringComparer.Ordinal);

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<OnnxOperator> All => all;

    /// <summary>The operator of that name, or null.</summary>
    public static OnnxOperator? Find(string type) => byType.GetValueOrDefault(type);
}
