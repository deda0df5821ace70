namespace MiniGrad.Cli;

/// <summary>What the command tells the shell.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>A target was missed, the loss became NaN or infinite, or a result could not be written.</summary>
    public const int Missed = 1;

    /// <summary>The command line or the data are wrong.</summary>
    public const int BadInput = 2;

    /// <summary>Ctrl+C: 128 plus the number of the signal, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>What every command's help says.</summary>
    public const string Help =
        "Exit code: 0 for success; 1 if a target was missed, the loss became NaN or infinite or a result could not be written; " +
        "2 for bad usage or data; 130 after Ctrl+C.";
}
