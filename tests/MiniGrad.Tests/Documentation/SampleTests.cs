using System.Reflection;
using MiniGrad.Tests.Architecture;
using MiniGrad.Tests.Search;
using Xunit;

namespace MiniGrad.Tests.Documentation;

/// <summary>Everything that a reader may copy compiles as it is written; samples on pages run.</summary>
[Collection(nameof(Alone))]
public class SampleTests
{
    // Those of the comments stand in the documentation of a type, which names its namespace.
    private static readonly string[] namespaces =
    [
        "System.Diagnostics",
        .. SourceProject.All.Where(project => project.Name != "MiniGrad.Cli")
            .SelectMany(project => Assembly.Load(project.Name).GetExportedTypes()).Select(type => type.Namespace!).Distinct(),
    ];

    public static TheoryData<string> OnPages => [.. AllOnPages().Select(sample => sample.ToString())];

    public static TheoryData<string> InComments => [.. DocumentationComments.Samples.Select(sample => sample.ToString())];

    [Theory]
    [MemberData(nameof(OnPages))]
    public void Sample_on_a_page_compiles_and_runs(string place)
    {
        CodeSample sample = AllOnPages().Single(sample => sample.ToString() == place);
        SampleProgram program = new(sample);
        string[] errors = [.. program.Errors];
        Assert.True(errors.Length == 0, string.Join(Environment.NewLine, errors));
        if (sample.Project is not null) return;
        if (sample.Needs?.Contains(SampleNeeds.PostgreSql) == true)
        {
            // Where its programs are not here, it only compiles.
            if (PostgreSqlPrograms.Reason is not null) return;
            Environment.SetEnvironmentVariable("STUDIES", PostgreSqlServer.Shared.CreateDatabase());
        }
        string output = program.Run();
        if (sample.Output is { } shown) Assert.Equal(shown, output.ReplaceLineEndings("\n").TrimEnd('\n'));
    }

    [Theory]
    [MemberData(nameof(InComments))]
    public void Sample_in_a_documentation_comment_compiles(string place)
    {
        CodeSample sample = DocumentationComments.Samples.Single(sample => sample.ToString() == place);
        string[] errors = [.. new SampleProgram(sample, namespaces).Errors];
        Assert.True(errors.Length == 0, string.Join(Environment.NewLine, errors));
    }

    [Fact]
    public void Sample_that_does_not_compile_is_reported_with_file_and_line()
    {
        CodeSample sample = new("page.md", 7, "int number = 1;\nint other = numbr;") { Needs = [] };
        Assert.StartsWith("page.md:8: ", Assert.Single(new SampleProgram(sample).Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Sample_cannot_use_what_is_internal()
    {
        CodeSample sample = new("page.md", 7, "object? kernel = default(MiniGrad.Kernels.Softmax);") { Needs = [] };
        Assert.NotEmpty(new SampleProgram(sample).Errors);
    }

    [Fact]
    public void Output_of_a_sample_is_captured()
    {
        CodeSample sample = new("page.md", 7, "Console.WriteLine(data.Count);") { Needs = ["data"] };
        Assert.Equal($"300{Environment.NewLine}", new SampleProgram(sample).Run());
    }

    private static IEnumerable<CodeSample> AllOnPages() => Repository.Pages.SelectMany(page => new MarkdownPage(page).Samples);
}
