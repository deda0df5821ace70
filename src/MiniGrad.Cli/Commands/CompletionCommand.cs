using System.CommandLine;

namespace MiniGrad.Cli;

/// <summary>The command <c>completion</c>.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        string[] shells = [.. Enum.GetNames<Shell>().Select(name => name.ToLowerInvariant())];
        string list = string.Join(", ", shells);
        Argument<Shell> shell = new("shell")
        {
            Description = $"One of {list}.",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (shells.Contains(text, StringComparer.OrdinalIgnoreCase)) return Enum.Parse<Shell>(text, ignoreCase: true);
                result.AddError($"shell: expected one of {list}, got '{text}'.{DidYouMean.Text(text, shells)}");
                return default;
            },
        };
        shell.CompletionSources.Clear();
        shell.CompletionSources.Add(shells);
        Command command = new CommandWithExamples(
            "completion",
            "Prints a script that has a shell complete commands and options.",
            "Commands, options and their choices are completed; files are as ever.",
            ("source <(minigrad completion bash)", "For this bash; the script says how to have it always."),
            ("source <(minigrad completion zsh)", "For this zsh."),
            ("minigrad completion fish | source", "For this fish."),
            ("minigrad completion powershell | Out-String | Invoke-Expression", "For this PowerShell."))
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            Console.WriteLine(CompletionScripts.Of(parsed.GetValue(shell)).ReplaceLineEndings("\n"));
            return ExitCode.Success;
        });
        return command;
    }
}
