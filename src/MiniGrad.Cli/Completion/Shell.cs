namespace MiniGrad.Cli;

/// <summary>The shells that there is completion for.</summary>
internal enum Shell
{
    Bash,
    Zsh,
    Fish,
    PowerShell,
}
