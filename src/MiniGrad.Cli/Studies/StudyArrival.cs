using MiniGrad.Search;

namespace MiniGrad.Cli;

/// <summary>Waits for a study that its search has not begun yet.</summary>
internal static class StudyArrival
{
    /// <summary>Waits until there is a study, and says so meanwhile.</summary>
    /// <param name="place">Where it is to be.</param>
    /// <param name="name">Its name; null for any.</param>
    /// <param name="stop">Ends waiting.</param>
    /// <returns>Where it is, open to look at it; null where waiting was ended before.</returns>
    /// <exception cref="IOException">The place cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static StudyStorage? Await(StudyPlace place, string? name, CancellationToken stop)
    {
        string said = "";
        while (true)
        {
            if (Find(place, name, out IReadOnlyList<string> names) is { } storage) return storage;
            string waits = name is null
                ? $"waits for a study in {place}"
                : $"waits for study '{OneLine.Of(name)}' in {place}{Others(name, names)}";
            if (waits != said) Console.WriteLine(waits);
            said = waits;
            if (stop.WaitHandle.WaitOne(StudyWatch.Pause)) return null;
        }
    }

    private static StudyStorage? Find(StudyPlace place, string? name, out IReadOnlyList<string> names)
    {
        StudyStorage? storage = place.OpenToLook();
        bool isThere = false;
        try
        {
            names = storage?.GetNames() ?? [];
            isThere = name is null ? names.Count > 0 : names.Contains(name, StringComparer.Ordinal);
            return isThere ? storage : null;
        }
        finally
        {
            if (!isThere) storage?.Dispose();
        }
    }

    private static string Others(string name, IReadOnlyList<string> names) => names.Count == 0
        ? ""
        : $"; there {(names.Count == 1 ? "is" : "are")} {OneLine.List(names)}.{DidYouMean.Text(name, names)}";
}
