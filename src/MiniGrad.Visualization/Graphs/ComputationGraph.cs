namespace MiniGrad.Visualization;

/// <summary>The computation of a tensor, to be looked at: every tensor once, with the operation that computed it, and every use of one by
/// another.</summary>
/// <remarks><code>
/// using MiniGrad;
/// using MiniGrad.Visualization;
///
/// Tensor&lt;double&gt; x = Tensor.Scalar(1.0).Tracked(), y = Tensor.Scalar(2.0).Tracked();
/// Tensor&lt;double&gt; w = x + y, z = w.Square();
/// ComputationGraph graph = ComputationGraph.Of(z, (x, "x"), (y, "y"), (w, "w"), (z, "z"));
/// foreach (GraphNode node in graph.Nodes) Console.WriteLine($"{node.Label} {node.Shape}");
/// </code>
/// <para>The graph has only recorded operations: a result that needs no gradient, or was computed while recording was off, is a constant.
/// The graph is a copy; it keeps no tensor alive and stays as it is when the recorded one is released.</para></remarks>
public sealed class ComputationGraph
{
    private ComputationGraph(IReadOnlyList<GraphNode> nodes, IReadOnlyList<(int From, int To, int Input)> edges) =>
        (Nodes, Edges) = (nodes, edges);

    /// <summary>The tensors, each after all that it was computed from. The same computation gives the same order.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>The uses of a node as an input of an operation: the node's index, that of the result, and the number of the input, from 0.
    /// In the order of the results and of their inputs.</summary>
    public IReadOnlyList<(int From, int To, int Input)> Edges { get; }

    /// <summary>The graph behind one tensor. A tensor that nothing is recorded of is a graph of one node.</summary>
    /// <param name="output">The tensor.</param>
    /// <param name="names">Names of inputs and results. Parameters have names already.</param>
    /// <exception cref="InvalidOperationException">The recorded graph was released by a walk.</exception>
    /// <exception cref="ArgumentException">A name is empty or for a tensor outside the graph, or a tensor has two names.</exception>
    public static ComputationGraph Of<T>(Tensor<T> output, params IReadOnlyList<(Tensor<T> Tensor, string Name)> names)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(output);
        return Of([output], names);
    }

    /// <summary>The graph behind several tensors; what they share is there once.</summary>
    /// <param name="outputs">The tensors, at least one.</param>
    /// <inheritdoc cref="Of{T}(Tensor{T}, IReadOnlyList{ValueTuple{Tensor{T}, string}})" path="/*[not(self::param)]"/>
    /// <param name="names">Names of inputs and results. Parameters have names already.</param>
    public static ComputationGraph Of<T>(IReadOnlyList<Tensor<T>> outputs, params IReadOnlyList<(Tensor<T> Tensor, string Name)> names)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(names);
        Guard.NotEmpty(outputs, nameof(ComputationGraph), "tensor");
        List<Tensor<T>> tensors = [];
        // Only looked up, never enumerated: the order of the nodes is that of the walk.
        Dictionary<Tensor<T>, int> places = new(ReferenceEqualityComparer.Instance);
        foreach (Tensor<T> output in outputs) Walk(output, tensors, places);
        string?[] given = Place(names, places);
        bool[] isOutput = new bool[tensors.Count];
        foreach (Tensor<T> output in outputs) isOutput[places[output]] = true;
        List<GraphNode> nodes = [];
        List<(int From, int To, int Input)> edges = [];
        for (int i = 0; i < tensors.Count; i++)
        {
            nodes.Add(Describe(i, tensors[i], given[i], isOutput[i]));
            if (tensors[i].Producer is not { } operation) continue;
            for (int input = 0; input < operation.InputCount; input++) edges.Add((places[operation.Input(input)], i, input));
        }
        return new ComputationGraph(nodes, edges);
    }

    /// <summary>Depth first, a tensor after its inputs; without recursion, so that the depth is bounded by memory only.</summary>
    private static void Walk<T>(Tensor<T> output, List<Tensor<T>> tensors, Dictionary<Tensor<T>, int> places)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Stack<(Tensor<T> Tensor, int NextInput)> path = new([(output, 0)]);
        while (path.TryPop(out (Tensor<T> Tensor, int NextInput) step))
        {
            if (places.ContainsKey(step.Tensor)) continue;
            Operation<T>? operation = step.Tensor.Producer;
            if (operation is { IsReleased: true }) _ = operation.Output;
            if (operation is not null && step.NextInput < operation.InputCount)
            {
                path.Push((step.Tensor, step.NextInput + 1));
                path.Push((operation.Input(step.NextInput), 0));
                continue;
            }
            places.Add(step.Tensor, tensors.Count);
            tensors.Add(step.Tensor);
        }
    }

    private static string?[] Place<T>(IReadOnlyList<(Tensor<T> Tensor, string Name)> names, Dictionary<Tensor<T>, int> places)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string?[] given = new string?[places.Count];
        foreach ((Tensor<T> tensor, string name) in names)
        {
            ArgumentNullException.ThrowIfNull(tensor, nameof(names));
            if (string.IsNullOrEmpty(name))
                throw new ArgumentException($"ComputationGraph: the name of a tensor of shape {tensor.Shape} is empty.", nameof(names));
            if (!places.TryGetValue(tensor, out int place))
            {
                throw new ArgumentException(
                    $"ComputationGraph: '{name}' of shape {tensor.Shape} is no part of this graph; " +
                    "track it before computing with it, and name the tracked tensor.", nameof(names));
            }
            if (given[place] is { } other)
                throw new ArgumentException(
                    $"ComputationGraph: one tensor of shape {tensor.Shape} got two names, '{other}' and '{name}'.", nameof(names));
            given[place] = name;
        }
        return given;
    }

    private static GraphNode Describe<T>(int index, Tensor<T> tensor, string? given, bool isOutput)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (tensor.Producer is { } operation)
        {
            string label = given is null ? operation.Name : $"{given} = {operation.Name}";
            GraphNodeKind kind = isOutput ? GraphNodeKind.Output : GraphNodeKind.Operation;
            return new GraphNode(index, kind, operation.Name, given, label, tensor.Shape);
        }
        if (tensor is Parameter<T> parameter)
            return new GraphNode(index, GraphNodeKind.Parameter, null, given ?? parameter.Name, given ?? parameter.Name, tensor.Shape);
        if (given is not null || tensor.RequiresGradient)
            return new GraphNode(index, GraphNodeKind.Input, null, given, given ?? "input", tensor.Shape);
        return new GraphNode(index, GraphNodeKind.Constant, null, null, ValueOf(tensor) ?? "constant", tensor.Shape);
    }

    /// <summary>The value of a single number, unless it is another one each time that a captured step runs.</summary>
    private static string? ValueOf<T>(Tensor<T> tensor) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        tensor.ElementCount == 1 && !tensor.IsCaptured ? tensor.Span[0].ToString("G4", CultureInfo.InvariantCulture) : null;
}

/// <summary>One tensor of a <see cref="ComputationGraph"/>, together with the operation that computed it.</summary>
/// <param name="Index">Its place in <see cref="ComputationGraph.Nodes"/>.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Operation">The name of the operation that computed it, or null for a leaf.</param>
/// <param name="Name">The name given to the graph, or the parameter's own name, or null.</param>
/// <param name="Label">The text in pictures: <c>w = Add</c>, <c>layers.0.weight</c>, or the value of a constant of one element.</param>
/// <param name="Shape">The tensor's shape.</param>
public sealed record GraphNode(int Index, GraphNodeKind Kind, string? Operation, string? Name, string Label, Shape Shape);

/// <summary>The kind of a node of a <see cref="ComputationGraph"/>.</summary>
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
