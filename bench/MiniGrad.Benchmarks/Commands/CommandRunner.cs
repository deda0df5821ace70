using System.CommandLine;
using System.CommandLine.Invocation;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>Runs a command: what is wrong becomes one line on the error stream, and an exit code.</summary>
internal static class CommandRunner
{
    public const int Success = 0;

    // The loss became NaN or infinite.
    private const int Failed = 1;

    // The command line or the data are wrong.
    private const int BadInput = 2;

    /// <summary>Parses the command line and runs the command.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(RootCommand command, string[] args)
    {
        ParseResult parsed = command.Parse(args);

        // The parser's own report prints the whole help as well, in which the error is easily overlooked.
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
            return Fail(error.Message, Failed);
        }
    }

    private static int Fail(string message, int exitCode)
    {
        Console.Error.WriteLine($"error: {message.ReplaceLineEndings(" ")}");
        return exitCode;
    }
}
