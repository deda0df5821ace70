using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MiniGrad.Tests.Architecture;
using MiniGrad.Tests.Documentation;
using Xunit;

namespace MiniGrad.Tests.Packages;

/// <summary>What is in the packages.</summary>
[Collection(nameof(Toolchain))]
public sealed class PackageTests
{
    // Source Link's kind of information in symbols.
    private static readonly Guid sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    public static TheoryData<string> Projects => [.. SourceProject.Packages];

    public static TheoryData<string> Libraries =>
        [.. SourceProject.All.Select(project => project.Name).Where(name => name != "MiniGrad.Cli")];

    [Fact]
    public void All_projects_are_packed_without_a_warning()
    {
        Assert.Empty(RepositoryPackages.Warnings);
        Assert.Equal(
            SourceProject.Packages,
            Directory.GetFiles(RepositoryPackages.Folder, "*.nupkg").Select(file => Regex.Replace(Path.GetFileName(file), @"\.\d.*", ""))
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Package_says_what_it_is(string id)
    {
        Dictionary<string, byte[]> files = RepositoryPackages.Read(id);
        XElement metadata = XDocument.Parse(Text(files[$"{id}.nuspec"])).Root!.Elements().First();
        Assert.Equal(id, Value("id"));
        Assert.Matches(@"^0\.\d+\.\d+$", Value("version"));
        Assert.Equal("MIT", Value("license"));
        Assert.True(Value("description").Length > 40);
        Assert.Contains("automatic-differentiation", Value("tags"), StringComparison.Ordinal);
        Assert.NotEmpty(Value("releaseNotes"));
        Assert.NotEmpty(files[Value("icon")]);
        Assert.Contains("MIT License", Text(files["LICENSE"]), StringComparison.Ordinal);
        Assert.Equal("git", Element("repository").Attribute("type")!.Value);
        Assert.Matches("^[0-9a-f]{40}$", Element("repository").Attribute("commit")!.Value);
        // What others of these packages it needs, of this version or a later one.
        foreach (XElement dependency in metadata.Descendants().Where(element => element.Name.LocalName == "dependency"))
            if (dependency.Attribute("id")!.Value.StartsWith("MiniGrad", StringComparison.Ordinal))
                Assert.Equal(Value("version"), dependency.Attribute("version")!.Value);

        XElement Element(string name) => metadata.Elements().Single(element => element.Name.LocalName == name);

        string Value(string name) => Element(name).Value;
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Page_of_a_package_has_a_sample_and_links_that_lead_somewhere(string id)
    {
        string page = Text(RepositoryPackages.Read(id)["README.md"]);
        Assert.StartsWith("# ", page, StringComparison.Ordinal);
        Assert.Contains("```", page, StringComparison.Ordinal);
        string[] links = [.. Regex.Matches(page, @"\]\(([^)#][^)]*)\)").Select(match => match.Groups[1].Value)];
        Assert.Contains(links, link => link.EndsWith("/README.md", StringComparison.Ordinal) && link.Count('/') == 7);
        string prefix = Regex.Match(links.First(link => link.Contains("/blob/", StringComparison.Ordinal)), "^.*?/blob/[^/]*/").Value;
        foreach (string link in links)
        {
            Assert.StartsWith("https://", link, StringComparison.Ordinal);
            if (!link.StartsWith(prefix, StringComparison.Ordinal)) continue;
            string target = Repository.FullPath(link[prefix.Length..].Split('#')[0]);
            Assert.True(File.Exists(target) || Directory.Exists(target), $"{id}: {link}");
        }
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Assembly_is_documented_and_its_symbols_name_the_sources_by_commit(string id)
    {
        Dictionary<string, byte[]> files = RepositoryPackages.Read(id), symbols = RepositoryPackages.Read(id, "snupkg");
        Assert.Contains($"<name>{id}</name>", Text(files[$"lib/net10.0/{id}.xml"]), StringComparison.Ordinal);
        using PEReader assembly = new(new MemoryStream(files[$"lib/net10.0/{id}.dll"]));
        Assert.Contains(assembly.ReadDebugDirectory(), entry => entry.Type == DebugDirectoryEntryType.Reproducible);
        using MetadataReaderProvider provider =
            MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols[$"lib/net10.0/{id}.pdb"]));
        MetadataReader reader = provider.GetMetadataReader();
        string[] documents = [.. reader.Documents.Select(handle => reader.GetString(reader.GetDocument(handle).Name))];
        Assert.NotEmpty(documents);
        Assert.All(documents, path => Assert.StartsWith("/_/", path, StringComparison.Ordinal));
        string link = Text(reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation)
            .Where(information => reader.GetGuid(information.Kind) == sourceLink)
            .Select(information => reader.GetBlobBytes(information.Value)).Single());
        string commit = Regex.Match(Text(files[$"{id}.nuspec"]), "commit=\"([0-9a-f]{40})\"").Groups[1].Value;
        Assert.Contains(commit, link, StringComparison.Ordinal);
        Assert.DoesNotContain(Repository.Root, link, StringComparison.Ordinal);
        Assert.DoesNotContain(Repository.Root, Encoding.Latin1.GetString(files[$"lib/net10.0/{id}.dll"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Core_is_small_and_needs_one_package()
    {
        Assert.InRange(RepositoryPackages.SizeOf("MiniGrad"), 1, 600_000);
        Assert.Equal(
            ["System.Numerics.Tensors"],
            Regex.Matches(Text(RepositoryPackages.Read("MiniGrad")["MiniGrad.nuspec"]), "<dependency id=\"([^\"]*)\"")
                .Select(match => match.Groups[1].Value));
        Assert.Contains("buildTransitive/MiniGrad.targets", RepositoryPackages.Read("MiniGrad").Keys);
    }

    [Fact]
    public void Version_that_is_packed_has_a_section_in_the_changes()
    {
        string nuspec = Text(RepositoryPackages.Read("MiniGrad")["MiniGrad.nuspec"]);
        string version = Regex.Match(nuspec, "<version>(.*)</version>").Groups[1].Value;
        Assert.Contains($"\n## {version}", File.ReadAllText(Repository.FullPath("CHANGELOG.md")), StringComparison.Ordinal);
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
}
