using System.Diagnostics;
using System.Text.RegularExpressions;
using MiniGrad.Tests.Data;
using Xunit;
using Xunit.Abstractions;

namespace MiniGrad.Tests.Packages;

/// <summary>Projects made of the templates, outside the repository, with nothing of it but its packages.</summary>
[Collection(nameof(Toolchain))]
public sealed class TemplateTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ITestOutputHelper output;
    private readonly string hive;
    private readonly string version;

    public TemplateTests(ITestOutputHelper output)
    {
        this.output = output;
        File.WriteAllText(folder.File("NuGet.config"), PackageFeed.Configuration(RepositoryPackages.Folder));
        hive = folder.File("hive");
        string package = Directory.GetFiles(RepositoryPackages.Folder, "MiniGrad.Templates.*.nupkg").Single();
        version = Regex.Match(Path.GetFileName(package), @"^MiniGrad\.Templates\.(.*)\.nupkg$").Groups[1].Value;
        Dotnet(folder.Path, "new", "install", package, "--debug:custom-hive", hive);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void From_an_empty_folder_to_a_trained_model_in_a_minute()
    {
        Stopwatch watch = Stopwatch.StartNew();
        New("minigrad-tabular", "Irises");
        string text = Build("Irises", folder.Path, expected: 0);
        output.WriteLine($"{watch.Elapsed.TotalSeconds:F1} s");
        Assert.Matches(@"120 rows to learn from, 30 held out\n(9\d\.\d|100\.0) ?%", text);
        Assert.True(File.Exists(folder.File("Irises.safetensors")));
    }

    [Fact]
    public void Folder_that_manages_versions_gets_projects_that_build()
    {
        string managed = Directory.CreateDirectory(folder.File("managed")).FullName;
        string versions = Path.Combine(managed, "Directory.Packages.props");
        WriteVersions(versions, "");
        New("minigrad-network", "managed/My Network");
        // The name has a space, and the project nothing that the common list would have to know.
        Assert.Matches(@"validation: loss \S+, accuracy (1|0\.9\d*)\n", Build("managed/My Network", managed, expected: 0));
        New("minigrad-tabular", "managed/Irises");
        // What the list names, it names for this project too.
        WriteVersions(versions, $"""<PackageVersion Include="MiniGrad.Estimators" Version="{version}" />""");
        Assert.Contains("30 held out", Build("managed/Irises", managed, expected: 0), StringComparison.Ordinal);
    }

    [Fact]
    public void File_of_the_user_is_learned_from_and_one_that_is_missing_is_named()
    {
        File.WriteAllLines(
            folder.File("my \"plants\".csv"),
            Enumerable.Range(0, 80).Select(i => $"{i % 9},{(i % 7 == 0 ? "" : i % 3 == 0 ? "moor" : "rock")},{2 * (i % 9) + 1.5}")
                .Prepend("size,ground,price"));
        New("minigrad-tabular", "Plants", "--csv", "my \"plants\".csv", "--target", "price");
        Assert.False(File.Exists(folder.File("Plants/sample-irises.csv")));
        string text = Build("Plants", folder.Path, expected: 0);
        Assert.Matches(@"R² of the rows held out: (0\.9|1\.0)", text);

        // From another folder it is found above the program; not there at all, it is named.
        string run = RunBuilt("Plants", Directory.CreateDirectory(folder.File("elsewhere")).FullName, expected: 0);
        Assert.Contains("R² of the rows held out", run, StringComparison.Ordinal);
        File.Delete(folder.File("my \"plants\".csv"));
        Assert.Contains("There is no file 'my \"plants\".csv'", RunBuilt("Plants", folder.Path, expected: 1), StringComparison.Ordinal);
    }

    private static void WriteVersions(string path, string versions) => File.WriteAllText(path, $"""
        <Project>
          <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
          <ItemGroup>{versions}</ItemGroup>
        </Project>
        """);

    private void New(string template, string name, params string[] options) =>
        Dotnet(folder.Path, ["new", template, "-o", name, "--debug:custom-hive", hive, .. options]);

    private string Build(string project, string start, int expected)
    {
        Dotnet(folder.File(project), "build", "-c", "Release", "--nologo", "-warnaserror");
        return RunBuilt(project, start, expected);
    }

    private string RunBuilt(string project, string start, int expected)
    {
        string program = folder.File($"{project}/bin/Release/net10.0/{Path.GetFileName(project)}.dll");
        ToolRun run = ToolRun.Dotnet(start, program);
        Assert.True(run.ExitCode == expected, run.Output);
        return run.Output.ReplaceLineEndings("\n");
    }

    private static void Dotnet(string start, params string[] arguments)
    {
        ToolRun run = ToolRun.Dotnet(start, arguments);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', arguments)}\n{run.Output}");
    }
}
