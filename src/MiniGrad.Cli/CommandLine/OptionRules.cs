using System.CommandLine;
using System.CommandLine.Parsing;

namespace MiniGrad.Cli;

/// <summary>Which options go together.</summary>
internal static class OptionRules
{
    /// <summary>Refuses options without one of those that they are about.</summary>
    public static void Needs(this Command command, IReadOnlyList<Option> options, params IReadOnlyList<Symbol> others) =>
        command.Validators.Add(result =>
        {
            if (others.Any(other => IsGiven(result, other))) return;
            foreach (Option option in options)
                if (IsGiven(result, option)) result.AddError($"{option.Name}: expected {Names(others)} as well.");
        });

    /// <summary>Refuses options beside another that has no use for them.</summary>
    public static void Excludes(this Command command, Option other, params IReadOnlyList<Option> options) =>
        command.Validators.Add(result =>
        {
            if (!IsGiven(result, other)) return;
            foreach (Option option in options)
                if (IsGiven(result, option)) result.AddError($"{option.Name}: expected no such option with {other.Name}.");
        });

    /// <summary>Refuses a command line with none of some options, or with several.</summary>
    public static void NeedsOneOf(this Command command, params IReadOnlyList<Symbol> options) => command.Validators.Add(result =>
    {
        Symbol[] given = [.. options.Where(option => IsGiven(result, option))];
        if (given.Length == 0) result.AddError($"{command.Name}: expected {Names(options)}.");
        else if (given.Length > 1) result.AddError($"{given[1].Name}: expected no such option with {given[0].Name}.");
    });

    /// <summary>Refuses one path for two options where what is written to it would destroy what the other option is about.</summary>
    /// <param name="command">The command.</param>
    /// <param name="written">What is written.</param>
    /// <param name="others">What is read, or made as a folder: options or arguments.</param>
    public static void NeedsDifferentPaths(
        this Command command, IReadOnlyList<Option<string?>> written, params IReadOnlyList<Symbol> others) =>
        command.Validators.Add(result =>
        {
            Dictionary<string, Symbol> known = new(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
            foreach (Symbol symbol in others.Concat(written))
            {
                if (TextOf(result, symbol) is not { Length: > 0 } path) continue;
                string full = RealPath.Of(path);
                if (known.TryGetValue(full, out Symbol? first) && written.Contains(symbol))
                    result.AddError($"{symbol.Name}: expected another path than that of {first.Name}, got '{path}' for both.");
                known.TryAdd(full, symbol);
            }
        });

    private static bool IsGiven(CommandResult result, Symbol symbol) => symbol is Option option
        ? result.GetResult(option) is { Implicit: false }
        : result.GetResult((Argument)symbol) is { Tokens.Count: > 0 };

    /// <summary>The text that was given for an option or an argument, right or wrong; null if there is none.</summary>
    public static string? TextOf(CommandResult result, Symbol symbol)
    {
        SymbolResult? found = symbol is Option option ? result.GetResult(option) : result.GetResult((Argument)symbol);
        return found?.Tokens is [{ Value: string text }, ..] ? text : null;
    }

    private static string Names(IReadOnlyList<Symbol> options) => options.Count == 1
        ? options[0].Name
        : $"{string.Join(", ", options.SkipLast(1).Select(option => option.Name))} or {options[^1].Name}";
}
