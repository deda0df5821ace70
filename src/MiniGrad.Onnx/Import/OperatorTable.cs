namespace MiniGrad.Onnx;

/// <summary>The operators that are known.</summary>
internal static class OperatorTable
{
    private static readonly OnnxOperator[] all =
    [
        // Activations
        new Elu(), new Gelu(), new LeakyRelu(), new LogSoftmax(), new Relu(), new Selu(), new Sigmoid(), new Softmax(),
        new Softplus(), new Swish(), new Tanh(),
        // Arithmetic
        new Add(), new Div(), new Max(), new Mean(), new Min(), new Mul(), new Pow(), new Sub(), new Sum(),
        // Comparison
        new And(), new Equal(), new Greater(), new GreaterOrEqual(), new Less(), new LessOrEqual(), new Not(), new Or(),
        new Where(), new Xor(),
        // Elementary
        new Abs(), new Cast(), new Clip(), new Erf(), new Exp(), new IsNaN(), new Log(), new Neg(), new Reciprocal(), new Sign(),
        new Sqrt(),
        // Normalization
        new BatchNormalization(), new Dropout(), new LayerNormalization(), new RMSNormalization(),
        // Products
        new Gemm(), new MatMul(),
        // Recurrence
        new GRU(), new LSTM(), new ReverseSequence(), new RNN(),
        // Reductions
        new ArgMax(), new ArgMin(), new ReduceL1(), new ReduceL2(), new ReduceLogSum(), new ReduceLogSumExp(), new ReduceMax(),
        new ReduceMean(), new ReduceMin(), new ReduceSum(), new ReduceSumSquare(),
        // Shapes
        new Concat(), new Constant(), new ConstantOfShape(), new Expand(), new Flatten(), new Gather(), new Identity(), new Pad(),
        new RangeOperator(), new Reshape(), new ShapeOperator(), new Slice(), new Split(), new Squeeze(), new Transpose(), new Unsqueeze(),
    ];

    private static readonly Dictionary<string, OnnxOperator> byType = all.ToDictionary(known => known.Type, StringComparer.Ordinal);

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<OnnxOperator> All => all;

    /// <summary>The operator of that name, or null.</summary>
    public static OnnxOperator? Find(string type) => byType.GetValueOrDefault(type);
}
