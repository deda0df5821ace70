namespace MiniGrad.Decoding;

/// <summary>The sequences of all hypotheses, each as its last token and the number of what it continues: two integers for each.</summary>
internal sealed class TokenTree
{
    /// <summary>The empty sequence.</summary>
    public const int Root = -1;

    private readonly List<int> parents = [], tokens = [];

    /// <summary>Continues a sequence by a token.</summary>
    /// <returns>The number of the new one.</returns>
    public int Add(int parent, int token)
    {
        parents.Add(parent);
        tokens.Add(token);
        return tokens.Count - 1;
    }

    /// <summary>The tokens of a sequence in order.</summary>
    public int[] Sequence(int node)
    {
        int length = 0;
        for (int i = node; i != Root; i = parents[i]) length++;
        int[] sequence = new int[length];
        for (int i = node; i != Root; i = parents[i]) sequence[--length] = tokens[i];
        return sequence;
    }
}
