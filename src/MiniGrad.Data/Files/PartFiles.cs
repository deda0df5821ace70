namespace MiniGrad.Data;

/// <summary>The files of a folder that together are one table.</summary>
internal static class PartFiles
{
    /// <param name="path">A file, or a folder.</param>
    /// <param name="endings">How names of files in the folder end, in upper or lower case.</param>
    /// <returns>The file, or those of the folder in the order of their names.</returns>
    /// <exception cref="FileNotFoundException">The folder has no such file.</exception>
    public static string[] Of(string path, params string[] endings)
    {
        if (!Directory.Exists(path)) return [path];
        string[] files = [.. Directory.EnumerateFiles(path).Where(IsPart).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files
            : throw new FileNotFoundException($"{path}: expected files that end in {string.Join(", ", endings)}, got none.", path);

        bool IsPart(string file) => Array.Exists(endings, ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }
}
