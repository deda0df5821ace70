using Microsoft.Win32.SafeHandles;

namespace MiniGrad.Cli;

/// <summary>The three streams that a program begins with.</summary>
internal static class StandardStreams
{
    private const string Nothing = "/dev/null";
    private const int Last = 2;
    private static readonly List<SafeFileHandle> fillings = [];

    /// <summary>Opens those that the program was started without, such as by <c>&gt;&amp;-</c>, as empty ones. Else the next file that is
    /// opened takes the place of one, and what is meant for the terminal goes into it.</summary>
    public static void FillGaps()
    {
        if (OperatingSystem.IsWindows() || !File.Exists(Nothing)) return;
        try
        {
            // The system gives the lowest number that is free.
            for (int opened = 0; opened <= Last; opened++)
            {
                SafeFileHandle handle = File.OpenHandle(Nothing, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
                if (handle.DangerousGetHandle() > Last)
                {
                    handle.Dispose();
                    return;
                }
                fillings.Add(handle);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Without the device nothing can be filled.
        }
    }
}
