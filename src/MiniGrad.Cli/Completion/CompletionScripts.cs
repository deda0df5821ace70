namespace MiniGrad.Cli;

/// <summary>The scripts that have a shell ask the command itself what a line may go on with. Where it knows nothing, as of files, the shell
/// completes as usual.</summary>
internal static class CompletionScripts
{
    public static string Of(Shell shell) => shell switch
    {
        Shell.Bash => Bash,
        Shell.Zsh => Zsh,
        Shell.Fish => Fish,
        _ => PowerShell,
    };

    private const string Bash = """
        # minigrad completion for bash. For good: minigrad completion bash > ~/.local/share/bash-completion/completions/minigrad
        _minigrad() {
            local IFS=$'\n'
            COMPREPLY=($(minigrad "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null))
        }
        complete -o default -F _minigrad minigrad
        """;

    private const string Zsh = """
        #compdef minigrad
        # minigrad completion for zsh. For good: minigrad completion zsh > a file named _minigrad in a folder of $fpath
        _minigrad() {
            local -a suggestions
            suggestions=("${(@f)$(minigrad "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            if [[ -n "${suggestions[1]}" ]]; then
                compadd -- "${suggestions[@]}"
            else
                _files
            fi
        }
        if [[ "${funcstack[1]}" == _minigrad ]]; then
            _minigrad "$@"
        else
            compdef _minigrad minigrad
        fi
        """;

    private const string Fish = """
        # minigrad completion for fish. For good: minigrad completion fish > ~/.config/fish/completions/minigrad.fish
        function __minigrad_suggestions
            set -l line (commandline --cut-at-cursor)
            minigrad "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete --command minigrad --arguments '(__minigrad_suggestions)'
        """;

    private const string PowerShell = """
        # minigrad completion for PowerShell. For good: add this line to the file of $PROFILE:
        #   minigrad completion powershell | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName minigrad -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $line = $commandAst.ToString()
            if ($line.Length -lt $cursorPosition) { $line = $line.PadRight($cursorPosition) }
            minigrad "[suggest:$cursorPosition]" "$line" 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;
}
