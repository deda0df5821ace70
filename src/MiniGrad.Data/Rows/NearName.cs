namespace MiniGrad.Data;

/// <summary>Finds the name that is likely meant by a misspelled one.</summary>
internal static class NearName
{
    private const int LettersPerSlip = 3, LongestName = 60;

    /// <summary>The name with the fewest letters to insert, delete, replace or exchange with a neighbour, where that is no more than one
    /// in three; upper and lower case are the same. Else null.</summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        string? nearest = null;
        int fewest = int.MaxValue;
        foreach (string candidate in candidates)
        {
            int longer = Math.Max(name.Length, candidate.Length);
            if (longer > LongestName) continue;
            int slips = Slips(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (slips * LettersPerSlip <= longer && slips < fewest) (nearest, fewest) = (candidate, slips);
        }
        return nearest;
    }

    // G. Navarro, A guided tour to approximate string matching, 2001, section 2; with exchanged neighbours.
    private static int Slips(string one, string other)
    {
        int[,] counts = new int[one.Length + 1, other.Length + 1];
        for (int i = 0; i <= one.Length; i++)
        {
            for (int j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    counts[i, j] = i + j;
                    continue;
                }
                int replaced = counts[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                counts[i, j] = Math.Min(replaced, 1 + Math.Min(counts[i - 1, j], counts[i, j - 1]));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    counts[i, j] = Math.Min(counts[i, j], 1 + counts[i - 2, j - 2]);
            }
        }
        return counts[one.Length, other.Length];
    }
}
