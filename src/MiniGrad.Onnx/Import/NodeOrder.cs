using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>An order of nodes in which each comes after those that it needs; that of the file where it is one.</summary>
internal static class NodeOrder
{
    /// <exception cref="InvalidDataException">There is a cycle.</exception>
    public static IReadOnlyList<NodeProto> Of(GraphProto graph)
    {
        Dictionary<string, int> makers = new(StringComparer.Ordinal);
        for (int place = 0; place < graph.Node.Count; place++)
            foreach (string output in graph.Node[place].Output)
                if (output.Length > 0) makers[output] = place;
        int[] waitingFor = new int[graph.Node.Count];
        List<int>[] readers = [.. graph.Node.Select(_ => new List<int>())];
        for (int place = 0; place < graph.Node.Count; place++)
            foreach (string input in graph.Node[place].Input.Distinct())
                if (makers.TryGetValue(input, out int maker))
                {
                    waitingFor[place]++;
                    readers[maker].Add(place);
                }
        // By their places in the file, of those that can be computed.
        PriorityQueue<int, int> ready = new();
        for (int place = 0; place < waitingFor.Length; place++)
            if (waitingFor[place] == 0) ready.Enqueue(place, place);
        List<NodeProto> order = [];
        while (ready.TryDequeue(out int place, out _))
        {
            order.Add(graph.Node[place]);
            foreach (int reader in readers[place])
                if (--waitingFor[reader] == 0) ready.Enqueue(reader, reader);
        }
        if (order.Count == graph.Node.Count) return order;
        NodeProto stuck = graph.Node[Array.FindIndex(waitingFor, count => count > 0)];
        throw new InvalidDataException($"node {NodeReader.Describe(stuck)} needs its own output, or that of a node that does: a cycle.");
    }
}
