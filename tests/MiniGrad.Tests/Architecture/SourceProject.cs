using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MiniGrad.Tests.Architecture;

/// <summary>The source code of a project under <c>src</c>, compiled in memory.</summary>
internal sealed class SourceProject
{
    private static readonly string root = Root();
    private readonly Lazy<CSharpCompilation> compilation;

    private SourceProject(string name)
    {
        Name = name;
        compilation = new(Compile);
    }

    /// <summary>The name of the project that is a package of templates: no assembly comes of it.</summary>
    public const string Templates = "MiniGrad.Templates";

    /// <summary>The names of the packages that are made of the projects under <c>src</c>.</summary>
    public static IReadOnlyList<string> Packages { get; } =
        [.. Directory.GetDirectories(root).Select(folder => Path.GetFileName(folder)!)
            .Where(name => File.Exists(Path.Combine(root, name, $"{name}.csproj"))).Order(StringComparer.Ordinal)];

    /// <summary>Every project under <c>src</c> that an assembly comes of.</summary>
    public static IReadOnlyList<SourceProject> All { get; } =
        [.. Packages.Where(name => name != Templates).Select(name => new SourceProject(name))];

    /// <summary>The name of the project, its folder and its assembly.</summary>
    public string Name { get; }

    /// <summary>The content of the project file.</summary>
    public string ProjectFile => File.ReadAllText(Path.Combine(root, Name, $"{Name}.csproj"));

    /// <summary>The paths of the source files, relative to the project's folder.</summary>
    public IEnumerable<string> Files => Directory.EnumerateFiles(Path.Combine(root, Name), "*.cs", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Path.Combine(root, Name), path).Replace(Path.DirectorySeparatorChar, '/'))
        .Where(path => path.Split('/')[0] is not ("bin" or "obj"));

    /// <summary>The source files with what the compiler knows of them.</summary>
    public CSharpCompilation Compilation => compilation.Value;

    /// <summary>The content of a source file.</summary>
    public string Read(string file) => File.ReadAllText(Path.Combine(root, Name, file));

    private CSharpCompilation Compile()
    {
        CSharpParseOptions options = new(LanguageVersion.Latest, DocumentationMode.None);
        const string Usings =
            "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; " +
            "global using System.Threading; global using System.Threading.Tasks; global using System.Numerics; " +
            "global using System.Runtime.CompilerServices; global using static System.Runtime.CompilerServices.MethodImplOptions;";
        IEnumerable<SyntaxTree> trees = Files.Select(file => CSharpSyntaxTree.ParseText(Read(file), options, file))
            .Append(CSharpSyntaxTree.ParseText(Usings, options)).Append(CSharpSyntaxTree.ParseText(OwnUsings(), options));
        string[] assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        IEnumerable<MetadataReference> references = assemblies.Where(path => Path.GetFileNameWithoutExtension(path) != Name)
            .Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create(Name, trees, references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
    }

    private string OwnUsings() => string.Join(' ', Regex.Matches(ProjectFile, "<Using Include=\"([^\"]*)\" />")
        .Select(match => $"global using {match.Groups[1].Value};"));

    private static string Root([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "src"));
}
