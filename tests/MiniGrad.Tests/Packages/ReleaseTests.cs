using Xunit;

namespace MiniGrad.Tests.Packages;

/// <summary>A package is refused that was published already, that is not of a commit, and that takes away what the last one
/// offered.</summary>
[Collection(nameof(Toolchain))]
public class ReleaseTests
{
    [Fact]
    public void Published_versions_changed_files_and_breaking_changes_are_refused()
    {
        using SmallProject project = new(hasAnalyzer: false);
        Source(project, "public static int Count(string text) => text.Length;", "Count(string! text) -> int");
        Succeeds(project.Pack("published"));
        Fails(project.Pack("packages"), "error MINIGRAD1: Small 0.1.0 is published already");
        Succeeds(project.Pack("packages", "-p:Version=0.2.0", "-p:PublishedVersion=0.1.0"));
        Fails(
            project.Pack("packages", "-p:Version=0.3.0", "-p:PublishedVersion=0.2.0"), "error MINIGRAD3: ",
            "Small.0.2.0.nupkg' is not there");

        // A program that was compiled with the method of one parameter does not find it anymore.
        Source(
            project, "public static int Count(string text, int more = 0) => text.Length + more;",
            "Count(string! text, int more = 0) -> int");
        Fails(project.Pack("packages", "-p:Version=0.2.0", "-p:PublishedVersion=0.1.0"), "error CP0002", "Small.Text.Count(string)");
        Source(
            project,
            "public static int Count(string text) => Count(text, 0);\n    public static int Count(string text, int more) => text.Length " +
            "+ more;",
            "Count(string! text) -> int", "Count(string! text, int more) -> int");
        Succeeds(project.Pack("packages", "-p:Version=0.2.0", "-p:PublishedVersion=0.1.0"));
    }

    [Fact]
    public void A_release_is_made_of_a_commit()
    {
        using SmallProject project = new(hasAnalyzer: false);
        Source(project, "public static int Count(string text) => text.Length;", "Count(string! text) -> int");
        project.Write(".gitignore", "bin\nobj\npackages\nrestored\n");
        foreach (string[] arguments in (string[][])
            [["init", "--quiet"], ["add", "."],
                ["-c", "user.name=Tests", "-c", "user.email=tests@localhost", "commit", "--quiet", "--message", "First"]])
            Assert.Equal(0, ToolRun.Run("git", project.Path, arguments).ExitCode);
        Succeeds(project.Pack("packages", "-p:Release=true"));
        project.Write("src/Small/Other.txt", "not in a commit");
        Fails(project.Pack("packages", "-p:Release=true"), "error MINIGRAD2: ", "src/Small/Other.txt");
        Succeeds(project.Pack("packages"));
    }

    private static void Source(SmallProject project, string members, params string[] signatures)
    {
        project.Source($"public static class Text\n{{\n    {members}\n}}");
        project.Api(["Small.Text", .. signatures.Select(signature => $"static Small.Text.{signature}")]);
    }

    private static void Succeeds(ToolRun run) => Assert.True(run.ExitCode == 0, run.Output);

    private static void Fails(ToolRun run, params string[] expected)
    {
        Assert.NotEqual(0, run.ExitCode);
        foreach (string text in expected) Assert.Contains(text, run.Output, StringComparison.Ordinal);
    }
}
