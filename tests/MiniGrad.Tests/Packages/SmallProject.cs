using System.Text;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Documentation;

namespace MiniGrad.Tests.Packages;

/// <summary>A small project under the rules of the packages', in a folder of its own.</summary>
internal sealed class SmallProject : IDisposable
{
    private const string Analyzers = "analyzers/MiniGrad.Analyzers";
    private readonly TemporaryFolder folder = new();

    /// <param name="hasAnalyzer">Whether it is under the rule for kinds and modifiers of types as well, which takes a while.</param>
    public SmallProject(bool hasAnalyzer)
    {
        foreach (string name in (string[])
            [".editorconfig", "Directory.Build.props", "Directory.Packages.props", "global.json", "LICENSE", "src/Directory.Build.props",
                "src/Directory.Build.targets", "src/icon.png"])
            Copy(name);
        Write("src/Small/README.md", "A small package.");
        Write("src/Small/PublicAPI.Shipped.txt", "#nullable enable\n");
        Write("src/Small/Small.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <Description>A small package.</Description>
                <NoWarn>$(NoWarn);CS1591;RS0026;RS0027</NoWarn>
              </PropertyGroup>
              {(hasAnalyzer ? "" : "<ItemGroup><ProjectReference Remove=\"@(ProjectReference)\" /></ItemGroup>")}
            </Project>
            """);
        if (!hasAnalyzer) return;
        foreach (string file in Directory.EnumerateFiles(Repository.FullPath(Analyzers), "*", SearchOption.AllDirectories))
            if (!file.Split(System.IO.Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
                Copy(System.IO.Path.GetRelativePath(Repository.Root, file));
    }

    public string Path => folder.Path;

    public string File(string name) => folder.File(name);

    public void Dispose() => folder.Dispose();

    /// <summary>Writes the only file of sources.</summary>
    public void Source(string types) => Write("src/Small/Types.cs", $"namespace Small;\n\n{types}\n");

    /// <summary>Writes down what is public.</summary>
    public void Api(params string[] lines) =>
        Write("src/Small/PublicAPI.Unshipped.txt", $"#nullable enable\n{string.Join('\n', lines)}\n");

    public void Write(string name, string content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllText(File(name), content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    public ToolRun Build() => ToolRun.Dotnet(Path, "build", "src/Small", "-c", "Release", "--nologo");

    /// <summary>Makes a package of it.</summary>
    /// <param name="output">The folder it goes to.</param>
    /// <param name="more">Further arguments.</param>
    public ToolRun Pack(string output, params string[] more) => ToolRun.Dotnet(
        Path, ["pack", "src/Small", "-c", "Release", "--nologo", "-o", File(output), $"-p:PublishedPackages={File("published")}", .. more]);

    private void Copy(string name)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(name))!);
        System.IO.File.Copy(Repository.FullPath(name), File(name));
    }
}
