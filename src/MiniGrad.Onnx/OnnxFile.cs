using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>ONNX files: networks written, and files described.</summary>
public static class OnnxFile
{
    private static readonly OnnxExportOptions usual = new();

    /// <summary>Writes what a network computes in inference, for any number of samples.</summary>
    /// <remarks>What is written follows from the operations that the network computes, not from its layers, so that layers of one's own are
    /// written as well. Dropout is gone and batch normalization uses its averages. The file is written whole or not at all;
    /// weights of 2 GB and more go into a file beside it.</remarks>
    /// <param name="model">The network.</param>
    /// <param name="path">The file.</param>
    /// <param name="inputShape">The shape of one sample, without the axis of samples: <c>[784]</c>.</param>
    /// <param name="options">How. Default: opset 17, from <c>input</c> to <c>output</c>, which are the model's scores.</param>
    /// <exception cref="ArgumentException">The network does not take such samples, or the names are not two different ones.</exception>
    /// <exception cref="NotSupportedException">An operation has no form in ONNX, or what is computed depends on the number of samples or on
    /// values. The message says which.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save<T>(Layer<T> model, string path, Shape inputShape, OnnxExportOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(inputShape);
        options ??= new OnnxExportOptions();
        if (string.IsNullOrWhiteSpace(options.InputName) || string.IsNullOrWhiteSpace(options.OutputName)
            || options.InputName == options.OutputName)
            throw new ArgumentException(
                $"OnnxFile: expected two names for input and output, got '{options.InputName}' and '{options.OutputName}'.",
                nameof(options));
        ModelProto written = NetworkWriter.Write(model, inputShape, options);
        WeightsFile.Save(path, written, options);
    }

    /// <summary>Writes what a function of several inputs computes with a network, such as one step of a decoder.</summary>
    /// <remarks><para>The function is run for three sizes of each axis that has a name, in inference, and its operations are recorded; so
    /// it must not look at values, and what it computes has to be the same operations for any size. Outputs are numbers, in the order in
    /// which the function gives them. The file is written whole or not at all.</para>
    /// <para>Lengths of sequences are an input of integers; sequences stay padded.</para></remarks>
    /// <param name="model">The network, whose parameters keep their names.</param>
    /// <param name="path">The file.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="function">The outputs by name.</param>
    /// <param name="options">How; the names of inputs, outputs and the batch are those given here. Default: opset 17.</param>
    /// <exception cref="ArgumentException">The function does not take such inputs, there are no outputs, two names are the same, or options
    /// are set that belong to a network of one input.</exception>
    /// <exception cref="NotSupportedException">An operation has no form in ONNX, or what is computed depends on the sizes or on values. The
    /// message says which.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <example>One step of a recurrent network, from tokens and a state to scores and the next state:<code>
    /// Embedding&lt;float&gt; letters = new(count: 30, dimension: 8, random);
    /// Gru&lt;float&gt; reader = new(inputs: 8, units: 16, random);
    /// Sequential&lt;float&gt; model = new(letters, reader);
    /// OnnxFile.Save(
    ///     model, "step.onnx", [OnnxInput.Integers("letters", "batch"), OnnxInput.Numbers("state", "batch", 16)],
    ///     inputs =&gt;
    ///     {
    ///         Tensor&lt;float&gt; letter = letters.Forward(inputs["letters"].ToIndices()).ExpandDimension(1);
    ///         Tensor&lt;float&gt; state = inputs["state"].ToTensor&lt;float&gt;().ExpandDimension(0);
    ///         return new Dictionary&lt;string, OnnxValue&gt; { ["next"] = reader.Run(letter, state).Last.Squeeze(0) };
    ///     });
    /// </code></example>
    public static void Save<T>(
        Layer<T> model, string path, IReadOnlyList<OnnxInput> inputs,
        Func<OnnxInputs, IEnumerable<KeyValuePair<string, OnnxValue>>> function, OnnxExportOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(function);
        options ??= new OnnxExportOptions();
        if ((options.Output, options.InputName, options.OutputName, options.BatchName)
            != (usual.Output, usual.InputName, usual.OutputName, usual.BatchName))
            throw new ArgumentException(
                "OnnxFile: the names of inputs, outputs and the batch, and what the outputs are, follow from the inputs and the " +
                "function; leave them out of the options.", nameof(options));
        ModelProto written = NetworkWriter.Write(model, inputs, function, options);
        WeightsFile.Save(path, written, options);
    }

    /// <summary>Writes a classifier with all that it does to its inputs: from a table's columns to <c>label</c>, [rows], text or, where the
    /// classes are whole numbers, integers, and <c>probabilities</c>, [rows, classes].</summary>
    /// <remarks><para>Each column is an input by its name: numbers [rows, 1] in single precision, NaN where one is missing, or texts
    /// [rows, 1], empty where one is missing. A classifier that was fitted on tensors has the input <c>features</c>, [rows, features]. What
    /// the estimator refuses, such as an unknown category where that is set, ends the run with an error.</para>
    /// <para>The metadata names <c>classes</c>, <c>columns</c> and <c>target</c>, one a line. The file is written whole or not at
    /// all.</para></remarks>
    /// <param name="classifier">A fitted classifier.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How; the names of inputs and outputs are those above. Default: opset 17.</param>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    /// <exception cref="NotSupportedException">A column has the name of an output, or categories that single precision does not tell
    /// apart.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(MlpClassifier classifier, string path, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelProto written = EstimatorWriter.Write(classifier, options ??= new OnnxExportOptions());
        WeightsFile.Save(path, written, options);
    }

    /// <summary>Writes a regressor with all that it does to its inputs: from a table's columns to <c>prediction</c>, [rows], or
    /// [rows, outputs] where there are several targets.</summary>
    /// <remarks>Columns are inputs as those of a classifier.</remarks>
    /// <param name="regressor">A fitted regressor.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How; the names of inputs and outputs are those above. Default: opset 17.</param>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    /// <exception cref="NotSupportedException">A column has the name of an output, or categories that single precision does not tell
    /// apart.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(MlpRegressor regressor, string path, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(regressor);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelProto written = EstimatorWriter.Write(regressor, options ??= new OnnxExportOptions());
        WeightsFile.Save(path, written, options);
    }

    /// <summary>What a file holds: inputs, outputs, versions, nodes, and what of it is not supported. Weights are not read.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The file does not follow the format. The message begins with the path.</exception>
    public static OnnxDescription Describe(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = File.OpenRead(path);
        try
        {
            ModelProto model = OnnxModel.Parse(file);
            return OnnxDescription.Of(model, OnnxModel.OpsetOf(model));
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"'{path}': {error.Message}", error);
        }
    }
}
