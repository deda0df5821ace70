using System.Net;
using System.Text.RegularExpressions;
using MiniGrad.Tests.Packages;
using Xunit;

namespace MiniGrad.Tests.Documentation;

/// <summary>The reference, made by the command that its reader types.</summary>
[Collection(nameof(Toolchain))]
public sealed partial class ReferenceTests
{
    private const long LargestSize = 12_000_000;

    // Made once, for it takes a while.
    private static readonly Lazy<(ToolRun Run, string Site)> made = new(Make);

    [DocfxFact]
    public void It_is_made_without_a_warning_and_small()
    {
        Assert.True(made.Value.Run.ExitCode == 0, made.Value.Run.Output);
        Assert.Matches(@"\b0 warning\(s\)\s+0 error\(s\)", made.Value.Run.Output);
        long size = Files("*").Sum(file => new FileInfo(file).Length);
        Assert.InRange(size, 1_000_000, LargestSize);
    }

    [DocfxFact]
    public void Every_public_type_has_a_page()
    {
        string[] missing = [.. PublicApi.All.SelectMany(api => api.TypePages)
            .Where(page => !File.Exists(Path.Combine(made.Value.Site, "api", $"{page}.html")))];
        Assert.Empty(missing);
    }

    [DocfxFact]
    public void Nothing_is_loaded_from_elsewhere()
    {
        foreach (string file in Files("*.html").Concat(Files("*.css")).Concat(Files("*.js")))
        {
            string text = File.ReadAllText(file);
            IEnumerable<string> loaded = Loaded().Matches(text).Select(match => match.Groups[1].Value)
                .Where(target => !target.StartsWith('#') && !target.StartsWith("data:", StringComparison.Ordinal));
            foreach (string target in loaded)
                Assert.True(
                    !target.Contains("//", StringComparison.Ordinal) && File.Exists(Path.Combine(Path.GetDirectoryName(file)!, target)),
                    $"{file}: {target}");
        }
    }

    [DocfxFact]
    public void Links_lead_to_pages_and_places_that_exist()
    {
        Dictionary<string, HashSet<string>> places = Files("*.html").ToDictionary(
            file => file, file => Place().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value).ToHashSet());
        List<string> broken = [];
        foreach (string file in places.Keys)
        {
            foreach (string link in Link().Matches(File.ReadAllText(file)).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)))
            {
                if (link.StartsWith("https://", StringComparison.Ordinal)) continue;
                string[] parts = link.Split('#');
                string target = parts[0].Length == 0 ? file : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, parts[0]));
                if (!File.Exists(target) || (parts.Length > 1 && !places[target].Contains(Uri.UnescapeDataString(parts[1]))))
                    broken.Add($"{Path.GetRelativePath(made.Value.Site, file)}: {link}");
            }
        }
        Assert.True(broken.Count == 0, $"{broken.Count} links lead nowhere:\n{string.Join('\n', broken.Take(50))}");
    }

    [DocfxFact]
    public void Links_into_the_repository_lead_to_files_that_exist()
    {
        string[] targets = [.. Files("*.html").SelectMany(file => Source().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value).Distinct()];
        Assert.NotEmpty(targets);
        Assert.All(targets, target => Assert.True(
            File.Exists(Repository.FullPath(target)) || Directory.Exists(Repository.FullPath(target)), target));
    }

    private static string[] Files(string pattern) => Directory.GetFiles(made.Value.Site, pattern, SearchOption.AllDirectories);

    private static (ToolRun Run, string Site) Make()
    {
        string site = Repository.FullPath("artifacts/reference");
        if (Directory.Exists(site)) Directory.Delete(site, recursive: true);
        ToolRun restored = ToolRun.Dotnet(Repository.Root, "tool", "restore");
        Assert.True(restored.ExitCode == 0, restored.Output);
        return (ToolRun.Dotnet(Repository.Root, "docfx", "src/docfx.json", "--warningsAsErrors"), Path.Combine(site, "site"));
    }

    [GeneratedRegex("""(?:<(?:script|img|iframe|source|link)\b[^>]*?\s(?:src|href)=|url\(|@import\s+|fetch\()["']?([^"')\s>]+)["']""")]
    private static partial Regex Loaded();

    [GeneratedRegex("""<a\b[^>]*?\shref="([^"]*)["]""")]
    private static partial Regex Link();

    [GeneratedRegex("""\bid="([^"]*)["]""")]
    private static partial Regex Place();

    [GeneratedRegex("""https://github\.com/minigrad/minigrad/blob/main/([^"#]*)["#]""")]
    private static partial Regex Source();
}
