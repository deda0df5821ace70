using System.Collections;

namespace MiniGrad.Data;

/// <summary>Names that are made on demand: stored, they might take far more memory than their parts.</summary>
internal sealed class NameSequence(int count, Func<int, string> nameAt) : IReadOnlyList<string>
{
    public int Count => count;
    public string this[int index] => nameAt(Guard.Between(index, 0, count - 1, nameof(NameSequence)));

    /// <summary>The names of several sequences, one after the other.</summary>
    public static NameSequence Of(IEnumerable<IReadOnlyList<string>> parts)
    {
        IReadOnlyList<string>[] named = [.. parts.Where(part => part.Count > 0)];
        int[] ends = new int[named.Length];
        for (int i = 0, end = 0; i < ends.Length; i++) ends[i] = end += named[i].Count;
        return new(ends.Length == 0 ? 0 : ends[^1], NameAt);

        string NameAt(int index)
        {
            int found = Array.BinarySearch(ends, index + 1), part = found < 0 ? ~found : found;
            return named[part][index - ends[part] + named[part].Count];
        }
    }

    public IEnumerator<string> GetEnumerator() => Enumerable.Range(0, count).Select(nameAt).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
