namespace MiniGrad.Arrow;

/// <summary>Values that rows refer to by their places.</summary>
/// <param name="Values">The values.</param>
/// <param name="Bytes">Where those lie that are bytes.</param>
/// <param name="Missing">The places at which there is none.</param>
internal sealed record ValueDictionary(long[] Values, byte[] Bytes, HashSet<int> Missing)
{
    public static ValueDictionary Of(ValueArray array, ReadingLimit limit)
    {
        limit.Check((sizeof(long) + sizeof(int)) * (long)array.Count);
        long[] values = new long[array.Count];
        int[] has = new int[array.Count];
        int from = array.Read(0, values, has);
        HashSet<int> missing = [];
        if (from == values.Length) return new ValueDictionary(values, array.Bytes, missing);
        // Any value will do where none is, for nobody refers to it.
        long any = from > 0 ? values[0] : 0;
        for (int i = values.Length - 1; i >= 0; i--)
        {
            values[i] = has[i] != 0 ? values[--from] : any;
            if (has[i] == 0) missing.Add(i);
        }
        return new ValueDictionary(values, array.Bytes, missing);
    }

    /// <summary>These and more of them.</summary>
    /// <param name="more">What comes after them.</param>
    /// <param name="areBytes">Whether the values are bytes.</param>
    /// <param name="limit">The memory that reading may take.</param>
    public ValueDictionary With(ValueDictionary more, bool areBytes, ReadingLimit limit)
    {
        limit.Check((sizeof(long) * ((long)Values.Length + more.Values.Length)) + Bytes.Length + more.Bytes.Length);
        if (!areBytes) return Joined([.. Values, .. more.Values], []);
        if ((long)Bytes.Length + more.Bytes.Length > Array.MaxLength) throw new FileProblem("a dictionary has too many bytes");
        long shift = ByteRange.Of(Bytes.Length, 0);
        return Joined([.. Values, .. more.Values.Select(range => range + shift)], [.. Bytes, .. more.Bytes]);

        ValueDictionary Joined(long[] values, byte[] bytes) =>
            new(values, bytes, [.. Missing, .. more.Missing.Select(place => place + Values.Length)]);
    }
}
