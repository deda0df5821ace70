using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace MiniGrad.Tests.Architecture;

/// <summary>Folders are layers: each may use some of the others and knows nothing of the rest.</summary>
public partial class LayeringTests
{
    private static readonly string[] core = ["MiniGrad", "MiniGrad.Kernels", "MiniGrad.Kernels.Simd"];

    /// <summary>For each namespace of the library, those that it may use besides itself.</summary>
    private static readonly Dictionary<string, string[]> allowed = new()
    {
        ["MiniGrad.Kernels"] = ["MiniGrad.Kernels.Simd", "MiniGrad.Kernels.MatrixProducts"],
        ["MiniGrad.Kernels.MatrixProducts"] = ["MiniGrad.Kernels", "MiniGrad.Kernels.Simd"],
        ["MiniGrad.Kernels.Simd"] = [],
        ["MiniGrad"] = ["MiniGrad.Kernels", "MiniGrad.Kernels.Simd"],
        ["MiniGrad.Layers"] = [.. core, "MiniGrad.Losses", "MiniGrad.Initializers"],
        ["MiniGrad.Losses"] = [.. core, "MiniGrad.Layers", "MiniGrad.Initializers"],
        ["MiniGrad.Initializers"] = [.. core, "MiniGrad.Layers", "MiniGrad.Losses"],
        ["MiniGrad.Optimizers"] = [.. core, "MiniGrad.Schedules"],
        ["MiniGrad.Schedules"] = [],
        ["MiniGrad.Training"] = [.. core, "MiniGrad.Layers", "MiniGrad.Losses", "MiniGrad.Optimizers", "MiniGrad.Schedules", "MiniGrad.Data", "MiniGrad.Metrics", "MiniGrad.Diagnostics", "MiniGrad.Training.Stopping",
            "MiniGrad.Training.Checkpointing", "MiniGrad.Serialization"],
        ["MiniGrad.Training.Checkpointing"] = [.. core, "MiniGrad.Layers", "MiniGrad.Optimizers", "MiniGrad.Serialization", "MiniGrad.Training"],
        ["MiniGrad.Training.Stopping"] = core,
        ["MiniGrad.Training.Minimization"] = [.. core, "MiniGrad.Optimizers", "MiniGrad.Data", "MiniGrad.Training", "MiniGrad.Training.Stopping"],
        ["MiniGrad.Diagnostics"] = [.. core, "MiniGrad.Layers", "MiniGrad.Optimizers"],
        ["MiniGrad.Metrics"] = core,
        ["MiniGrad.Data"] = ["MiniGrad.Data.Digits", .. core],
        ["MiniGrad.Data.Digits"] = ["MiniGrad.Data", .. core],
        ["MiniGrad.Data.Tables"] = ["MiniGrad.Data", .. core],
        ["MiniGrad.Csv"] = ["MiniGrad.Data", "MiniGrad.Data.Tables"],
        ["MiniGrad.Serialization"] = [.. core, "MiniGrad.Layers", "MiniGrad.Data"],
        ["MiniGrad.Estimators"] =
        [
            .. core, "MiniGrad.Layers", "MiniGrad.Initializers", "MiniGrad.Optimizers", "MiniGrad.Data", "MiniGrad.Data.Tables", "MiniGrad.Metrics", "MiniGrad.Training",
            "MiniGrad.Training.Stopping", "MiniGrad.Serialization",
        ],
        ["MiniGrad.Visualization"] = ["MiniGrad.Visualization.Svg", "MiniGrad.Data"],
        ["MiniGrad.Visualization.Svg"] = ["MiniGrad.Visualization"],
        ["MiniGrad.Visualization.Charts"] = ["MiniGrad.Diagnostics", "MiniGrad.Metrics", "MiniGrad.Training", "MiniGrad.Visualization", "MiniGrad.Visualization.Svg"],
        ["MiniGrad.Visualization.Reports"] =
        [
            .. core, "MiniGrad.Data", "MiniGrad.Diagnostics", "MiniGrad.Layers", "MiniGrad.Metrics", "MiniGrad.Training", "MiniGrad.Training.Stopping", "MiniGrad.Visualization",
            "MiniGrad.Visualization.Charts", "MiniGrad.Visualization.Svg",
        ],
        ["MiniGrad.Visualization.Graphs"] = [.. core, "MiniGrad.Visualization", "MiniGrad.Visualization.Svg"],
    };

    private static readonly Assembly[] libraries = [typeof(Shape).Assembly, typeof(MiniGrad.Csv.CsvTable).Assembly, typeof(MiniGrad.Visualization.Picture).Assembly];

    private static IEnumerable<Type> LibraryTypes =>
        libraries.SelectMany(library => library.GetTypes()).Where(type => type.Namespace?.StartsWith("MiniGrad", StringComparison.Ordinal) == true);

    [Fact]
    public void Every_namespace_has_its_place()
    {
        string[] unknown = [.. LibraryTypes.Select(type => type.Namespace!).Distinct().Where(name => !allowed.ContainsKey(name))];
        Assert.Empty(unknown);
    }

    [Fact]
    public void No_layer_uses_one_that_it_may_not_know()
    {
        List<string> violations = [];
        foreach (Type type in LibraryTypes)
        {
            foreach (Type used in ReferencedTypes.Of(type).Where(used => libraries.Contains(used.Assembly) && used.Namespace != type.Namespace))
            {
                // Types without a namespace are the compiler's own.
                if (used.Namespace is { } name && name.StartsWith("MiniGrad", StringComparison.Ordinal) && !allowed[type.Namespace!].Contains(name))
                    violations.Add($"{type} uses {used}");
            }
        }
        Assert.Empty(violations.Distinct());
    }

    [Fact]
    public void The_check_sees_code_as_well_as_declarations()
    {
        Assert.Contains(typeof(MiniGrad.Kernels.MatrixProduct), ReferencedTypes.Of(typeof(LinearOperation<>)));
        Assert.Contains(typeof(Parameter<>), ReferencedTypes.Of(typeof(MiniGrad.Optimizers.Optimizer<>)));
    }

    [Fact]
    public void Namespaces_follow_folders()
    {
        foreach (Assembly library in libraries)
        {
            string root = library.GetName().Name!;
            foreach ((string file, string folder, string text) in Sources(library))
            {
                bool isInRoot = folder is "" or "Autograd" or "Capture" || folder.StartsWith("Operations", StringComparison.Ordinal);
                string expected = isInRoot ? root : $"{root}.{folder.Replace(Path.DirectorySeparatorChar, '.')}";
                Assert.True($"\n{text}".Contains($"\nnamespace {expected};", StringComparison.Ordinal), $"{file} should be in the namespace {expected}.");
            }
        }
    }

    [Fact]
    public void Only_kernels_and_the_interop_use_the_platforms_tensors()
    {
        foreach ((string file, string folder, string text) in libraries.SelectMany(Sources))
        {
            if (folder == "Kernels" || file == "Tensor.Interop.cs") continue;
            Assert.False(text.Contains("System.Numerics.Tensors", StringComparison.Ordinal), $"{file} uses System.Numerics.Tensors.");
        }
    }

    [Fact]
    public void Each_library_depends_on_its_own_package_and_no_other()
    {
        Dictionary<string, string[]> packages = new() { ["MiniGrad"] = ["System.Numerics.Tensors"], ["MiniGrad.Csv"] = ["CsvHelper"], ["MiniGrad.Visualization"] = [] };
        foreach (Assembly library in libraries)
        {
            string name = library.GetName().Name!;
            string project = File.ReadAllText(Path.Combine(SourceFolder(library), $"{name}.csproj"));
            Assert.Equal(packages[name], PackageReference().Matches(project).Select(match => match.Groups[1].Value));
        }
    }

    private static IEnumerable<(string File, string Folder, string Text)> Sources(Assembly library)
    {
        string root = SourceFolder(library);
        foreach (string path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            string folder = Path.GetDirectoryName(Path.GetRelativePath(root, path))!;
            if (folder.Split(Path.DirectorySeparatorChar)[0] is "bin" or "obj") continue;
            yield return (Path.GetFileName(path), folder, File.ReadAllText(path));
        }
    }

    private static string SourceFolder(Assembly library, [CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "src", library.GetName().Name!));

    [GeneratedRegex("<PackageReference Include=\"([^\"]+)\"")]
    private static partial Regex PackageReference();
}
