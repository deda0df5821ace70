using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MiniGrad.Tests.Architecture;
using MiniGrad.Tests.Data;

namespace MiniGrad.Tests.Documentation;

/// <summary>A sample as a program of its own, as it is in a new project that refers to the library.</summary>
internal sealed class SampleProgram
{
    private static readonly CSharpParseOptions parsing = new(LanguageVersion.Latest, DocumentationMode.None);

    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; " +
        "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly MetadataReference[] references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(IsReferred)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly CSharpCompilation compilation;
    private readonly string? libraries;

    /// <param name="sample">The sample.</param>
    /// <param name="usings">Namespaces whose types it may use without saying so.</param>
    public SampleProgram(CodeSample sample, params IEnumerable<string> usings) : this(sample, null, usings) { }

    /// <param name="sample">The sample.</param>
    /// <param name="libraries">The folder of the library's assemblies, if they are not those of the tests.</param>
    /// <param name="usings">Namespaces whose types it may use without saying so.</param>
    public SampleProgram(CodeSample sample, string? libraries, IEnumerable<string> usings)
    {
        this.libraries = libraries;
        SyntaxTree tree = CSharpSyntaxTree.ParseText(Assemble(sample, usings), parsing, sample.File);
        compilation = sample.Project is { } project
            ? SourceProject.All.Single(source => source.Name == project).Compilation.AddSyntaxTrees(tree)
            : CSharpCompilation.Create(
                "Sample", [CSharpSyntaxTree.ParseText(ImplicitUsings, parsing), tree],
                libraries is null ? references : [.. references.Where(reference => !IsOwn(reference)), .. In(libraries)],
                new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>What the compiler says, each with file and line.</summary>
    public IEnumerable<string> Errors => compilation.GetDiagnostics()
        .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
        .Select(error => (Place: error.Location.GetMappedLineSpan(), Message: error.GetMessage()))
        .Select(error => $"{error.Place.Path}:{error.Place.StartLinePosition.Line + 1}: {error.Message}");

    /// <summary>Runs it in an empty folder. No other test may run meanwhile: console and current folder belong to the process.</summary>
    /// <returns>What it has written to the console.</returns>
    public string Run()
    {
        using MemoryStream image = new();
        if (!compilation.Emit(image).Success) throw new InvalidOperationException(string.Join(Environment.NewLine, Errors));
        image.Position = 0;
        AssemblyLoadContext context = new SampleContext(libraries);
        TextWriter console = Console.Out;
        string current = Environment.CurrentDirectory;
        using TemporaryFolder folder = new();
        using StringWriter output = new();
        try
        {
            Environment.CurrentDirectory = folder.Path;
            Console.SetOut(output);
            MethodInfo main = context.LoadFromStream(image).EntryPoint!;
            object?[] arguments = main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()];
            main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            return output.ToString();
        }
        finally
        {
            Console.SetOut(console);
            Environment.CurrentDirectory = current;
            context.Unload();
        }
    }

    private static bool IsOwn(MetadataReference reference) =>
        Path.GetFileName(reference.Display!).StartsWith("MiniGrad", StringComparison.Ordinal);

    private static IEnumerable<MetadataReference> In(string folder) =>
        Directory.GetFiles(folder, "MiniGrad*.dll").Select(path => MetadataReference.CreateFromFile(path));

    private static bool IsReferred(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return name == "MiniGrad" || name == "netstandard" || name == "mscorlib" || name.StartsWith("System.", StringComparison.Ordinal) ||
            (name.StartsWith("MiniGrad.", StringComparison.Ordinal) && name is not "MiniGrad.Tests");
    }

    private static string Assemble(CodeSample sample, IEnumerable<string> usings)
    {
        StringBuilder program = new();
        if (sample.Project is not null) return program.AppendLine($"#line {sample.Line} \"{sample.File}\"").Append(sample.Code).ToString();
        List<(CodeSample Of, SyntaxNode Node)> nodes = [];
        foreach (CodeSample part in (CodeSample[])[.. sample.Usings, .. sample.Before, sample])
        {
            CompilationUnitSyntax root = CSharpSyntaxTree.ParseText(part.Code, parsing).GetCompilationUnitRoot();
            int[] kinds = [.. root.Members.Select(Rank)];
            if (!kinds.SequenceEqual(kinds.Order())) throw new InvalidOperationException($"{part}: types must come after statements.");
            nodes.AddRange(root.Usings.Concat<SyntaxNode>(root.Members).Select(node => (part, node)));
        }
        foreach (string name in usings) program.AppendLine($"using {name};");
        AppendAll(0);
        foreach (string code in SampleNeeds.Of(sample)) program.AppendLine("#line 1 \"needs\"").AppendLine(code);
        AppendAll(1);
        if (!nodes.Exists(item => Rank(item.Node) == 1)) program.AppendLine("_ = 0;");
        AppendAll(2);
        return program.ToString();

        void AppendAll(int rank)
        {
            foreach ((CodeSample of, SyntaxNode node) in nodes.Where(item => Rank(item.Node) == rank))
            {
                int line = of.Line + node.SyntaxTree.GetLineSpan(node.FullSpan).StartLinePosition.Line;
                program.AppendLine($"#line {line} \"{of.File}\"").AppendLine(node.ToFullString());
            }
        }
    }

    // A program is usings, then statements, then types.

    private static int Rank(SyntaxNode node) => node switch { UsingDirectiveSyntax => 0, GlobalStatementSyntax => 1, _ => 2 };

    /// <summary>Loads the library from a folder, or as the tests do.</summary>
    private sealed class SampleContext(string? libraries) : AssemblyLoadContext("sample", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName name) => libraries is not null
            && Path.Combine(libraries, $"{name.Name}.dll") is var path && File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
