using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>Computes the outputs of a node from its inputs, of which those that may be left out may be null.</summary>
internal delegate OnnxValue[] NodeFunction(OnnxValue?[] inputs);

/// <summary>An operator of ONNX, both ways: how a node becomes operations, and how operations become nodes.</summary>
internal abstract class OnnxOperator
{
    /// <summary>Its name in the standard.</summary>
    public abstract string Type { get; }

    /// <summary>The first opset whose nodes are read as they are meant.</summary>
    public virtual int Since => 1;

    /// <summary>What a node computes. It reads all attributes and checks what can be checked before there are inputs.</summary>
    public abstract NodeFunction Import<T>(NodeReader node) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Writes an operation as nodes, if it is one of this operator's.</summary>
    public virtual bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        false;

    /// <summary>A number of elements that an output does not exceed. That of all pairs of the inputs' where it does not depend on their
    /// values.</summary>
    public virtual double MostElements(OnnxValue?[] inputs) =>
        inputs.Aggregate(1.0, (count, input) => count * Math.Max(1, input?.Shape.ElementCount ?? 1));

    /// <summary>Whether the floating-point initializer at an input of a node is a number that the operator is set up with, not one that is
    /// learned.</summary>
    public virtual bool IsSetting(int input) => false;

    /// <summary>Whether a node reads the matrix at an input as its transpose, so that it is better kept as that.</summary>
    public virtual bool WantsTransposed(NodeProto node, int input) => false;
}
