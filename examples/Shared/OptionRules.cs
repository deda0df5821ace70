using System.CommandLine;
using System.CommandLine.Parsing;

namespace Examples;

/// <summary>Which options go together.</summary>
internal static class OptionRules
{
    /// <summary>Refuses options without another that they are about.</summary>
    public static void Needs(this Command command, IReadOnlyList<Option> options, Option other) => command.Validators.Add(result =>
    {
        if (IsGiven(result, other)) return;
        foreach (Option option in options)
            if (IsGiven(result, option)) result.AddError($"{option.Name}: expected {other.Name} as well.");
    });

    /// <summary>Refuses options beside another that has no use for them.</summary>
    public static void Excludes(this Command command, Option other, IReadOnlyList<Option> options) => command.Validators.Add(result =>
    {
        if (!IsGiven(result, other)) return;
        foreach (Option option in options)
            if (IsGiven(result, option)) result.AddError($"{option.Name}: expected no such option with {other.Name}.");
    });

    /// <summary>Refuses one path for two options where what is written to it would destroy what the other option is about.</summary>
    /// <param name="command">The command.</param>
    /// <param name="written">What is written.</param>
    /// <param name="others">What is read, or made as a folder.</param>
    public static void NeedsDifferentPaths(this Command command, IReadOnlyList<Option<string?>> written, IReadOnlyList<Option<string?>> others) =>
        command.Validators.Add(result =>
        {
            Dictionary<string, Option> known = new(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
            foreach (Option<string?> option in others.Concat(written))
            {
                if (result.GetValue(option) is not { Length: > 0 } path) continue;
                string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
                if (known.TryGetValue(full, out Option? first) && written.Contains(option))
                    result.AddError($"{option.Name}: expected another path than that of {first.Name}, got '{path}' for both.");
                known.TryAdd(full, option);
            }
        });

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
