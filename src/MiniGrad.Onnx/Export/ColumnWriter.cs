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

    // It has 2ⁿ spellings.
    private const int LongestWord = 8;

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
                case BooleanEncoding boolean:
                    parts.Add(Boolean(boolean));
                    break;
                case DateEncoding date:
                    throw new NotSupportedException(
                        $"column '{date.Name}' has dates, which ONNX cannot read. Leave the column out, or make numbers of it first.");
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
        int count = texts.Count, width = column.Features.Count;
        // A row for each category, one for a missing value, and one for what is unknown: zeros, or the feature of all others.
        float[] rows = new float[(count + 2) * width];
        for (int place = 0; place < count; place++) rows[place * width + place] = 1;
        if (column.HasMissing) rows[(count + 1) * width - 1] = 1;
        if (column.HasOther) rows[(count + 1) * width + count] = 1;
        if (texts.Contains(""))
            throw new NotSupportedException(
                $"column '{column.Name}' has the empty text as a category, which in a file is a missing value; name it otherwise.");
        return TextRows(column.Name, [.. texts], [.. Enumerable.Range(0, count)], rows, width, column.RefusesUnknown, column.Gaps);
    }

    /// <summary>1 and 0 for two words in any case.</summary>
    private string Boolean(BooleanEncoding column)
    {
        int width = column.Features.Count;
        const float Neither = (float)BooleanEncoding.Neither;
        float[] rows = column.HasIndicator ? [0, 0, 1, 0, Neither, 1, Neither, 0] : [0, 1, Neither, Neither];
        List<string> words = [];
        List<long> places = [];
        for (int place = 0; place < 2; place++)
        {
            string[] spelled = Spellings(column.Words.Texts[place]);
            words.AddRange(spelled);
            places.AddRange(Enumerable.Repeat((long)place, spelled.Length));
        }
        return TextRows(column.Name, words, places, rows, width, column.RefusesUnknown, column.Gaps);
    }

    /// <summary>A word in all mixtures of upper and lower case.</summary>
    private static string[] Spellings(string word)
    {
        if (word.Length > LongestWord)
            throw new NotSupportedException(Invariant($"the word '{word}' for true or false has more than {LongestWord} letters."));
        IEnumerable<string> spellings = [""];
        foreach (char letter in word)
        {
            spellings = spellings.SelectMany(
                start => (string[])[start + char.ToLowerInvariant(letter), start + char.ToUpperInvariant(letter)]);
        }
        return [.. spellings.Distinct()];
    }

    /// <summary>For each text a row of numbers.</summary>
    /// <param name="column">The name of the column.</param>
    /// <param name="keys">The texts that are known.</param>
    /// <param name="places">Their rows.</param>
    /// <param name="rows">All rows; the last but one is for a missing value, the last for an unknown text.</param>
    /// <param name="width">The length of a row.</param>
    /// <param name="refusesUnknown">Whether an unknown text is refused.</param>
    /// <param name="gaps">What becomes of missing values.</param>
    private string TextRows(
        string column, List<string> keys, List<long> places, float[] rows, int width, bool refusesUnknown, GapRule gaps)
    {
        int unknown = rows.Length / width - 1;
        keys.Add("");
        places.Add(gaps.RefusesMissing ? Refusal.Nowhere : unknown - 1);
        string given = Input(column, TensorProto.Types.DataType.String);
        string rowOfText = graph.Node($"{NetworkWriter.MachineLearning}:LabelEncoder", [given], ("keys_strings", keys.ToArray()),
            ("values_int64s", places.ToArray()), ("default_int64", refusesUnknown ? Refusal.Nowhere : (long)unknown));
        string table = graph.Constant(Tensor.Create<float>(rows, [unknown + 1, width]));
        string refused = string.Join(" or ", (string[])
            [.. refusesUnknown ? [Unknown(column)] : (string[])[], .. gaps.RefusesMissing ? [Missing(column)] : (string[])[]]);
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
