using System.CommandLine;

namespace MiniGrad.Cli;

/// <summary>The option of the commands that write files.</summary>
internal static class ForceOption
{
    public const string Name = "--force";

    public static Option<bool> Create() => CheckedOption.Flag(Name, "Replace output files that are there already.");
}
