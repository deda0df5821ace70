using System.Text.RegularExpressions;

namespace MiniGrad.Tests.Documentation;

/// <summary>A page of documentation: its samples of C#, and its links.</summary>
/// <remarks>
/// <para>
/// Usings in a block of their own hold for all blocks below. Comments above a block, which readers do not see, say how it is run:
/// </para>
/// <list type="bullet">
/// <item><c>needs: training, plants.csv</c>: variables and files of <see cref="SampleNeeds"/> are there before it begins;</item>
/// <item><c>continues</c>: it goes on where the block above ended;</item>
/// <item><c>in: MiniGrad</c>: it is a new file of that project, and is compiled with it.</item>
/// </list>
/// <para>
/// The comment <c>prints</c> above a block of text after a sample says that this is what the sample writes to the console.
/// </para>
/// </remarks>
internal sealed partial class MarkdownPage
{
    private readonly string[] lines;

    public MarkdownPage(string path)
    {
        Path = path;
        lines = File.ReadAllLines(Repository.FullPath(path));
    }

    public string Path { get; }

    public int LineCount => lines.Length;

    /// <summary>The targets of links and pictures in text, with their lines.</summary>
    public IEnumerable<(int Line, string Target)> Links
    {
        get
        {
            bool isCode = false;
            for (int i = 0; i < lines.Length; i++)
            {
                if (lines[i].StartsWith("```", StringComparison.Ordinal)) isCode = !isCode;
                if (isCode) continue;
                foreach (Match link in Link().Matches(InlineCode().Replace(lines[i], ""))) yield return (i + 1, link.Groups[1].Value);
            }
        }
    }

    /// <summary>The anchors of the headings, as they are on GitHub.</summary>
    public IEnumerable<string> Anchors => lines.Where(line => line.StartsWith('#'))
        .Select(line => NotInAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>The samples to be run.</summary>
    public IEnumerable<CodeSample> Samples
    {
        get
        {
            List<CodeSample> usings = [], chain = [];
            for (int i = 0; i < lines.Length; i++)
            {
                if (lines[i] != "```csharp") continue;
                Dictionary<string, string> marks = MarksAbove(i);
                int first = i + 1;
                while (lines[++i] != "```") { }
                CodeSample sample = new(Path, first + 1, string.Join('\n', lines[first..i])) { Project = marks.GetValueOrDefault("in") };
                if (lines[first..i].All(line => line.StartsWith("using ", StringComparison.Ordinal)))
                {
                    usings.Add(sample);
                    continue;
                }
                string[] needs = marks.TryGetValue("needs", out string? names) ? names.Split(", ") : [];
                if (!marks.ContainsKey("continues")) chain = [];
                else needs = [.. needs, .. chain[^1].Needs!];
                sample = sample with { Needs = needs, Before = [.. chain], Usings = [.. usings], Output = OutputBelow(i) };
                chain.Add(sample);
                yield return sample;
            }
        }
    }

    private Dictionary<string, string> MarksAbove(int fence)
    {
        Dictionary<string, string> marks = [];
        for (int i = fence - 1; i >= 0 && (lines[i].Length == 0 || Mark().IsMatch(lines[i])); i--)
            if (Mark().Match(lines[i]) is { Success: true } mark) marks.Add(mark.Groups[1].Value, mark.Groups[2].Value);
        return marks;
    }

    private string? OutputBelow(int fence)
    {
        int i = fence + 1;
        while (i < lines.Length && lines[i].Length == 0) i++;
        if (i == lines.Length || lines[i] != "<!-- prints -->") return null;
        while (!lines[i].StartsWith("```", StringComparison.Ordinal)) i++;
        return string.Join('\n', lines[(i + 1)..].TakeWhile(line => line != "```"));
    }

    [GeneratedRegex("^<!-- (needs|continues|in)(?:: (.+))? -->$")]
    private static partial Regex Mark();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();
}
