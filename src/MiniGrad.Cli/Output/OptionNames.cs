using System.Text.RegularExpressions;
using MiniGrad.Data;

namespace MiniGrad.Cli;

/// <summary>Says in messages of the library what its options are called here.</summary>
internal static partial class OptionNames
{
    /// <summary>A message in which the options of the library are those of the command.</summary>
    public static string In(string message) => Names().Replace(message, found => found.Groups["name"].Value switch
    {
        nameof(CsvOptions.MissingMarkers) => "--missing",
        nameof(CsvOptions.MissingNumberMarkers) => "--missing-number",
        nameof(CsvOptions.LeftOutColumns) => "--leave-out",
        nameof(CsvOptions.TextColumns) => "--text",
        nameof(CsvOptions.SkippedLines) => "--skip-lines",
        nameof(CsvOptions.CommentCharacter) => "--comment",
        nameof(CsvOptions.MaximumRecordSize) => "--maximum-row",
        nameof(CsvOptions.MemoryLimit) => "--memory",
        string name => $"--{Words().Replace(name, word => (word.Index == 0 ? "" : "-") + word.Value.ToLowerInvariant())}",
    }).Replace("Encoding.Latin1", "latin1", StringComparison.Ordinal).Replace("Encoding.Unicode", "utf-16", StringComparison.Ordinal);

    [GeneratedRegex(@"CsvOptions\.(?<name>[A-Z][A-Za-z]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Names();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Words();
}
