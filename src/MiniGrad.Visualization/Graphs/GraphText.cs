namespace MiniGrad.Visualization;

/// <summary>Computation graphs as text that other programs draw.</summary>
public static class GraphText
{
    /// <summary>The graph in the language of Graphviz: for <c>dot -Tsvg</c>.</summary>
    public static string ToDot(this ComputationGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        StringBuilder text = new("digraph ComputationGraph {\n    node [fontname=\"sans-serif\"];\n");
        foreach (GraphNode node in graph.Nodes)
            text.Append($"    n{node.Index} [label=\"{EscapeDot(node.Label)}\\n{node.Shape}\", {DotStyle(node.Kind)}];\n");
        foreach ((int From, int To, int Input) edge in graph.Edges) text.Append($"    n{edge.From} -> n{edge.To};\n");
        return text.Append("}\n").ToString();
    }

    /// <summary>The graph in the language of Mermaid, which Markdown viewers draw inside a code block of that name.</summary>
    public static string ToMermaid(this ComputationGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        StringBuilder text = new("flowchart TB\n");
        foreach (GraphNode node in graph.Nodes)
        {
            (string open, string close) = MermaidShape(node.Kind);
            text.Append($"    n{node.Index}{open}\"{EscapeMermaid(node.Label)}<br/>{node.Shape}\"{close}\n");
        }
        foreach ((int From, int To, int Input) edge in graph.Edges) text.Append($"    n{edge.From} --> n{edge.To}\n");
        return text.ToString();
    }

    private static string DotStyle(GraphNodeKind kind) => kind switch
    {
        GraphNodeKind.Constant => "shape=plaintext",
        GraphNodeKind.Input => "shape=ellipse",
        GraphNodeKind.Parameter => "shape=cylinder",
        GraphNodeKind.Operation => "shape=box",
        _ => "shape=box, peripheries=2",
    };

    private static (string Open, string Close) MermaidShape(GraphNodeKind kind) => kind switch
    {
        GraphNodeKind.Constant => ("(", ")"),
        GraphNodeKind.Input => ("([", "])"),
        GraphNodeKind.Parameter => ("[(", ")]"),
        GraphNodeKind.Operation => ("[", "]"),
        _ => ("[[", "]]"),
    };

    private static string EscapeDot(string label) =>
        label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n");

    /// <summary>Letters that mean something to Mermaid or to the HTML it makes, by their numbers.</summary>
    private static string EscapeMermaid(string label)
    {
        StringBuilder escaped = new(label.Length);
        foreach (char letter in label.ReplaceLineEndings(" "))
        {
            if (letter is '"' or '#' or '&' or '<' or '>' or '`' or '\\') escaped.Append($"#{(int)letter};");
            else escaped.Append(letter);
        }
        return escaped.ToString();
    }
}
