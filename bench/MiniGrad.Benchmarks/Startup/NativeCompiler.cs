using System.Globalization;
using MiniGrad.Benchmarks.Peers;

namespace MiniGrad.Benchmarks.Startup;

/// <summary>Compiles programs of this repository to native code.</summary>
/// <param name="folder">Where to; what is built on the way lies there too, and is used again by the next.</param>
internal sealed class NativeCompiler(string folder)
{
    /// <summary>The set that is not named: what the compiler takes by itself.</summary>
    public const string DefaultSet = "default";

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
        string target = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"program-{++count}"));
        // What is built on the way lies apart from what is built for the runtime.
        DotNet.Build(
            "publish", DotNet.Project(project), target, [new(SetVariable, instructionSet == DefaultSet ? null : instructionSet)],
            "-p:PublishAot=true", "--artifacts-path", Path.Combine(folder, "build"));
        string name = Path.GetFileName(project);
        return Path.Combine(target, OperatingSystem.IsWindows() ? $"{name}.exe" : name);
    }

    private static bool HasLinker() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "clang")) || File.Exists(Path.Combine(folder, "gcc")));
}
