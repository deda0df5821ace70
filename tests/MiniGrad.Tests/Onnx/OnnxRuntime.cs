using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MiniGrad.Onnx;

namespace MiniGrad.Tests.Onnx;

/// <summary>A model in ONNX Runtime.</summary>
internal sealed class OnnxRuntime(string path) : IDisposable
{
    private readonly InferenceSession session = new(path, Options());

    public IReadOnlyList<string> Inputs => [.. session.InputMetadata.Keys];

    /// <summary>The only output for the only input.</summary>
    public Tensor<T> Run<T>(Tensor<T> input) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DenseTensor<T> given = new(input.ToArray(), [.. input.Shape]);
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results =
            session.Run([NamedOnnxValue.CreateFromTensor(Inputs[0], given)]);
        DenseTensor<T> output = (DenseTensor<T>)results[0].AsTensor<T>();
        return Tensor.Create<T>(output.Buffer.Span, Shape.Create(output.Dimensions));
    }

    /// <summary>All outputs, numbers of the precision T, for inputs by name.</summary>
    public IReadOnlyDictionary<string, Tensor<T>> Run<T>(OnnxInputs inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<NamedOnnxValue> given = [];
        foreach ((string name, OnnxValue value) in inputs)
            given.Add(value.ElementType == OnnxElementType.Int64
                ? NamedOnnxValue.CreateFromTensor(name, new DenseTensor<long>(value.ToIntegers(), [.. value.Shape]))
                : NamedOnnxValue.CreateFromTensor(name, new DenseTensor<T>(value.ToTensor<T>().ToArray(), [.. value.Shape])));
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run(given);
        return results.ToDictionary(result => result.Name, result =>
        {
            DenseTensor<T> output = (DenseTensor<T>)result.AsTensor<T>();
            return Tensor.Create<T>(output.Buffer.Span, Shape.Create(output.Dimensions));
        });
    }

    public void Dispose() => session.Dispose();

    private static SessionOptions Options() => new()
    {
        IntraOpNumThreads = 1,
        InterOpNumThreads = 1,
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
    };
}
