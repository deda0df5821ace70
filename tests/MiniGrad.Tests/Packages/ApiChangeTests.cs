using MiniGrad.Tests.Data;
using MiniGrad.Tests.Documentation;
using Xunit;

namespace MiniGrad.Tests.Packages;

/// <summary>A change of what is public fails the build until it is written down.</summary>
[Collection(nameof(Alone))]
public sealed class ApiChangeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_breaks_users_fails_the_build_by_name()
    {
        foreach (string name in (string[])
            ["Directory.Build.props", "Directory.Packages.props", ".editorconfig", "global.json", "LICENSE", "src/Directory.Build.props",
                "src/Directory.Build.targets", "src/icon.png"])
            Copy(name);
        foreach (string project in (string[])["src/MiniGrad", "src/MiniGrad.Decoding", "analyzers/MiniGrad.Analyzers"])
            foreach (string file in Directory.EnumerateFiles(Repository.FullPath(project), "*", SearchOption.AllDirectories))
                if (!file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
                    Copy(Path.GetRelativePath(Repository.Root, file));
        Change("src/MiniGrad.Decoding/GreedySearch.cs", "public sealed class GreedySearch", "public abstract class GreedySearch");
        Change("src/MiniGrad.Decoding/BeamSearch.cs", "public int Width", "internal int Width");
        Change(
            "src/MiniGrad.Decoding/GreedySearch.cs", "DecodingStep<T> step, CancellationToken cancellation = default)",
            "DecodingStep<T> step, CancellationToken cancellation = default, int more = 0)");
        ToolRun run = ToolRun.Dotnet(folder.Path, "build", "src/MiniGrad.Decoding", "-c", "Release", "--nologo");
        Assert.NotEqual(0, run.ExitCode);
        foreach (string expected in (string[])
            ["error MINIGRAD10: 'abstract class MiniGrad.Decoding.GreedySearch' is not in PublicTypes.txt",
                "error MINIGRAD11: 'sealed class MiniGrad.Decoding.GreedySearch' is in PublicTypes.txt, but not in the project",
                "error RS0017: Symbol 'MiniGrad.Decoding.BeamSearch.Width.get -> int'", "error RS0016", "int more = 0"])
            Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }

    private void Copy(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        File.Copy(Repository.FullPath(name), folder.File(name));
    }

    private void Change(string file, string old, string changed)
    {
        string text = File.ReadAllText(folder.File(file));
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(folder.File(file), text.Replace(old, changed, StringComparison.Ordinal));
    }
}
