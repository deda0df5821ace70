using System.Text.RegularExpressions;

namespace MiniGrad.Tests.Onnx;

/// <summary>What stands on the page of why tests are refused.</summary>
internal static partial class RefusalTable
{
    private const string Subgraphs = "Nodes with graphs of their own", Lists = "Sequences and optional values", Text = "Text",
        RandomNumbers = "Random numbers";

    /// <summary>Operators by subject; each test of one is counted there.</summary>
    private static readonly (string Subject, string Operators)[] subjects =
    [
        ("Attention", "Attention LinearAttention RotaryEmbedding CausalConvWithState TensorScatter ai.onnx.preview.FlexAttention"),
        ("Type of another value, or its bits", "BitCast CastLike"),
        ("Sizes, ranges and constants that are computed", "ConstantOfShape EyeLike OneHot Range Size"),
        ("Losses and optimizers", "NegativeLogLikelihoodLoss SoftmaxCrossEntropyLoss ai.onnx.preview.training.Adagrad " +
            "ai.onnx.preview.training.Adam ai.onnx.preview.training.Momentum"),
        ("Convolution", "Col2Im Conv ConvInteger ConvTranspose DeformConv QLinearConv"),
        ("Pooling", "AveragePool GlobalAveragePool GlobalMaxPool LpPool MaxPool MaxUnpool"),
        ("Images", "AffineGrid CenterCropPad GridSample ImageDecoder NonMaxSuppression Resize RoiAlign Upsample"),
        ("Choosing", "Compress GatherElements GatherND NonZero ReverseSequence Scatter ScatterElements ScatterND TopK Unique"),
        ("Arrangement", "DepthToSpace SpaceToDepth Tile Trilu"),
        ("Quantization", "DequantizeLinear DynamicQuantizeLinear MatMulInteger QLinearMatMul QuantizeLinear"),
        ("Products and running sums", "CumProd CumSum Det Einsum ReduceProd"),
        ("Bits", "BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor"),
        ("Rounding, remainders and tests of numbers", "Ceil Floor IsInf IsNaN Mod Round"),
        ("Trigonometric and hyperbolic functions", "Acos Acosh Asin Asinh Atan Atanh Cos Cosh Sin Sinh Tan"),
        ("Activations", "Celu HardSigmoid HardSwish Hardmax Mish PRelu Shrink Softsign ThresholdedRelu"),
        ("Normalization", "GroupNormalization InstanceNormalization LRN LpNormalization MeanVarianceNormalization"),
        ("Signals", "BlackmanWindow DFT HammingWindow HannWindow MelWeightMatrix STFT"),
        (RandomNumbers, "Bernoulli RandomUniformLike"),
        (Text, "RegexFullMatch StringConcat StringNormalizer StringSplit TfIdfVectorizer"),
        (Lists, "OptionalGetElement OptionalHasElement SequenceInsert SequenceLength SplitToSequence"),
        ("Other learners", "ai.onnx.ml.ArrayFeatureExtractor ai.onnx.ml.Binarizer ai.onnx.ml.LabelEncoder ai.onnx.ml.TreeEnsemble"),
    ];

    /// <summary>A row for each subject, that of most tests first: what is not supported, and the number of tests.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyDictionary<string, int> refused)
    {
        Dictionary<string, (SortedSet<string> What, int Count)> rows = [];
        foreach ((string reason, int count) in refused)
        {
            (string subject, string what) = Subject(reason);
            (SortedSet<string> all, int before) = rows.GetValueOrDefault(subject, (new(StringComparer.Ordinal), 0));
            all.Add(what);
            rows[subject] = (all, before + count);
        }
        return ["| What is not supported | Tests |", "| --- | ---: |", .. rows.OrderByDescending(row => row.Value.Count)
            .ThenBy(row => row.Key, StringComparer.Ordinal)
            .Select(row => $"| {row.Key}{Named(row.Value.What)} | {row.Value.Count} |")];
    }

    private static string Named(IEnumerable<string> what)
    {
        string names = string.Join(", ", what.Where(name => name.Length > 0));
        return names.Length == 0 ? "" : $": {names}";
    }

    private static (string Subject, string What) Subject(string reason)
    {
        if (Operator().Match(reason) is { Success: true } named)
        {
            string type = named.Groups[1].Value;
            (string? subject, _) = subjects.FirstOrDefault(row => row.Operators.Split(' ').Contains(type));
            return (subject ?? "Other operators", type.Split('.')[^1]);
        }
        if (InnerGraph().Match(reason) is { Success: true } inner) return (Subgraphs, inner.Groups[1].Value);
        if (ElementType().Match(reason) is { Success: true } element) return (OfElements(element.Groups[1].Value), element.Groups[1].Value);
        if (reason.Contains("which is no tensor", StringComparison.Ordinal)) return (Lists, "");
        if (NewOpset().Match(reason) is { Success: true } version) return ("Opsets", version.Groups[1].Value);
        return reason.Contains("as in training", StringComparison.Ordinal) ? (RandomNumbers, "Dropout in training") : (reason, "");
    }

    private static string OfElements(string type) => type switch
    {
        "String" => Text,
        _ when type.Contains("Int", StringComparison.Ordinal) => "Integers",
        _ => "Short numbers",
    };

    [GeneratedRegex(@"^the operator ([\w.]+)$")]
    private static partial Regex Operator();

    [GeneratedRegex(@"^(\w+), whose '\w+' is a graph of its own$")]
    private static partial Regex InnerGraph();

    [GeneratedRegex(@"^tensors of type (\w+)$")]
    private static partial Regex ElementType();

    [GeneratedRegex(@"opset (\d+), where")]
    private static partial Regex NewOpset();
}
