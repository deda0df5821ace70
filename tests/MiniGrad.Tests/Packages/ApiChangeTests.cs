using Xunit;

namespace MiniGrad.Tests.Packages;

/// <summary>A change of what is public fails the build until it is written down.</summary>
[Collection(nameof(Toolchain))]
public class ApiChangeTests
{
    [Fact]
    public void What_breaks_users_fails_the_build_by_name()
    {
        using SmallProject project = new(hasAnalyzer: true);
        project.Api(
            "Small.Reader", "Small.Reader.Reader() -> void", "Small.Reader.Width.get -> int", "Small.Reader.Read(string! text) -> int");
        project.Write("src/Small/PublicTypes.txt", "sealed class Small.Reader\n");
        // It was sealed, its width was public, and its method had one parameter.
        project.Source("""
            public abstract class Reader
            {
                internal int Width => 1;

                public int Read(string text, int more = 0) => text.Length + more + Width;
            }
            """);
        ToolRun run = project.Build();
        Assert.NotEqual(0, run.ExitCode);
        foreach (string expected in (string[])
            ["error MINIGRAD10: 'abstract class Small.Reader' is not in PublicTypes.txt",
                "error MINIGRAD11: 'sealed class Small.Reader' is in PublicTypes.txt, but not in the project",
                "error RS0017: Symbol 'Small.Reader.Width.get -> int'", "error RS0016", "int more = 0"])
            Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }
}
