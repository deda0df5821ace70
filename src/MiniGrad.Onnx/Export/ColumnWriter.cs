using System.Globalization;
using MiniGrad.Data;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>Writes how the columns of a table become features: an input for each column, numbers [rows, 1] and texts [rows, 1], in which
/// the empty text is a missing value.</summary>
internal sealed class ColumnWriter(GraphWriter<float> graph, GraphProto written)
{
    // Of a column's deviation; what is above can be seen in probabilities.
    private const double MostStep = 1e-3;

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
        CheckPrecision(column);
        string given = Input(column.Name, TensorProto.Types.DataType.Float), isMissing = graph.Node("IsNaN", [given]);
        string number = graph.Node("Cast", [given], ("to", (long)TensorProto.Types.DataType.Double));
        string filled = graph.Node("Where", [isMissing, Constant(column.Replacement), number]);
        if (column.Gaps.RefusesMissing)
            filled = graph.Node("Add", [filled, Refusal.Zeros<double>(graph, isMissing, Missing(column.Name))]);
        string scaled = graph.Node("Div", [graph.Node("Sub", [filled, Constant(column.Scale.Offset)]), Constant(column.Scale.Scale)]);
        yield return Single(scaled);
        if (column.HasIndicator) yield return Single(isMissing);
    }

    /// <summary>Numbers go in in single precision, which must tell them apart.</summary>
    private static void CheckPrecision(NumberEncoding column)
    {
        (double offset, double scale) = (Math.Abs(column.Scale.Offset), Math.Abs(column.Scale.Scale));
        double step = MathF.BitIncrement((float)offset) - (double)(float)offset;
        if (step > MostStep * scale)
            throw new NotSupportedException(Invariant(
                $"column '{column.Name}' has numbers around {offset:G6} that differ by about {scale:G3}; inputs are in single ") +
                Invariant($"precision, whose steps there are {step:G3}. Subtract what they have in common before fitting."));
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
            string none = Refusal.Zeros<float>(graph, isMissing, Missing(column.Name));
            features = graph.Node("Add", [features, none]);
        }
        if (column.RefusesUnknown)
        {
            // Found or missing gives 1, anything else a place that is not there.
            string count = graph.Node("ReduceSum", [features, graph.Integers(1)], ("keepdims", 1L));
            string missing = Single(isMissing);
            string isUnknown = graph.Node(
                "Equal", [graph.Node("Add", [count, missing]), graph.Constant(Tensor.Scalar(0f))]);
            string none = Refusal.Zeros<float>(graph, isUnknown, Unknown(column.Name));
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
        if (texts.Contains(""))
            throw new NotSupportedException(
                $"column '{column.Name}' has the empty text as a category, which in a file is a missing value; name it otherwise.");
        List<string> keys = [.. texts, ""];
        List<long> places = [.. Enumerable.Range(0, count), column.Gaps.RefusesMissing ? Refusal.Nowhere : count];
        string given = Input(column.Name, TensorProto.Types.DataType.String);
        string rowOfText = graph.Node($"{NetworkWriter.MachineLearning}:LabelEncoder", [given], ("keys_strings", keys.ToArray()),
            ("values_int64s", places.ToArray()), ("default_int64", column.RefusesUnknown ? Refusal.Nowhere : count + 1L));
        string table = graph.Constant(Tensor.Create<float>(rows, [count + 2, width]));
        string refused = string.Join(" or ", (string[])
            [.. column.RefusesUnknown ? [Unknown(column.Name)] : (string[])[],
                .. column.Gaps.RefusesMissing ? [Missing(column.Name)] : (string[])[]]);
        string found = refused.Length > 0
            ? Refusal.Lookup(graph, table, rowOfText, refused) : graph.Node("Gather", [table, rowOfText]);
        return graph.Node("Reshape", [found, graph.Integers(-1, width)]);
    }

    private string Input(string name, TensorProto.Types.DataType type)
    {
        written.Input.Add(NetworkWriter.ValueOf(name, type, [Extent.Batch, new Extent(1)], graph.Axes));
        return name;
    }

    private static string Missing(string column) => $"a missing value of '{column}'";

    private static string Unknown(string column) => $"an unknown category of '{column}'";

    private string Single(string value) => graph.Node("Cast", [value], ("to", (long)TensorProto.Types.DataType.Float));

    private string Constant(double value) => graph.Constant(Tensor.Scalar(value));
}
