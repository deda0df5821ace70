using System.Numerics;
using MiniGrad.Onnx;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Tests.Onnx;

/// <summary>What comes of importing and running ONNX's tests.</summary>
internal sealed class OnnxTestRun
{
    // The tolerance of ONNX's own runner, and what is asked where there is only arithmetic.
    private const double Relative = 1e-3, RelativeOfArithmetic = 1e-5, Absolute = 1e-7;

    private static readonly string[] transcendental =
    [
        "Elu", "Erf", "Exp", "Gelu", "Log", "LogSoftmax", "Pow", "ReduceLogSum", "ReduceLogSumExp", "Selu", "Sigmoid", "Softmax",
        "Softplus", "Swish", "Tanh",
    ];

    /// <summary>Those whose outputs are as expected.</summary>
    public List<string> Passed { get; } = [];

    /// <summary>Those that are supported and are not, and why.</summary>
    public List<string> Wrong { get; } = [];

    /// <summary>How many are refused for what reason.</summary>
    public SortedDictionary<string, int> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs a test.</summary>
    public void Run(string test)
    {
        using MemoryStream file = OnnxTestFiles.Model(test);
        try
        {
            OnnxModel model = OnnxModel.Read(file);
            if (GraphChecks.Unsupported(model.Graph, model.Opset).FirstOrDefault() is { } problem)
            {
                Refuse(problem);
                return;
            }
            double relative = IsArithmetic(model) ? RelativeOfArithmetic : Relative;
            string? fault = IsDouble(model) ? Fault<double>(test, file, relative) : Fault<float>(test, file, relative);
            if (fault is null) Passed.Add(test);
            else Wrong.Add($"{test}: {fault}");
        }
        catch (NotSupportedException error)
        {
            Refuse(error.Message);
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentException or InvalidOperationException)
        {
            Wrong.Add($"{test}: {error.Message}");
        }
    }

    private void Refuse(string reason) => Refused[reason] = Refused.GetValueOrDefault(reason) + 1;

    private static bool IsDouble(OnnxModel model) => model.Graph.Input.Concat(model.Graph.Output)
        .Any(value => value.Type?.TensorType?.ElemType == (int)OnnxElementType.Double);

    /// <summary>Whether no node needs more than arithmetic and roots, in at least single precision.</summary>
    private static bool IsArithmetic(OnnxModel model) => !model.Graph.Node.Any(node => transcendental.Contains(node.OpType))
        && !model.Graph.Input.Concat(model.Graph.Output).Any(value =>
            (OnnxElementType)(value.Type?.TensorType?.ElemType ?? 0) is OnnxElementType.Float16 or OnnxElementType.BFloat16);

    /// <summary>How the network's outputs differ from those expected, or null.</summary>
    private static string? Fault<T>(string test, MemoryStream file, double relative) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        OnnxNetwork<T> network = OnnxNetwork<T>.Load(file, test, new OnnxImportOptions());
        foreach ((OnnxValue[] inputs, OnnxValue[] expected) in OnnxTestFiles.DataSets<T>(test))
        {
            OnnxInputs given = [];
            for (int i = 0; i < inputs.Length; i++) given[network.Inputs[i].Name] = inputs[i];
            IReadOnlyDictionary<string, OnnxValue> found;
            using (Inference.Begin()) found = network.Run(given);
            for (int i = 0; i < expected.Length; i++)
                if (Difference<T>(expected[i], found[network.Outputs[i].Name], relative) is { } difference)
                    return $"output {network.Outputs[i].Name}: {difference}";
        }
        return null;
    }

    private static string? Difference<T>(OnnxValue expected, OnnxValue found, double relative)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (expected.Shape != found.Shape || expected.ElementType != found.ElementType) return $"expected {expected}, got {found}";
        (double[] one, double[] other) = (Numbers<T>(expected), Numbers<T>(found));
        for (int i = 0; i < one.Length; i++)
            if (!(one[i].Equals(other[i]) || Math.Abs(one[i] - other[i]) <= Absolute + relative * Math.Abs(one[i])))
                return FormattableString.Invariant($"expected {one[i]} at place {i} of {expected}, got {other[i]}");
        return null;
    }

    private static double[] Numbers<T>(OnnxValue value) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        value is IntegerValue integers ? Array.ConvertAll(integers.ToIntegers(), number => (double)number)
            : Array.ConvertAll(value.ToTensor<T>().ToArray(), double.CreateChecked);
}
