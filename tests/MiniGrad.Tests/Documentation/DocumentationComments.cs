using System.Net;
using System.Text.RegularExpressions;

namespace MiniGrad.Tests.Documentation;

/// <summary>The samples in the comments that document members.</summary>
internal static partial class DocumentationComments
{
    public static IEnumerable<CodeSample> Samples =>
        Repository.SourceFiles.Where(file => file.StartsWith("src/", StringComparison.Ordinal)).SelectMany(Of);

    private static IEnumerable<CodeSample> Of(string file)
    {
        string[] lines = File.ReadAllLines(Repository.FullPath(file));
        string comments = string.Join('\n', lines.Select(line => Comment().Match(line).Groups[1].Value));
        foreach (Group code in Code().Matches(comments).Select(match => match.Groups[1]))
            yield return new CodeSample(file, comments.AsSpan(0, code.Index).Count('\n') + 1, WebUtility.HtmlDecode(code.Value));
    }

    [GeneratedRegex("^ *///(?: (.*))?$")]
    private static partial Regex Comment();

    [GeneratedRegex("<code>(.*?)</code>", RegexOptions.Singleline)]
    private static partial Regex Code();
}
