using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>Has a runtime end with an error where an estimator refuses a value: it is to look up a row that is not there.</summary>
internal static class Refusal
{
    /// <summary>A row that no table of rows has.</summary>
    public const long Nowhere = long.MaxValue / 2;

    /// <summary>0, in the precision T, for each value that is not refused. A runtime's error names the node by what it refuses.</summary>
    public static string Zeros<T>(GraphWriter<float> graph, string isRefused, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string place = graph.Node("Cast", [isRefused], ("to", (long)TensorProto.Types.DataType.Int64));
        return Lookup(graph, graph.Constant(Tensor.Zeros<T>([1])), graph.Node("Mul", [place, graph.Integers(Nowhere)]), what);
    }

    /// <summary>Rows of a table, of which there is none for what is refused.</summary>
    public static string Lookup(GraphWriter<float> graph, string table, string places, string what)
    {
        string rows = graph.Node("Gather", [table, places]);
        graph.NameLast($"refused: {what}");
        return rows;
    }

    /// <summary>The same numbers; refused is NaN, +∞, and −∞ unless that is allowed.</summary>
    public static string OfNotFinite(GraphWriter<float> graph, string numbers, bool allowsMinusInfinity = false)
    {
        string size = allowsMinusInfinity ? numbers : graph.Node("Abs", [numbers]);
        string isBelow = graph.Node("Less", [size, graph.Constant(Tensor.Scalar(float.PositiveInfinity))]);
        return graph.Node("Add", [numbers, Zeros<float>(graph, graph.Node("Not", [isBelow]), "a number that is not finite")]);
    }
}
