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

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
