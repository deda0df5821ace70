using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>An order of nodes in which each comes after those that it needs; that of the file where it is one.</summary>
internal static class NodeOrder
{
    private const int None = -1;

    /// <exception cref="InvalidDataException">There is a cycle.</exception>
    public static IReadOnlyList<NodeProto> Of(GraphProto graph)
    {
        int count = graph.Node.Count;
        Dictionary<string, int> makers = new(OnnxModel.ValueCount(graph), StringComparer.Ordinal);
        for (int place = 0; place < count; place++)
            for (int i = 0; i < graph.Node[place].Output.Count; i++)
                if (graph.Node[place].Output[i] is { Length: > 0 } output) makers[output] = place;
        int[] waitingFor = new int[count];
        // Those that read a node's outputs as a list: for each node the last of its entries, for each entry the one before it.
        int[] last = new int[count];
        Array.Fill(last, None);
        List<(int Reader, int Before)> entries = new(count);
        for (int place = 0; place < count; place++)
            for (int i = 0; i < graph.Node[place].Input.Count; i++)
                if (makers.TryGetValue(graph.Node[place].Input[i], out int maker))
                {
                    waitingFor[place]++;
                    entries.Add((place, last[maker]));
                    last[maker] = entries.Count - 1;
                }
        // By their places in the file, of those that can be computed.
        PriorityQueue<int, int> ready = new();
        for (int place = 0; place < waitingFor.Length; place++)
            if (waitingFor[place] == 0) ready.Enqueue(place, place);
        List<NodeProto> order = new(count);
        while (ready.TryDequeue(out int place, out _))
        {
            order.Add(graph.Node[place]);
            for (int entry = last[place]; entry != None; entry = entries[entry].Before)
                if (--waitingFor[entries[entry].Reader] == 0) ready.Enqueue(entries[entry].Reader, entries[entry].Reader);
        }
        if (order.Count == count) return order;
        NodeProto stuck = graph.Node[Array.FindIndex(waitingFor, waits => waits > 0)];
        throw new InvalidDataException($"node {NodeReader.Describe(stuck)} needs its own output, or that of a node that does: a cycle.");
    }
}
