namespace MiniGrad.Cli;

/// <summary>Lets the user end work early, and the work end well.</summary>
internal static class ControlC
{
    private static CancellationTokenSource? work;

    /// <summary>Has no half-written file stay behind, however the program is ended.</summary>
    public static void Begin()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => AtomicFile.DeleteUnfinished();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = work is { IsCancellationRequested: false };
            if (press.Cancel) work!.Cancel();
            else
            {
                AtomicFile.DeleteUnfinished();
                Messages.Error("interrupted: nothing is written");
            }
        };
    }

    /// <summary>A token that the next Ctrl+C cancels; a further one ends the program as usual.</summary>
    public static CancellationToken Token() => (work = new CancellationTokenSource()).Token;
}
