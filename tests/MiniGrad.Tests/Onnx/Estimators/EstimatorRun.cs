using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Onnx;
using Xunit;

namespace MiniGrad.Tests.Onnx.Estimators;

/// <summary>Runs exported estimators on tables in ONNX Runtime.</summary>
internal static class EstimatorRun
{
    /// <summary>Exports a classifier, and asserts that each row of a table gets the same label there and the same probabilities to
    /// 1e-6.</summary>
    /// <returns>The largest difference of a probability.</returns>
    public static double AssertSame(MlpClassifier classifier, Table table, string path, OnnxExportOptions? options = null)
    {
        OnnxFile.Save(classifier, path, options);
        (string[] labels, Tensor<float> probabilities) = Classify(path, table);
        Assert.Equal(classifier.PredictClassNames(table), labels);
        Tensor<float> expected = classifier.PredictProbabilities(table);
        Assert.Equal<Shape>(expected.Shape, probabilities.Shape);
        double largest = (double)(expected - probabilities).Abs().Max().ToScalar();
        Assert.InRange(largest, 0, 1e-6);
        return largest;
    }

    /// <summary>Exports a regressor, and asserts that each row of a table gets the same number there, to 1e-6 of the largest.</summary>
    /// <returns>The largest difference relative to the largest number.</returns>
    public static double AssertSame(MlpRegressor regressor, Table table, string path)
    {
        OnnxFile.Save(regressor, path);
        double largest = ExportRun.Relative(regressor.Predict(table), Predict(path, table));
        Assert.InRange(largest, 0, 1e-6);
        return largest;
    }

    /// <summary>The labels as text, and the probabilities.</summary>
    public static (string[] Labels, Tensor<float> Probabilities) Classify(string path, Table table)
    {
        using InferenceSession session = Open(path);
        using var results = session.Run(Inputs(session, table));
        DisposableNamedOnnxValue labels = results.First(value => value.Name == "label");
        bool areIntegers = session.OutputMetadata["label"].ElementType == typeof(long);
        string[] texts = areIntegers
            ? [.. labels.AsTensor<long>().Select(label => FormattableString.Invariant($"{label}"))]
            : [.. labels.AsTensor<string>()];
        return (texts, ToTensor(results.First(value => value.Name == "probabilities")));
    }

    /// <summary>A regressor's numbers.</summary>
    public static Tensor<float> Predict(string path, Table table)
    {
        using InferenceSession session = Open(path);
        using var results = session.Run(Inputs(session, table));
        return ToTensor(Assert.Single(results, value => value.Name == "prediction"));
    }

    // What is expected to fail is not to be written to the console.
    private static InferenceSession Open(string path)
    {
        using SessionOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        return new InferenceSession(path, options);
    }

    private static Tensor<float> ToTensor(DisposableNamedOnnxValue value)
    {
        DenseTensor<float> numbers = (DenseTensor<float>)value.AsTensor<float>();
        return Tensor.Create<float>(numbers.Buffer.Span, Shape.Create(numbers.Dimensions));
    }

    private static List<NamedOnnxValue> Inputs(InferenceSession session, Table table)
    {
        List<NamedOnnxValue> inputs = [];
        foreach ((string name, NodeMetadata about) in session.InputMetadata)
        {
            int[] shape = [table.Count, 1];
            inputs.Add(about.ElementType == typeof(float)
                ? NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(
                    Array.ConvertAll(((NumberColumn)table[name]).ToArray(), value => (float)value), shape))
                : NamedOnnxValue.CreateFromTensor(name, new DenseTensor<string>(
                    Enumerable.Range(0, table.Count).Select(row => table[name].TextAt(row) ?? "").ToArray(), shape)));
        }
        return inputs;
    }
}
