using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Cli;

public sealed class CompletionTests : IDisposable
{
    private const string Commands = "completion convert describe evaluate predict search study train";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("minigrad ", Commands)]
    [InlineData("/usr/bin/minigrad ", Commands)]
    [InlineData("minigrad tr", "train")]
    [InlineData("minigrad --", "--help --version")]
    [InlineData("minigrad predict m.safetensors --ke", "--keep --keep-all")]
    [InlineData("minigrad train --irises --activation s", "Selu Sigmoid Silu Softplus")]
    [InlineData("minigrad train --irises --task ", "Auto Classification Regression")]
    [InlineData("minigrad completion ", "bash fish powershell zsh")]
    [InlineData("minigrad train --csv ", "")]
    [InlineData("minigrad describe ", "")]
    [InlineData("minigrad bogus ", "")]
    [InlineData("", "")]
    public async Task A_line_goes_on_with_names_and_leaves_files_to_the_shell(string line, string expected)
    {
        ProgramRun run = await Minigrad.Run($"[suggest:{line.Length}]", line);

        Assert.Equal((0, "", expected), (run.ExitCode, run.Error, string.Join(' ', run.Lines)));
    }

    [Fact]
    public async Task What_is_behind_the_cursor_does_not_count()
    {
        ProgramRun run = await Minigrad.Run("[suggest:12]", "minigrad des --json");

        Assert.Equal((0, "describe"), (run.ExitCode, run.Output));
    }

    [Theory]
    [InlineData("bash", "complete ")]
    [InlineData("zsh", "compdef ")]
    [InlineData("fish", "complete ")]
    [InlineData("powershell", "Register-ArgumentCompleter ")]
    public async Task There_is_a_script_for_each_shell(string shell, string word)
    {
        ProgramRun run = await Minigrad.Run("completion", shell);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(word, run.Output, StringComparison.Ordinal);
        Assert.Contains("[suggest:", run.Output, StringComparison.Ordinal);
    }

    [ShellFact]
    public async Task Bash_completes_commands_options_and_files()
    {
        File.WriteAllText(folder.File("table.csv"), "a\n1\n");
        ProgramRun run = await Minigrad.RunShell(
            folder.Path,
            """
            source <(minigrad completion bash)
            ask() { COMP_LINE="$1"; COMP_POINT=${#1}; COMPREPLY=(); _minigrad; echo "${COMPREPLY[*]}"; }
            ask 'minigrad pre'
            ask 'minigrad convert --f'
            ask 'minigrad train --csv '
            complete -p minigrad
            """);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["predict", "--force", "complete -o default -F _minigrad minigrad"], run.Lines);
    }

    [ShellFact("zsh")]
    public async Task Zsh_takes_the_script()
    {
        ProgramRun script = await Minigrad.Run("completion", "zsh");
        File.WriteAllText(folder.File("_minigrad"), script.Output);

        ProgramRun run = await Minigrad.RunShell(
            folder.Path, "zsh -f -c 'autoload -U compinit && compinit -u -D && source ./_minigrad && echo $_comps[minigrad]'");

        Assert.Equal((0, "", "_minigrad"), (run.ExitCode, run.Error, run.Output));
    }
}
