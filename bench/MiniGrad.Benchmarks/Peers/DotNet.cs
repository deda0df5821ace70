namespace MiniGrad.Benchmarks.Peers;

/// <summary>Programs of this repository that are not built with the benchmarks.</summary>
internal static class DotNet
{
    private const string Solution = "MiniGrad.sln";

    // What is left over from the command that runs this is removed; and no build server stays behind.
    private static readonly Dictionary<string, string?> environment = new()
    {
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
        ["MSBuildSDKsPath"] = null,
        ["MSBuildLoadMicrosoftTargetsReadOnly"] = null,
        ["MSBUILD_EXE_PATH"] = null,
        ["MSBuildExtensionsPath"] = null,
    };

    /// <summary>The program <c>dotnet</c>.</summary>
    public static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet");

    /// <summary>The folder of a project.</summary>
    /// <param name="path">Its place in the repository.</param>
    /// <exception cref="PeerException">This program does not lie in the repository.</exception>
    public static string Project(string path)
    {
        DirectoryInfo? repository = new(AppContext.BaseDirectory);
        while (repository is not null && !File.Exists(Path.Combine(repository.FullName, Solution))) repository = repository.Parent;
        return repository is null ? throw new PeerException($"the benchmarks do not lie below the folder of {Solution}")
            : Path.Combine(repository.FullName, path);
    }

    /// <summary>Builds or publishes a project, without the checks of its style.</summary>
    /// <param name="verb">The command.</param>
    /// <param name="project">Its folder.</param>
    /// <param name="output">The folder in which its program is to lie.</param>
    /// <param name="variables">Properties: of those of a command line, a comma would make two.</param>
    /// <param name="more">Further arguments.</param>
    /// <exception cref="PeerException">It failed.</exception>
    public static void Build(
        string verb, string project, string output, IEnumerable<KeyValuePair<string, string?>> variables, params string[] more) =>
        PeerProcess.Run(
            Host, [verb, project, "-c", "Release", "--nologo", "-p:RunAnalyzers=false", "-o", output, .. more],
            new Dictionary<string, string?>([.. environment, .. variables]));
}
