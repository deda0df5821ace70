using MiniGrad.Tests.Architecture;
using Xunit;

namespace MiniGrad.Tests.Documentation;

public class PageTests
{
    private const int LongestReadme = 150;
    private const int LongestLine = 140;

    [Fact]
    public void Readme_is_short() => Assert.InRange(new MarkdownPage("README.md").LineCount, 1, LongestReadme);

    [Fact]
    public void Every_project_has_a_page()
    {
        foreach (string project in SourceProject.Packages) Assert.Contains($"src/{project}/README.md", Repository.Pages);
    }

    [Fact]
    public void Links_lead_to_files_and_headings_that_exist()
    {
        List<string> broken = [];
        foreach (MarkdownPage page in Repository.Pages.Select(path => new MarkdownPage(path)))
            foreach ((int line, string target) in page.Links)
                if (!Exists(page.Path, target)) broken.Add($"{page.Path}:{line}: {target}");
        Assert.Empty(broken);
    }

    [Fact]
    public void Lines_of_source_files_are_within_the_width()
    {
        List<string> wide = [];
        foreach (string file in Repository.SourceFiles)
        {
            int number = 0;
            foreach (string line in File.ReadLines(Repository.FullPath(file)))
            {
                number++;
                if (line.Length > LongestLine) wide.Add($"{file}:{number}: {line.Length}");
            }
        }
        Assert.True(wide.Count == 0, $"{wide.Count} lines are longer than {LongestLine} characters:\n{string.Join('\n', wide)}");
    }

    private static bool Exists(string page, string target)
    {
        if (target.Contains("://", StringComparison.Ordinal)) return true;
        string[] parts = target.Split('#');
        string full = Path.Combine(Path.GetDirectoryName(Repository.FullPath(page))!, Uri.UnescapeDataString(parts[0]));
        string path = parts[0].Length == 0 ? page : Path.GetRelativePath(Repository.Root, full);
        if (!File.Exists(Repository.FullPath(path)) && !Directory.Exists(Repository.FullPath(path))) return false;
        return parts.Length == 1 || new MarkdownPage(path).Anchors.Contains(parts[1]);
    }
}
