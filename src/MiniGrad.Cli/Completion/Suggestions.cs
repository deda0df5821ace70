using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Globalization;

namespace MiniGrad.Cli;

/// <summary>What a line that is being typed may go on with: the directive <c>[suggest:POSITION] LINE</c>, which the scripts of
/// <see cref="CompletionScripts"/> call.</summary>
internal static class Suggestions
{
    private const string Directive = "[suggest";

    /// <summary>Prints them, one a line, if the arguments ask for them.</summary>
    public static bool TryPrint(RootCommand root, string[] args)
    {
        if (args is not [['[', ..] directive, ..] || !directive.StartsWith(Directive, StringComparison.Ordinal)) return false;
        string line = args.Length > 1 ? args[1] : "";
        string position = directive.Trim('[', ']').Split(':', 2) is [_, var given] ? given : "";
        int end = int.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out int place)
            ? Math.Min(place, line.Length) : line.Length;
        foreach (string suggestion in Of(root, line[..end])) Console.WriteLine(suggestion);
        return true;
    }

    /// <summary>The names that the last word of a line begins; none where a file, or another value of the user's, is expected.</summary>
    public static IEnumerable<string> Of(RootCommand root, string line)
    {
        bool isWordBegun = line.Length > 0 && !char.IsWhiteSpace(line[^1]);
        string[] words = [.. CommandLineParser.SplitCommandLine(line)];
        // The first word is the command itself, by whatever path.
        if (words.Length < (isWordBegun ? 2 : 1)) return [];
        string begun = isWordBegun ? words[^1] : "";
        string[] before = isWordBegun ? words[1..^1] : words[1..];
        // --activation=Re is completed as --activation Re is: shells take the sign for the end of a word.
        if (begun.StartsWith("--", StringComparison.Ordinal) && begun.IndexOf('=', StringComparison.Ordinal) is > 0 and var sign)
            (before, begun) = ([.. before, begun[..sign]], begun[(sign + 1)..]);
        Command? command = before.Length == 0 ? null : root.Subcommands.FirstOrDefault(known => known.Name == before[0]);
        return Names(root, command, before, begun)
            .Where(name => name.StartsWith(begun, StringComparison.OrdinalIgnoreCase)).Distinct().Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Names(RootCommand root, Command? command, string[] before, string begun)
    {
        bool isOption = begun.StartsWith('-');
        IEnumerable<string> common = root.Options.Where(option => option.Recursive).Select(option => option.Name);
        if (command is null)
        {
            if (before.Length > 0) return [];
            return isOption ? root.Options.Select(option => option.Name) : root.Subcommands.Select(known => known.Name);
        }
        Option? last = before.Length > 1 ? command.Options.FirstOrDefault(option => option.Name == before[^1]) : null;
        if (last is not null && last.ValueType != typeof(bool))
            return Choices(last.CompletionSources);
        if (isOption) return [.. command.Options.Select(option => option.Name), .. common];
        return command.Arguments.SelectMany(argument => Choices(argument.CompletionSources));
    }

    private static IEnumerable<string> Choices(IEnumerable<Func<CompletionContext, IEnumerable<CompletionItem>>> sources) =>
        sources.SelectMany(source => source(CompletionContext.Empty)).Select(item => item.Label);
}
