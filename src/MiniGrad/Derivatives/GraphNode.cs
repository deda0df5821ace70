namespace MiniGrad;

/// <summary>One tensor of a <see cref="ComputationGraph"/>, together with the operation that computed it.</summary>
/// <param name="Index">Its place in <see cref="ComputationGraph.Nodes"/>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Operation">The name of the operation that computed it, or null for a leaf.</param>
/// <param name="Name">What it was called when the graph was asked for, or the parameter's own name, or null.</param>
/// <param name="Label">What pictures say: <c>w = Add</c>, <c>Add</c>, <c>layers.0.weight</c>, or the value of a constant of one element.</param>
/// <param name="Shape">The tensor's shape.</param>
public sealed record GraphNode(int Index, GraphNodeKind Kind, string? Operation, string? Name, string Label, Shape Shape);

/// <summary>What a node of a <see cref="ComputationGraph"/> is.</summary>
public enum GraphNodeKind
{
    /// <summary>A leaf without a gradient and without a name.</summary>
    Constant,

    /// <summary>A leaf that is tracked, or that was given a name.</summary>
    Input,

    /// <summary>A <see cref="Parameter{T}"/>, frozen or not.</summary>
    Parameter,

    /// <summary>The result of an operation, on the way.</summary>
    Operation,

    /// <summary>The result of an operation that the graph was asked for.</summary>
    Output,
}

/// <summary>One use of a tensor by an operation of a <see cref="ComputationGraph"/>.</summary>
/// <param name="From">The index of the node that is used.</param>
/// <param name="To">The index of the node that is computed from it.</param>
/// <param name="Input">Which input of the operation it is, counted from 0.</param>
public readonly record struct GraphEdge(int From, int To, int Input);
