using System.Globalization;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Documentation;
using MiniGrad.Tests.Packages;
using Xunit;

namespace MiniGrad.Tests.Native;

/// <summary>All libraries, compiled to native code and kept whole, do there what they do on the runtime, to the last bit.</summary>
[Collection(nameof(Toolchain))]
public sealed class NativeProgramTests : IDisposable
{
    private const string Program = "MiniGrad.AotTests";

    // So that none is lost in silence.
    private const int SubjectCount = 40;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [NativeFact(takesMinutes: true)]
    public void Native_program_is_small_and_computes_the_same_bits_as_the_runtime()
    {
        AssertSame(width: null);
        // The libraries, kept whole, were 10.8 MB before streamed samples and learning from them came with 0.6; the rest are the catalogs
        // and their references.
        Assert.InRange(new FileInfo(folder.File(Program)).Length, 1, 14_500_000);
    }

    // Vectors of 128 bits by AVX's instructions, and a processor that could round products and sums together, were it asked.
    [NativeFact(takesMinutes: true)]
    public void Avx_without_its_second_version_gives_the_same_bits_as_the_runtime() => AssertSame(128, "-p:IlcInstructionSet=avx");

    [NativeFact(width: 256)]
    public void Vectors_of_256_bits_give_the_same_bits_as_the_runtime() => AssertSame(256, "-p:IlcInstructionSet=x86-64-v3");

    [NativeFact(width: 512)]
    public void Vectors_of_512_bits_give_the_same_bits_as_the_runtime() => AssertSame(512, "-p:IlcInstructionSet=x86-64-v4");

    private void AssertSame(int? width, params string[] settings)
    {
        string project = Repository.FullPath(Path.Combine("tests", Program));
        ToolRun published = ToolRun.Dotnet(
            Repository.Root, ["publish", project, "-c", RepositoryPackages.Configuration, "--nologo", "-o", folder.Path, .. settings]);
        Assert.True(published.ExitCode == 0, published.Output);
        Assert.DoesNotContain("warning", published.Output, StringComparison.OrdinalIgnoreCase);

        ToolRun native = ToolRun.Run(folder.File(Program), folder.Path);
        Assert.True(native.ExitCode == 0, native.Output);
        string[] lines = Lines(native);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{SubjectCount} passed, 0 failed"), lines[^1]);
        // The name of a width says what the program was compiled for; where sums are split by it, bits depend on it.
        int actual = int.Parse(lines[0].Split(' ')[2], CultureInfo.InvariantCulture);
        Assert.Equal(width ?? actual, actual);
        ToolRun onRuntime = ToolRun.OnRuntime(
            Path.Combine(project, "bin", RepositoryPackages.Configuration, "net10.0", $"{Program}.dll"), [],
            actual switch { < 256 => [("DOTNET_EnableAVX2", "0")], < 512 => [("DOTNET_EnableAVX512", "0")], _ => [] });
        Assert.Equal(Lines(onRuntime), lines);
    }

    private static string[] Lines(ToolRun run) => run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
