using MiniGrad.Tests.Data;
using MiniGrad.Tests.Documentation;
using Xunit;

namespace MiniGrad.Tests.Packages;

/// <summary>A package is refused that was published already, that is not of a commit, and that takes away what the last one
/// offered.</summary>
[Collection(nameof(Alone))]
public sealed class ReleaseTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Published_versions_changed_files_and_breaking_changes_are_refused()
    {
        WriteProject();
        Source("public static int Count(string text) => text.Length;", "Count(string! text) -> int");
        Succeeds(Pack("published"));
        Fails(Pack("packages"), "error MINIGRAD1: Small 0.1.0 is published already");
        Succeeds(Pack("packages", "-p:Version=0.2.0", "-p:PublishedVersion=0.1.0"));
        Fails(Pack("packages", "-p:Version=0.3.0", "-p:PublishedVersion=0.2.0"), "error MINIGRAD3: ", "Small.0.2.0.nupkg' is not there");

        // A program that was compiled with the method of one parameter does not find it anymore.
        Source("public static int Count(string text, int more = 0) => text.Length + more;", "Count(string! text, int more = 0) -> int");
        Fails(Pack("packages", "-p:Version=0.2.0", "-p:PublishedVersion=0.1.0"), "error CP0002", "Small.Text.Count(string)");
        Source(
            "public static int Count(string text) => Count(text, 0);\n    public static int Count(string text, int more) => text.Length " +
            "+ more;",
            "Count(string! text) -> int", "Count(string! text, int more) -> int");
        Succeeds(Pack("packages", "-p:Version=0.2.0", "-p:PublishedVersion=0.1.0"));
    }

    [Fact]
    public void A_release_is_made_of_a_commit()
    {
        WriteProject();
        Source("public static int Count(string text) => text.Length;", "Count(string! text) -> int");
        File.WriteAllText(folder.File(".gitignore"), "bin\nobj\npackages\nrestored\n");
        foreach (string[] arguments in (string[][])
            [["init", "--quiet"], ["add", "."],
                ["-c", "user.name=Tests", "-c", "user.email=tests@localhost", "commit", "--quiet", "--message", "First"]])
            Assert.Equal(0, ToolRun.Run("git", folder.Path, arguments).ExitCode);
        Succeeds(Pack("packages", "-p:Release=true"));
        File.WriteAllText(folder.File("src/Small/Other.txt"), "not in a commit");
        Fails(Pack("packages", "-p:Release=true"), "error MINIGRAD2: ", "src/Small/Other.txt");
        Succeeds(Pack("packages"));
    }

    /// <summary>A small project under the rules of the packages'.</summary>
    private void WriteProject()
    {
        foreach (string name in (string[])
            ["Directory.Build.props", "Directory.Packages.props", "global.json", "LICENSE", "src/Directory.Build.props",
                "src/Directory.Build.targets", "src/icon.png"])
            Write(name, File.ReadAllBytes(Repository.FullPath(name)));
        Write("src/Small/README.md", "A small package."u8);
        Write("src/Small/PublicAPI.Shipped.txt", "#nullable enable\n"u8);
        Write("src/Small/Small.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <Description>A small package.</Description>
                <NoWarn>$(NoWarn);CS1591;RS0026;RS0027</NoWarn>
              </PropertyGroup>
              <ItemGroup>
                <!-- What is public is compared with the last package here, and written down for the other rule only. -->
                <ProjectReference Remove="@(ProjectReference)" />
              </ItemGroup>
            </Project>
            """u8);
    }

    private void Source(string members, params string[] signatures)
    {
        Write("src/Small/Text.cs", System.Text.Encoding.UTF8.GetBytes(
            $"namespace Small;\n\npublic static class Text\n{{\n    {members}\n}}\n"));
        string api = string.Concat(signatures.Select(signature => $"static Small.Text.{signature}\n"));
        Write("src/Small/PublicAPI.Unshipped.txt", System.Text.Encoding.UTF8.GetBytes($"#nullable enable\nSmall.Text\n{api}"));
    }

    private void Write(string name, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        File.WriteAllBytes(folder.File(name), content);
    }

    private ToolRun Pack(string output, params string[] more) => ToolRun.Dotnet(
        folder.Path,
        ["pack", "src/Small", "-c", "Release", "--nologo", "-o", folder.File(output),
            $"-p:PublishedPackages={folder.File("published")}", .. more]);

    private static void Succeeds(ToolRun run) => Assert.True(run.ExitCode == 0, run.Output);

    private static void Fails(ToolRun run, params string[] expected)
    {
        Assert.NotEqual(0, run.ExitCode);
        foreach (string text in expected) Assert.Contains(text, run.Output, StringComparison.Ordinal);
    }
}
