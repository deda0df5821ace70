namespace MiniGrad.Onnx;

/// <summary>Runs the nodes of a network within bounds of memory. A value is let go of after the last node that needs it.</summary>
internal sealed class NetworkRun
{
    private const int Never = -1;

    private readonly IReadOnlyList<PlannedNode> nodes;
    private readonly OnnxImportOptions options;
    // For each value the node after which nobody needs it.
    private readonly int[] lastUses;

    /// <param name="nodes">In an order in which each comes after those that it needs.</param>
    /// <param name="known">The values of which those are kept that are known.</param>
    /// <param name="outputs">The places of values that somebody needs in the end.</param>
    /// <param name="options">What bounds there are.</param>
    public NetworkRun(IReadOnlyList<PlannedNode> nodes, OnnxValue?[] known, IEnumerable<int> outputs, OnnxImportOptions options)
    {
        (this.nodes, this.options) = (nodes, options);
        lastUses = new int[known.Length];
        for (int node = 0; node < nodes.Count; node++)
        {
            foreach (int place in nodes[node].Outputs) Use(place, node);
            foreach (int place in nodes[node].Inputs) Use(place, node);
        }
        foreach (int place in outputs) lastUses[place] = Never;
        for (int place = 0; place < known.Length; place++)
            if (known[place] is not null) lastUses[place] = Never;

        void Use(int place, int node)
        {
            if (place != PlannedNode.None) lastUses[place] = node;
        }
    }

    /// <summary>Adds what the nodes compute to the values that are known and those that are given.</summary>
    /// <exception cref="ArgumentException">A node does not take what comes to it, or asks for too much.</exception>
    public void Compute(OnnxValue?[] values)
    {
        GraphState state = GraphState.Current;
        ElementBound? outer = state.Bound;
        ElementBound bound = state.Bound = new(options.MaximumElements, options.MaximumElementsAtOnce);
        long[] held = new long[values.Length];
        try
        {
            for (int i = 0; i < nodes.Count; i++) Compute(i, values, held, bound);
        }
        finally
        {
            state.Bound = outer;
        }
    }

    private void Compute(int number, OnnxValue?[] values, long[] held, ElementBound bound)
    {
        PlannedNode node = nodes[number];
        OnnxValue?[] inputs = new OnnxValue?[node.Inputs.Length];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = node.Inputs[i] == PlannedNode.None ? null : values[node.Inputs[i]];
        long before = bound.Held;
        OnnxValue[] outputs = NodeRun.Call(node, inputs);
        // What a graph keeps is counted already, and not let go of here.
        bool isKept = bound.Held > before;
        for (int i = 0; i < node.Outputs.Length; i++)
        {
            int place = node.Outputs[i];
            if (place == PlannedNode.None) continue;
            values[place] = outputs[i];
            if (isKept) continue;
            bound.Held += held[place] = outputs[i].Shape.ElementCount;
        }
        foreach (int place in node.Inputs) LetGo(place);
        foreach (int place in node.Outputs) LetGo(place);

        void LetGo(int place)
        {
            if (place == PlannedNode.None || lastUses[place] != number) return;
            bound.Held -= held[place];
            (values[place], held[place]) = (null, 0);
        }
    }
}
