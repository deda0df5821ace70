using System.Text.RegularExpressions;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Documentation;
using MiniGrad.Tests.Packages;
using Xunit;

namespace MiniGrad.Tests.Native;

/// <summary>A program outside the repository that has its packages and is compiled to native code.</summary>
[Collection(nameof(Toolchain))]
public sealed class NativeConsumerTests : IDisposable
{
    private const string Note = "MiniGrad: ";

    private readonly TemporaryFolder folder = new();

    public NativeConsumerTests()
    {
        File.WriteAllText(folder.File("NuGet.config"), PackageFeed.Configuration(RepositoryPackages.Folder));
        File.WriteAllText(folder.File("Xor.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <PublishAot>true</PublishAot>
                <InvariantGlobalization>true</InvariantGlobalization>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="MiniGrad" Version="{RepositoryPackages.Version}" /></ItemGroup>
            </Project>
            """);
        CodeSample xor = new MarkdownPage("README.md").Samples
            .First(sample => sample.Code.Contains("new Mlp<float>([2, 8, 1]", StringComparison.Ordinal));
        File.WriteAllText(folder.File("Program.cs"), xor.Code);
    }

    public void Dispose() => folder.Dispose();

    [NativeFact]
    public void First_network_of_the_page_is_a_small_program_and_its_user_is_told_of_the_vectors_once()
    {
        ToolRun published = ToolRun.Dotnet(folder.Path, "publish", "-c", "Release", "--nologo", "-o", folder.File("out"));
        Assert.True(published.ExitCode == 0, published.Output);
        Assert.DoesNotContain("warning", published.Output, StringComparison.OrdinalIgnoreCase);
        string note = Assert.Single(published.Output.Split('\n'), line => line.Contains(Note, StringComparison.Ordinal));
        Assert.Contains("IlcInstructionSet=x86-64-v3", note, StringComparison.Ordinal);
        Assert.InRange(new FileInfo(folder.File("out/Xor")).Length, 1, 2_500_000);

        ToolRun run = ToolRun.Run(folder.File("out/Xor"), folder.Path);
        Assert.True(run.ExitCode == 0, run.Output);
        double[] outputs = [.. Regex.Matches(run.Output, @"\d\.\d+(E-\d+)?")
            .Select(match => double.Parse(match.Value, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal([0, 1, 1, 0], outputs.Select(value => Math.Round(value)));
    }

    [NativeFact]
    public void User_who_chose_the_instructions_or_compiles_nothing_is_told_nothing()
    {
        Assert.Contains(Note, Prepare(), StringComparison.Ordinal);
        Assert.DoesNotContain(Note, Prepare("-p:IlcInstructionSet=native"), StringComparison.Ordinal);
        Assert.DoesNotContain(Note, Prepare("-p:PublishAot=false"), StringComparison.Ordinal);

        string Prepare(params string[] settings)
        {
            ToolRun run = ToolRun.Dotnet(folder.Path,
                ["build", "-c", "Release", "--nologo", "-t:PrepareForPublish", "-p:UseCurrentRuntimeIdentifier=true", .. settings]);
            Assert.True(run.ExitCode == 0, run.Output);
            return run.Output;
        }
    }
}
