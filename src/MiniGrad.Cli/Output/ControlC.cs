namespace MiniGrad.Cli;

/// <summary>Lets the user end work early, and the work end well.</summary>
internal static class ControlC
{
    /// <summary>A token that the first Ctrl+C cancels; a second one ends the program as usual.</summary>
    public static CancellationToken Token()
    {
        CancellationTokenSource source = new();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = !source.IsCancellationRequested;
            source.Cancel();
        };
        return source.Token;
    }
}
