using System.Globalization;
using MiniGrad.Benchmarks.Peers;

namespace MiniGrad.Benchmarks.Startup;

/// <summary>Compiles programs of this repository to native code.</summary>
/// <param name="folder">Where to; what is built on the way lies there too, and is used again by the next.</param>
internal sealed class NativeCompiler(string folder)
{
    /// <summary>The set that is not named: what the compiler takes by itself.</summary>
    public const string DefaultSet = "default";

    private const string Solution = "MiniGrad.sln";
    private const string SetVariable = "IlcInstructionSet";

    private int count;

    /// <summary>Compiles a program, which takes a minute.</summary>
    /// <param name="project">Its folder in the repository; the program has the folder's name.</param>
    /// <param name="instructionSet">What the processor is taken to have: <see cref="DefaultSet"/>, <c>native</c>, <c>x86-64-v3</c>.</param>
    /// <returns>The program's file.</returns>
    /// <exception cref="PeerException">It cannot be compiled here.</exception>
    public string Compile(string project, string instructionSet)
    {
        if (!OperatingSystem.IsWindows() && !HasLinker()) throw new PeerException("there is no linker here, neither clang nor gcc");
        DirectoryInfo? repository = new(AppContext.BaseDirectory);
        while (repository is not null && !File.Exists(Path.Combine(repository.FullName, Solution))) repository = repository.Parent;
        if (repository is null) throw new PeerException($"the benchmarks do not lie below the folder of {Solution}");
        string target = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"program-{++count}"));
        // What is built lies apart, and no build server stays behind; the other variables are left over from the command that runs this.
        // Variables are properties, and of those of a command line a comma would make two.
        PeerProcess.Run(
            ProgramForm.Host,
            [
                "publish", Path.Combine(repository.FullName, project), "-c", "Release", "--nologo", "-p:PublishAot=true",
                "-p:RunAnalyzers=false", "--artifacts-path", Path.Combine(folder, "build"), "-o", target,
            ],
            new Dictionary<string, string?>
            {
                [SetVariable] = instructionSet == DefaultSet ? null : instructionSet,
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["UseSharedCompilation"] = "false",
                ["MSBuildSDKsPath"] = null,
                ["MSBuildLoadMicrosoftTargetsReadOnly"] = null,
                ["MSBUILD_EXE_PATH"] = null,
                ["MSBuildExtensionsPath"] = null,
            });
        string name = Path.GetFileName(project);
        return Path.Combine(target, OperatingSystem.IsWindows() ? $"{name}.exe" : name);
    }

    private static bool HasLinker() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "clang")) || File.Exists(Path.Combine(folder, "gcc")));
}
