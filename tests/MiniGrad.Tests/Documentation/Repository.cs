using System.Runtime.CompilerServices;

namespace MiniGrad.Tests.Documentation;

/// <summary>The files of the repository that people read.</summary>
internal static class Repository
{
    private static readonly string[] sourceFolders = ["src", "tests", "bench", "examples", "analyzers"];

    /// <summary>The folder that everything is in.</summary>
    public static string Root { get; } = Find();

    /// <summary>All pages, by their paths in the repository.</summary>
    public static IEnumerable<string> Pages => [.. In("", "*.md", SearchOption.TopDirectoryOnly), .. FilesOf("*.md")];

    /// <summary>All source files, by their paths in the repository.</summary>
    public static IEnumerable<string> SourceFiles => FilesOf("*.cs");

    public static string FullPath(string file) => Path.Combine(Root, file);

    private static IEnumerable<string> FilesOf(string pattern) =>
        sourceFolders.SelectMany(folder => In(folder, pattern, SearchOption.AllDirectories)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> In(string folder, string pattern, SearchOption option) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, option)
            .Select(path => Path.GetRelativePath(Root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"));

    private static string Find([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", ".."));
}
