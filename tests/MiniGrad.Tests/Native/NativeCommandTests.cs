using MiniGrad.Tests.Data;
using MiniGrad.Tests.Documentation;
using MiniGrad.Tests.Packages;
using Xunit;

namespace MiniGrad.Tests.Native;

/// <summary>The command, compiled to native code, does what it does on the runtime.</summary>
[Collection(nameof(Toolchain))]
public sealed class NativeCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [NativeFact(takesMinutes: true)]
    public void Native_command_makes_the_same_model_as_on_the_runtime()
    {
        // All that is built lies apart, so that nothing that other tests use changes.
        ToolRun published = ToolRun.Dotnet(
            Repository.Root, "publish", "src/MiniGrad.Cli", "-c", "Release", "--nologo", "-p:PublishAot=true", "-p:RunAnalyzers=false",
            "--artifacts-path", folder.File("build"), "-o", folder.Path);
        Assert.True(published.ExitCode == 0, published.Output);
        Assert.DoesNotContain("warning", published.Output, StringComparison.OrdinalIgnoreCase);
        string program = folder.File("minigrad");
        // 20.2 MB, a third of it for PostgreSQL; SQLite lies beside it, in a file of its own.
        Assert.InRange(new FileInfo(program).Length, 1, 21_000_000);

        Assert.Contains("Usage:", ToolRun.Run(program, folder.Path, "--help").Output, StringComparison.Ordinal);
        string[] training = ["train", "--irises", "--epochs", "20", "--seed", "1", "--save"];
        ToolRun native = ToolRun.Run(program, folder.Path, [.. training, "native.safetensors"]);
        Assert.True(native.ExitCode == 0, native.Output);
        // Natively with vectors of 128 bits, if nothing is said.
        ToolRun onRuntime = ToolRun.OnRuntime(
            Path.Combine(AppContext.BaseDirectory, "MiniGrad.Cli.dll"), [.. training, folder.File("runtime.safetensors")],
            ("DOTNET_EnableAVX2", "0"));
        Assert.True(onRuntime.ExitCode == 0, onRuntime.Output);
        Assert.Equal(File.ReadAllBytes(folder.File("runtime.safetensors")), File.ReadAllBytes(folder.File("native.safetensors")));
    }

}
