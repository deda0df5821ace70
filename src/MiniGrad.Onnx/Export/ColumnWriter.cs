using System.Globalization;
using MiniGrad.Data;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>Writes how the columns of a table become features: an input for each column, numbers [rows, 1] and texts [rows, 1], in which
/// the empty text is a missing value.</summary>
internal sealed class ColumnWriter(GraphWriter<float> graph, GraphProto written)
{
    /// <summary>The features of all columns, [rows, features].</summary>
    /// <returns>The name of the value.</returns>
    public string Features(TableEncoder encoder)
    {
        List<string> parts = [];
        foreach (ColumnEncoding column in encoder.Encodings)
        {
            switch (column)
            {
                case NumberEncoding number:
                    parts.AddRange(Number(number));
                    break;
                case CategoryEncoding { Categories.AreNumbers: true } category:
                    parts.Add(NumberCategory(category));
                    break;
                case CategoryEncoding category:
                    parts.Add(TextCategory(category));
                    break;
            }
        }
        return Refusal.OfNotFinite(graph, graph.Node("Concat", parts, ("axis", 1L)));
    }

    /// <summary>(x − offset) / scale, in double precision as the encoder does it.</summary>
    private IEnumerable<string> Number(NumberEncoding column)
    {
        string given = Input(column.Name, TensorProto.Types.DataType.Float), isMissing = graph.Node("IsNaN", [given]);
        string number = graph.Node("Cast", [given], ("to", (long)TensorProto.Types.DataType.Double));
        string filled = graph.Node("Where", [isMissing, Constant(column.Replacement), number]);
        if (column.Gaps.RefusesMissing)
            filled = graph.Node("Add", [filled, Refusal.Zeros<double>(graph, isMissing)]);
        string scaled = graph.Node("Div", [graph.Node("Sub", [filled, Constant(column.Scale.Offset)]), Constant(column.Scale.Scale)]);
        yield return Single(scaled);
        if (column.HasIndicator) yield return Single(isMissing);
    }

    /// <summary>1 for the category that a number is.</summary>
    private string NumberCategory(CategoryEncoding column)
    {
        float[] numbers = [.. column.Categories.Texts.Select(text => (float)double.Parse(text, CultureInfo.InvariantCulture))];
        if (numbers.Distinct().Count() < numbers.Length)
            throw new NotSupportedException($"column '{column.Name}' has categories that differ by less than single precision.");
        string given = Input(column.Name, TensorProto.Types.DataType.Float);
        string isCategory = graph.Node("Equal", [given, graph.Constant(Tensor.Create<float>(numbers, [1, numbers.Length]))]);
        string features = Single(isCategory);
        string isMissing = graph.Node("IsNaN", [given]);
        if (column.Gaps.RefusesMissing)
        {
            string none = Refusal.Zeros<float>(graph, isMissing);
            features = graph.Node("Add", [features, none]);
        }
        if (column.RefusesUnknown)
        {
            // Found or missing gives 1, anything else a place that is not there.
            string count = graph.Node("ReduceSum", [features, graph.Integers(1)], ("keepdims", 1L));
            string missing = Single(isMissing);
            string isUnknown = graph.Node(
                "Equal", [graph.Node("Add", [count, missing]), graph.Constant(Tensor.Scalar(0f))]);
            string none = Refusal.Zeros<float>(graph, isUnknown);
            features = graph.Node("Add", [features, none]);
        }
        if (!column.HasMissing) return features;
        string indicator = Single(isMissing);
        return graph.Node("Concat", [features, indicator], ("axis", 1L));
    }

    /// <summary>1 for the category that a text is.</summary>
    private string TextCategory(CategoryEncoding column)
    {
        IReadOnlyList<string> texts = column.Categories.Texts;
        int count = texts.Count, width = count + (column.HasMissing ? 1 : 0);
        // A row for each category, one for a missing value, and one of zeros for what is unknown.
        float[] rows = new float[(count + 2) * width];
        for (int place = 0; place < count; place++) rows[place * width + place] = 1;
        if (column.HasMissing) rows[count * width + count] = 1;
        List<string> keys = [.. texts];
        List<long> places = [.. Enumerable.Range(0, count)];
        if (!keys.Contains(""))
        {
            keys.Add("");
            places.Add(column.Gaps.RefusesMissing ? Refusal.Nowhere : count);
        }
        string given = Input(column.Name, TensorProto.Types.DataType.String);
        string rowOfText = graph.Node($"{NetworkWriter.MachineLearning}:LabelEncoder", [given], ("keys_strings", keys.ToArray()),
            ("values_int64s", places.ToArray()), ("default_int64", column.RefusesUnknown ? Refusal.Nowhere : count + 1L));
        string table = graph.Constant(Tensor.Create<float>(rows, [count + 2, width]));
        return graph.Node("Reshape", [graph.Node("Gather", [table, rowOfText]), graph.Integers(-1, width)]);
    }

    private string Input(string name, TensorProto.Types.DataType type)
    {
        written.Input.Add(NetworkWriter.ValueOf(name, type, [Extent.Batch, new Extent(1)], graph.Axes));
        return name;
    }

    private string Single(string value) => graph.Node("Cast", [value], ("to", (long)TensorProto.Types.DataType.Float));

    private string Constant(double value) => graph.Constant(Tensor.Scalar(value));
}
