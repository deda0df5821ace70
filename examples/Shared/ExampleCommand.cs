using System.CommandLine;
using System.CommandLine.Invocation;

namespace Examples;

/// <summary>How every example runs: what is wrong is said in one line on the error stream, and in the exit code.</summary>
internal static class ExampleCommand
{
    /// <summary>The example ran, and what it learned is as good as it should be.</summary>
    public const int Success = 0;

    /// <summary>The example ran, but missed its target.</summary>
    public const int Missed = 1;

    /// <summary>The command line or the data is wrong.</summary>
    public const int BadInput = 2;

    /// <summary>The user pressed Ctrl+C: 128 plus the number of the signal, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>Parses the command line and does what the command says.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(RootCommand command, string[] args)
    {
        ParseResult parsed = command.Parse(args);

        // The parser's own way to report an error prints the whole help as well, in which the error is easily overlooked.
        if (parsed.Action is ParseErrorAction) return Fail(parsed.Errors[0].Message, BadInput);
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or OutOfMemoryException)
        {
            return Fail(error.Message, BadInput);
        }
        catch (NotFiniteNumberException error)
        {
            return Fail(error.Message, Missed);
        }
    }

    /// <summary>Says in one line on the error stream what went wrong that work goes on in spite of.</summary>
    public static void Warn(string message) => Console.Error.WriteLine($"warning: {message.ReplaceLineEndings(" ")}");

    private static int Fail(string message, int exitCode)
    {
        Console.Error.WriteLine($"error: {message.ReplaceLineEndings(" ")}");
        return exitCode;
    }
}
