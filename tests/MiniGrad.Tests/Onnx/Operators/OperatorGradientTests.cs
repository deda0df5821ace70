using MiniGrad.Onnx;
using MiniGrad.Onnx.Schema;
using Xunit;
using Xunit.Abstractions;

namespace MiniGrad.Tests.Onnx;

/// <summary>Derivatives of imported operators against finite differences, in the configurations of ONNX's tests.</summary>
public class OperatorGradientTests(ITestOutputHelper output)
{
    private const int MostElements = 150, Directions = 12;
    private const double SaturatedTolerance = 1e-4;

    /// <summary>Inputs that say how an operator works, on which its output does not depend smoothly or at all.</summary>
    private static readonly (string Type, int Input)[] settings = [("Dropout", 1)];

    /// <summary>Operators whose outputs are truths or integers, or which have no inputs.</summary>
    private static readonly string[] withoutGradients =
    [
        "And", "ArgMax", "ArgMin", "Constant", "ConstantOfShape", "Equal", "Greater", "GreaterOrEqual", "IsNaN", "Less", "LessOrEqual",
        "Not", "Or", "Range", "Shape", "Xor",
    ];

    [OnnxTestsFact]
    public void First_and_second_derivatives_of_every_test_agree_with_finite_differences()
    {
        SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
        List<string> faults = [];
        foreach (string test in OnnxTestFiles.Tests("node/"))
        {
            if (test.EndsWith("_expanded", StringComparison.Ordinal) || Model(test) is not { } model) continue;
            using MemoryStream file = OnnxTestFiles.Model(test);
            try
            {
                OnnxNetwork<double> network = OnnxNetwork<double>.Load(file, test, new OnnxImportOptions());
                foreach ((OnnxValue[] inputs, _) in OnnxTestFiles.DataSets<double>(test))
                    if (Check(network, model.Graph.Node[0].OpType, inputs) is { } result)
                    {
                        counts[model.Graph.Node[0].OpType] = counts.GetValueOrDefault(model.Graph.Node[0].OpType) + 1;
                        if (!result.Passed || result.SkippedCount > result.CheckedCount / 4) faults.Add($"{test}: {result}");
                    }
            }
            catch (NotSupportedException)
            {
                continue;
            }
            catch (Exception error) when (error is ArgumentException or InvalidOperationException)
            {
                faults.Add($"{test}: {error.Message}");
            }
        }
        foreach ((string type, int count) in counts) output.WriteLine($"{type}: {count}");
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
        string[] missing = [.. OperatorTable.All.Select(known => known.Type).Except(counts.Keys).Order(StringComparer.Ordinal)];
        Assert.Equal(withoutGradients, missing);
    }

    /// <summary>A model of one supported node, or null.</summary>
    private static OnnxModel? Model(string test)
    {
        using MemoryStream file = OnnxTestFiles.Model(test);
        try
        {
            OnnxModel model = OnnxModel.Read(file);
            bool isSupported = !GraphChecks.Unsupported(model.Graph, model.Opset).Any();
            return model.Graph.Node.Count == 1 && isSupported && HasGradient(model.Graph) ? model : null;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private static bool HasGradient(GraphProto graph) =>
        graph.Input.Any(IsNumber) && graph.Output.Any(IsNumber) && !graph.Input.Concat(graph.Output).Any(IsHalf);

    private static bool IsNumber(ValueInfoProto value) =>
        (OnnxElementType)(value.Type?.TensorType?.ElemType ?? 0) is OnnxElementType.Float or OnnxElementType.Double;

    private static bool IsHalf(ValueInfoProto value) =>
        (OnnxElementType)(value.Type?.TensorType?.ElemType ?? 0) is OnnxElementType.Float16 or OnnxElementType.BFloat16;

    /// <summary>The result, or null where no number goes in or comes out.</summary>
    private static GradientCheckResult? Check(OnnxNetwork<double> network, string type, OnnxValue[] inputs)
    {
        int[] places = [.. Enumerable.Range(0, inputs.Length).Where(place => inputs[place].ElementType == OnnxElementType.Double
            && inputs[place].Shape.ElementCount > 0 && !settings.Contains((type, place)))];
        if (places.Length == 0) return null;
        Tensor<double>[] points = [.. places.Select(place => Shifted(inputs[place].ToTensor<double>(), place))];
        if (Function(points).ElementCount == 0) return null;
        int count = points.Sum(point => point.ElementCount);
        GradientCheckOptions options = new() { SkipsKinks = true, Directions = count > MostElements ? Directions : null };
        GradientCheckResult first = GradientCheck.Run(Function, points, options);
        if (!first.Passed) return first;
        // Where a state saturates, second derivatives of 1e-7 in functions of size 1 are differences of rounding.
        return GradientCheck.Run(Function, points, options with { Order = 2, Tolerance = type == "RNN" ? SaturatedTolerance : null });

        Tensor<double> Function(IReadOnlyList<Tensor<double>> given)
        {
            OnnxInputs values = [];
            for (int place = 0; place < inputs.Length; place++)
            {
                int number = Array.IndexOf(places, place);
                values[network.Inputs[place].Name] = number < 0 ? inputs[place] : given[number];
            }
            IReadOnlyDictionary<string, OnnxValue> outputs = network.Run(values);
            return Tensor.Concatenate(
                [.. network.Outputs.Select(info => outputs[info.Name]).Where(value => value.ElementType == OnnxElementType.Double)
                    .Select(value => value.ToTensor<double>().Flatten())]);
        }
    }

    /// <summary>A little aside, by another distance for each element, so that none lies at a kink and no two are equal. What is not
    /// finite has no derivative.</summary>
    private static Tensor<double> Shifted(Tensor<double> x, int input)
    {
        double[] values = x.ToArray();
        for (int i = 0; i < values.Length; i++)
            values[i] = (double.IsFinite(values[i]) ? values[i] : 1) + 0.01 + 0.02 * (((i + 1) * 0.6180339887 + input * 0.37) % 1);
        return Tensor.Create(values, x.Shape);
    }
}
