namespace MiniGrad.Cli;

/// <summary>Finds the known name that a misspelt one is likely to stand for.</summary>
internal static class DidYouMean
{
    /// <summary>A question to put behind a message; empty if no name is near.</summary>
    public static string Text(string given, IReadOnlyCollection<string> known) =>
        Nearest(given, known) is { } name ? $" Did you mean '{name}'?" : "";

    /// <summary>The nearest name with at most a third of its characters wrong, whether in capitals or not; null if there is none.</summary>
    private static string? Nearest(string given, IReadOnlyCollection<string> known)
    {
        if (known.Count == 0) return null;
        (string Name, int Distance) best = known.Select(name => (name, Distance(given, name))).MinBy(entry => entry.Item2);
        int letters = best.Name.Trim('-').Length;
        return best.Distance <= Math.Max(1, letters / 3) && best.Distance < letters ? best.Name : null;
    }

    /// <summary>The fewest insertions, deletions, replacements and swaps of neighbours that lead from one to the other.</summary>
    private static int Distance(string from, string to)
    {
        (string a, string b) = (from.ToUpperInvariant(), to.ToUpperInvariant());
        int[,] costs = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    costs[i, j] = i + j;
                    continue;
                }
                int replaced = costs[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                costs[i, j] = Math.Min(replaced, 1 + Math.Min(costs[i - 1, j], costs[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    costs[i, j] = Math.Min(costs[i, j], costs[i - 2, j - 2] + 1);
            }
        }
        return costs[a.Length, b.Length];
    }
}
