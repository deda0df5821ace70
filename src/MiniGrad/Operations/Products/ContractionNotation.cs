namespace MiniGrad;

/// <summary>The letters of the axes in a contraction, such as <c>ij,jk-&gt;ik</c>, checked against the shapes.</summary>
internal sealed record ContractionNotation(string[] Operands, string Result)
{
    private const string Arrow = "->";

    private static readonly string[] ordinals = ["first", "second"];

    public static ContractionNotation Read(string notation, params ReadOnlySpan<Shape> shapes)
    {
        ArgumentNullException.ThrowIfNull(notation);
        Shape[] all = shapes.ToArray();
        string text = notation.Replace(" ", "", StringComparison.Ordinal);
        int arrow = text.IndexOf(Arrow, StringComparison.Ordinal);
        if (arrow < 0) throw Refused("expected an arrow and the result's letters behind it, such as \"ij,jk->ik\"");
        ContractionNotation read = new(text[..arrow].Split(','), text[(arrow + Arrow.Length)..]);
        if (read.Operands.Length != all.Length)
            throw Refused($"expected letters for {(all.Length == 1 ? "one tensor" : "two tensors")}, got {read.Operands.Length}");
        foreach (char letter in string.Concat(read.Operands) + read.Result)
            if (!char.IsAsciiLetter(letter)) throw Refused($"expected letters from a to z or A to Z, got '{letter}'");
        Dictionary<char, (int Size, string Of)> sizes = [];
        for (int i = 0; i < all.Length; i++)
        {
            string letters = read.Operands[i], of = all.Length == 1 ? "tensor" : $"{ordinals[i]} tensor";
            if (letters.Length != all[i].Rank)
                throw Refused($"expected as many letters as the {of} has axes, {all[i].Rank}, got \"{letters}\"");
            for (int axis = 0; axis < letters.Length; axis++)
            {
                if (sizes.TryAdd(letters[axis], (all[i][axis], of)) || sizes[letters[axis]].Size == all[i][axis]) continue;
                (int size, string other) = sizes[letters[axis]];
                throw Refused($"the letter '{letters[axis]}' has size {size} in the {other} and {all[i][axis]} in the {of}");
            }
        }
        for (int i = 0; i < read.Result.Length; i++)
        {
            if (!sizes.ContainsKey(read.Result[i])) throw Refused($"the letter '{read.Result[i]}' of the result is in no tensor");
            if (read.Result.IndexOf(read.Result[i]) < i) throw Refused($"the letter '{read.Result[i]}' is twice in the result");
        }
        return read;

        ArgumentException Refused(string problem)
        {
            string of = string.Join(" and ", all.Select(shape => shape.ToString()));
            return new($"Contract: {problem}, in \"{notation}\" of {of}.", nameof(notation));
        }
    }
}
