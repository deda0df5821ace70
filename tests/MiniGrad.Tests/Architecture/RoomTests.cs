using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace MiniGrad.Tests.Architecture;

/// <summary>The folders of a project are rooms: few files, one subject, and no two that need each other. The compiler keeps the projects
/// apart.</summary>
public partial class RoomTests
{
    private const int MostFiles = 25;

    public static TheoryData<string> Projects => [.. SourceProject.All.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_room_is_crowded(string project)
    {
        IEnumerable<string> crowded = Project(project).Files.GroupBy(Room).Where(room => room.Count() > MostFiles)
            .Select(room => $"{room.Key}: {room.Count()} files");
        Assert.Empty(crowded);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Rooms_do_not_need_each_other(string project)
    {
        Dictionary<(string From, string To), string> needs = Needs(Project(project));
        Dictionary<string, HashSet<string>> reach =
            needs.Keys.GroupBy(need => need.From).ToDictionary(room => room.Key, room => room.Select(need => need.To).ToHashSet());
        bool hasGrown;
        do
        {
            hasGrown = false;
            foreach (HashSet<string> rooms in reach.Values)
                foreach (string room in rooms.ToArray())
                    if (reach.TryGetValue(room, out HashSet<string>? further))
                        foreach (string next in further) hasGrown |= rooms.Add(next);
        }
        while (hasGrown);
        string[] circles =
            [.. needs.Where(need => reach.TryGetValue(need.Key.To, out HashSet<string>? back) && back.Contains(need.Key.From))
            .Select(need => $"{need.Key.From} needs {need.Key.To}: {need.Value}").Order()];
        Assert.True(circles.Length == 0, string.Join(Environment.NewLine, circles));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_follow_projects_and_in_the_core_rooms(string project)
    {
        SourceProject source = Project(project);
        foreach (string file in source.Files)
        {
            string room = file.Contains('/') ? file.Split('/')[0] : "";
            bool isInRoot =
                source.Name != "MiniGrad" || room is "" or "Autograd" or "Operations" or "Derivatives" or "Capture" or "Files" or "Text";
            string expected = isInRoot ? source.Name : $"{source.Name}.{room}";
            Match declared = Namespace().Match(source.Read(file));
            if (declared.Success) Assert.True(declared.Groups[1].Value == expected,
                $"{source.Name}/{file} should be in the namespace {expected}.");
        }
    }

    [Fact]
    public void Only_kernels_and_the_interop_use_the_platforms_tensors()
    {
        foreach (SourceProject project in SourceProject.All)
        {
            foreach (string file in project.Files.Where(file => !file.StartsWith("Kernels/", StringComparison.Ordinal)
                && file != "Tensor.Interop.cs"))
                Assert.False(project.Read(file).Contains("System.Numerics.Tensors", StringComparison.Ordinal),
                    $"{project.Name}/{file} uses System.Numerics.Tensors.");
        }
    }

    [Fact]
    public void Each_project_depends_on_its_own_packages_and_no_other()
    {
        Dictionary<string, string[]> packages = new()
        {
            ["MiniGrad"] = ["System.Numerics.Tensors"],
            ["MiniGrad.Data"] = ["CsvHelper"],
            ["MiniGrad.Onnx"] = ["Google.Protobuf", "Grpc.Tools"],
            ["MiniGrad.Arrow"] = ["Apache.Arrow", "Apache.Arrow.Compression"],
            ["MiniGrad.Parquet"] = ["Parquet.Net"],
            ["MiniGrad.Search.Sqlite"] = ["Microsoft.Data.Sqlite"],
            ["MiniGrad.Search.PostgreSql"] = ["Npgsql"],
            ["MiniGrad.Cli"] = ["System.CommandLine", "Spectre.Console"],
        };
        foreach (SourceProject project in SourceProject.All)
            Assert.Equal(packages.GetValueOrDefault(project.Name, []),
                PackageReference().Matches(project.ProjectFile).Select(match => match.Groups[1].Value));
    }

    [Fact]
    public void The_check_sees_types_in_declarations_and_in_code()
    {
        Dictionary<(string From, string To), string> needs = Needs(Project("MiniGrad"));
        Assert.Contains(("Operations/Products", "Kernels/MatrixProducts"), needs.Keys);
        Assert.Contains(("Optimizers", "Schedules"), needs.Keys);
        Assert.DoesNotContain(("Schedules", "Optimizers"), needs.Keys);
    }

    private static SourceProject Project(string name) => SourceProject.All.Single(project => project.Name == name);

    private static string Room(string file) => Path.GetDirectoryName(file)!.Replace('\\', '/');

    /// <summary>Which room names types of which other, with an example. A partial type lives in the file that has its name.</summary>
    private static Dictionary<(string From, string To), string> Needs(SourceProject project)
    {
        Dictionary<(string, string), string> needs = [];
        foreach (SyntaxTree tree in project.Compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0))
        {
            SemanticModel model = project.Compilation.GetSemanticModel(tree);
            string from = Room(tree.FilePath);
            foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (model.GetSymbolInfo(name).Symbol is not INamedTypeSymbol type || type.DeclaringSyntaxReferences.Length == 0) continue;
                string[] files = [.. type.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree.FilePath)];
                string home = files.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == type.Name) ?? files[0];
                if (Room(home) != from) needs.TryAdd((from, Room(home)), $"{Path.GetFileName(tree.FilePath)} names {type.Name}");
            }
        }
        return needs;
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex("<PackageReference Include=\"([^\"]+)\"")]
    private static partial Regex PackageReference();
}
