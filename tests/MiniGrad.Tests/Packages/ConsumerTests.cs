using MiniGrad.Tests.Architecture;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Documentation;
using Xunit;

namespace MiniGrad.Tests.Packages;

/// <summary>A project outside the repository that has nothing of it but its packages.</summary>
[Collection(nameof(Alone))]
public sealed class ConsumerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ConsumerTests()
    {
        File.WriteAllText(folder.File("NuGet.config"), PackageFeed.Configuration(RepositoryPackages.Folder));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_sample_of_the_pages_compiles_and_runs()
    {
        IEnumerable<string> libraries = SourceProject.All.Select(project => project.Name).Where(name => name != "MiniGrad.Cli");
        Write(
            "Consumer.csproj",
            string.Join("", libraries.Select(id => $"<PackageReference Include=\"{id}\" Version=\"{RepositoryPackages.Version}\" />")));
        File.WriteAllText(folder.File("Program.cs"), "System.Console.WriteLine(MiniGrad.Tensor.Vector(1.0, 2).Sum());");
        ToolRun built = ToolRun.Dotnet(folder.Path, "build", "-c", "Release", "--nologo", "-p:TreatWarningsAsErrors=true");
        Assert.True(built.ExitCode == 0, built.Output);

        string output = folder.File("bin/Release/net10.0");
        List<string> faults = [];
        IEnumerable<CodeSample> samples = Repository.Pages.SelectMany(page => new MarkdownPage(page).Samples);
        foreach (CodeSample sample in samples.Where(sample => sample.Project is null))
        {
            SampleProgram program = new(sample, output, []);
            string[] errors = [.. program.Errors];
            faults.AddRange(errors);
            if (errors.Length == 0) program.Run();
        }
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    private void Write(string name, string references, string properties = "") => File.WriteAllText(folder.File(name), $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            {properties}
          </PropertyGroup>
          <ItemGroup>{references}</ItemGroup>
        </Project>
        """);
}
