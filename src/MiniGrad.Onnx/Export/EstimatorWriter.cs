using System.Globalization;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>Turns an estimator into a model of the format: from columns, or from features, to labels and probabilities or to
/// numbers.</summary>
internal sealed class EstimatorWriter
{
    private const string Features = "features", Label = "label", Probabilities = "probabilities", Prediction = "prediction";

    private readonly FittedMlp fitted;
    private readonly OnnxExportOptions options;
    private readonly List<(string Name, Parameter<float> Parameter)> weights = [];
    private readonly GraphWriter<float> graph;
    private readonly GraphProto written;

    private EstimatorWriter(FittedMlp fitted, OnnxExportOptions options)
    {
        (this.fitted, this.options) = (fitted, options);
        written = new GraphProto { Name = options.Name };
        string[] inputs = fitted.Encoder is { } encoder ? [.. encoder.Columns.Select(column => column.Name)] : [Features];
        string[] outputs = [Label, Probabilities, Prediction];
        if (inputs.Intersect(outputs).FirstOrDefault() is { } taken)
            throw new NotSupportedException($"there is a column '{taken}', which is the name of an output; give it another name.");
        for (int member = 0; member < fitted.Models.Count; member++)
            foreach ((string name, Parameter<float> parameter) in NetworkWriter.Weights(fitted.Models[member]))
            {
                string full = fitted.Models.Count == 1 ? name : Invariant($"members.{member}.{name}");
                while (inputs.Contains(full) || outputs.Contains(full)) full += ".weight";
                weights.Add((full, parameter));
            }
        graph = NetworkWriter.Begin(options, GrowingAxes.OfBatch(options.BatchName, inputs[0]), weights);
        foreach (string name in inputs.Concat(outputs)) graph.Reserve(name);
    }

    /// <summary>The model of a classifier.</summary>
    public static ModelProto Write(MlpClassifier classifier, OnnxExportOptions options) =>
        new EstimatorWriter(classifier.Fitted, options).Classifier();

    /// <summary>The model of a regressor.</summary>
    public static ModelProto Write(MlpRegressor regressor, OnnxExportOptions options) =>
        new EstimatorWriter(regressor.Fitted, options).Regressor();

    private ModelProto Classifier()
    {
        string inputs = Inputs();
        string[] scores = [.. fitted.Models.Select(model => Scores(model, inputs))];
        // The logarithm of a probability may be −∞.
        string combined = Refusal.OfNotFinite(graph, scores.Length == 1 ? scores[0] : Average(scores), allowsMinusInfinity: true);
        string place = Place(combined);
        long[]? numbers = ClassNumbers();
        string classes = numbers is not null ? graph.Integers(numbers) : graph.Texts(fitted.ClassNames);
        Name(graph.Node("Gather", [classes, place]), Label);
        Name(graph.Node("Softmax", [combined], ("axis", 1L)), Probabilities);
        Output(Label, numbers is not null ? TensorProto.Types.DataType.Int64 : TensorProto.Types.DataType.String, Extent.Batch);
        Output(Probabilities, TensorProto.Types.DataType.Float, Extent.Batch, new Extent(fitted.OutputCount));
        return Model(("classes", string.Join('\n', fitted.ClassNames)));
    }

    private ModelProto Regressor()
    {
        string inputs = Inputs(), sum = "";
        for (int member = 0; member < fitted.Models.Count; member++)
        {
            string ofMember = Double(Refusal.OfNotFinite(graph, Scores(fitted.Models[member], inputs)));
            // What is not linear is undone before members are averaged.
            if (fitted.Link != TargetLink.Identity) ofMember = Undone(Unscaled(ofMember));
            if (fitted.Models.Count > 1) ofMember = graph.Node("Mul", [ofMember, Constant(fitted.Ensemble.Weights[member])]);
            sum = member == 0 ? ofMember : graph.Node("Add", [sum, ofMember]);
        }
        if (fitted.Link == TargetLink.Identity) sum = Unscaled(sum);
        if (fitted.PredictsVector) sum = graph.Node("Reshape", [sum, graph.Integers(-1)]);
        Name(graph.Node("Cast", [sum], ("to", (long)TensorProto.Types.DataType.Float)), Prediction);
        Extent rows = Extent.Batch;
        Output(Prediction, TensorProto.Types.DataType.Float, fitted.PredictsVector ? [rows] : [rows, new Extent(fitted.OutputCount)]);
        return Model();
    }

    /// <summary>The place of the class that is predicted, [rows].</summary>
    private string Place(string scores)
    {
        if (fitted.Threshold == FittedMlp.UsualThreshold) return graph.Node("ArgMax", [scores], ("axis", 1L), ("keepdims", 0L));
        string difference = graph.Node("Sub", [Column(1), Column(0)]);
        string isSecond = graph.Node("Greater", [difference, Constant(Math.Log(fitted.Threshold / (1 - fitted.Threshold)))]);
        string place = graph.Node("Cast", [isSecond], ("to", (long)TensorProto.Types.DataType.Int64));
        return graph.Node("Reshape", [place, graph.Integers(-1)]);

        string Column(int column) => Double(graph.Node("Gather", [scores, graph.Integers(column)], ("axis", 1L)));
    }

    private string Undone(string values)
    {
        if (fitted.Link == TargetLink.Counts || fitted.Link == TargetLink.Logarithm) return graph.Node("Exp", [values]);
        string positive = graph.Node("Max", [values, Constant(0)]);
        return fitted.Link == TargetLink.SquareRoot ? graph.Node("Mul", [positive, positive])
            : graph.Node("Sub", [graph.Node("Exp", [positive]), Constant(1)]);
    }

    private string Unscaled(string values) => fitted.Targets is { } targets
        ? graph.Node("Add", [graph.Node("Mul", [values, graph.Constant(targets.Scale)]), graph.Constant(targets.Offset)]) : values;

    /// <summary>What the networks take, [rows, features].</summary>
    private string Inputs()
    {
        if (fitted.Encoder is { } encoder) return new ColumnWriter(graph, written).Features(encoder);
        written.Input.Add(NetworkWriter.ValueOf(
            Features, TensorProto.Types.DataType.Float, [Extent.Batch, new Extent(fitted.FeatureCount)], graph.Axes));
        string features = Refusal.OfNotFinite(graph, Features);
        return fitted.Inputs is { } scaler ? Trace(scaler.Apply, features) : features;
    }

    private string Scores(Mlp<float> model, string inputs) => Trace(model.Predict, inputs);

    private string Trace(Func<Tensor<float>, Tensor<float>> function, string inputs)
    {
        NetworkTrace<float> trace = NetworkTrace<float>.Of(function, fitted.FeatureCount);
        foreach ((_, OnnxValue input) in trace.Recordings.One.Inputs) graph.Give(input.ToTensor<float>(), inputs);
        NetworkWriter.Append(graph, trace, options);
        return graph.NameOf(trace.Outputs.Single().Value);
    }

    /// <summary>log Σ w·p of the members' probabilities p, divided by the temperature, as logarithms of probabilities.</summary>
    private string Average(string[] scores)
    {
        List<string> members = [];
        for (int member = 0; member < scores.Length; member++)
        {
            string logarithms = graph.Node("LogSoftmax", [Double(scores[member])], ("axis", 1L));
            string weighted = graph.Node("Add", [logarithms, Constant(Math.Log(fitted.Ensemble.Weights[member]))]);
            members.Add(graph.Node("Unsqueeze", [weighted, graph.Integers(0)]));
        }
        string all = graph.Node("Concat", members, ("axis", 0L));
        string average = options.Opset >= 18
            ? graph.Node("ReduceLogSumExp", [all, graph.Integers(0)], ("keepdims", 0L))
            : graph.Node("ReduceLogSumExp", [all], ("axes", (long[])[0]), ("keepdims", 0L));
        if (fitted.Ensemble.Temperature != 1) average = graph.Node("Div", [average, Constant(fitted.Ensemble.Temperature)]);
        return graph.Node(
            "Cast", [graph.Node("LogSoftmax", [average], ("axis", 1L))], ("to", (long)TensorProto.Types.DataType.Float));
    }

    /// <summary>The classes as integers, or null where one is none.</summary>
    private long[]? ClassNumbers()
    {
        if (fitted.Encoder is { } encoder && encoder.TargetEncoding.Classes is not { AreNumbers: true }) return null;
        long[] numbers = new long[fitted.ClassNames.Count];
        for (int i = 0; i < numbers.Length; i++)
            if (!long.TryParse(fitted.ClassNames[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        return numbers;
    }

    private ModelProto Model(params ReadOnlySpan<(string Key, string Value)> about)
    {
        written.Node.AddRange(graph.Nodes);
        NetworkWriter.AddTensors(written, graph, weights);
        Dictionary<string, string> metadata = new(options.Metadata, StringComparer.Ordinal);
        foreach ((string key, string value) in about) metadata.TryAdd(key, value);
        if (fitted.Encoder is { } encoder)
        {
            metadata.TryAdd("target", encoder.Target);
            IEnumerable<EncodedColumn> columns = encoder.Columns.Where(column => column.Features.Count > 0);
            metadata.TryAdd("columns", string.Join('\n', columns.Select(column => column.Name)));
        }
        return NetworkWriter.ModelOf(written, options with { Metadata = metadata });
    }

    /// <summary>Has a value go by the name of an output.</summary>
    private void Name(string value, string output) => graph.Nodes.First(node => node.Output[0] == value).Output[0] = output;

    private void Output(string name, TensorProto.Types.DataType type, params Extent?[] shape) =>
        written.Output.Add(NetworkWriter.ValueOf(name, type, shape, graph.Axes));

    private string Double(string value) => graph.Node("Cast", [value], ("to", (long)TensorProto.Types.DataType.Double));

    private string Constant(double value) => graph.Constant(Tensor.Scalar(value));
}
