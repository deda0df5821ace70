using MiniGrad.Benchmarks.Peers;

namespace MiniGrad.Benchmarks.Startup;

/// <summary>A program in one of its forms.</summary>
/// <param name="Name">What its code is: on the runtime, or native and for which instructions.</param>
/// <param name="File">The program that is started.</param>
/// <param name="Arguments">What its own arguments stand behind.</param>
internal sealed record ProgramForm(string Name, string File, params string[] Arguments)
{
    /// <summary>As it was built with the benchmarks, beside which it lies.</summary>
    /// <param name="project">Its folder in the repository.</param>
    public static ProgramForm OnRuntime(string project) =>
        new("on the runtime", DotNet.Host, Path.Combine(AppContext.BaseDirectory, $"{Path.GetFileName(project)}.dll"));

    /// <summary>Compiled to native code.</summary>
    /// <param name="compiler">What compiles it.</param>
    /// <param name="project">Its folder in the repository.</param>
    /// <param name="instructionSet">As <see cref="NativeCompiler.Compile"/> takes it.</param>
    /// <exception cref="PeerException">It cannot be compiled here.</exception>
    public static ProgramForm Native(NativeCompiler compiler, string project, string instructionSet) =>
        new($"native, {instructionSet}", compiler.Compile(project, instructionSet));
}
