using System.Security.Cryptography;
using MiniGrad.Tests.Architecture;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Documentation;
using Xunit;

namespace MiniGrad.Tests.Packages;

/// <summary>Whoever builds a commit gets what everybody gets.</summary>
[Collection(nameof(Toolchain))]
public sealed class ReproducibleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [ReproducibleFact]
    public void Two_folders_give_the_same_bytes()
    {
        SortedDictionary<string, string> one = Pack("one"), other = Pack(Path.Combine("another", "and longer one"));
        Assert.Equal(3 * SourceProject.All.Count, one.Count);
        Assert.Equal(one, other);
    }

    /// <summary>The hashes of assemblies, symbols and documentation of a clone.</summary>
    private SortedDictionary<string, string> Pack(string name)
    {
        string clone = folder.File(name);
        ToolRun cloned = ToolRun.Run("git", folder.Path, "clone", "--quiet", Repository.Root, clone);
        Assert.True(cloned.ExitCode == 0, cloned.Output);
        SortedDictionary<string, string> hashes = new(StringComparer.Ordinal);
        foreach (string project in (string[])["MiniGrad.Cli", "MiniGrad.Decoding"])
        {
            ToolRun packed = ToolRun.Dotnet(clone, "pack", $"src/{project}", "-c", "Release", "--nologo");
            Assert.True(packed.ExitCode == 0, packed.Output);
        }
        foreach (string project in Directory.GetDirectories(Path.Combine(clone, "src")))
            foreach (string extension in (string[])["dll", "pdb", "xml"])
            {
                string id = Path.GetFileName(project), file = Path.Combine(project, "bin", "Release", "net10.0", $"{id}.{extension}");
                if (File.Exists(file)) hashes[$"{id}.{extension}"] = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
            }
        return hashes;
    }

    private sealed class ReproducibleFactAttribute()
        : ConditionalFactAttribute(Reason, nameof(Two_folders_give_the_same_bytes))
    {
        private static string? Reason => Environment.GetEnvironmentVariable("MINIGRAD_REPRODUCIBLE") == "1"
            ? null : "MINIGRAD_REPRODUCIBLE=1 has two clones built, which takes minutes";
    }
}
