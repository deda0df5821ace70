using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;

namespace MiniGrad.Cli;

/// <summary>Runs a command: what is wrong becomes one line on the error stream, and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>Parses the command line and runs the command.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(RootCommand root, string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        StandardStreams.FillGaps();
        ControlC.Begin();
        StandardOutput? output = StandardOutput.Begin();
        int exitCode = Invoke(root, args);
        return output?.Failure is { } failure
            ? Fail(OutputException.TextOf(StandardOutput.Name, failure), Math.Max(exitCode, ExitCode.Missed)) : exitCode;
    }

    private static int Invoke(RootCommand root, string[] args)
    {
        // An argument that begins with @ is one, and no file of further arguments.
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

        // The parser's own report prints the whole help as well, in which the error is easily overlooked.
        if (WithoutArgument(parsed) is { } option) return Fail($"Required argument missing for option: '{option}'.", ExitCode.BadInput);
        if (UnknownOption(parsed, args) is { } unknown)
            return Fail(Unrecognized(unknown, parsed.CommandResult.Command, root), ExitCode.BadInput);
        if (parsed.Action is ParseErrorAction) return Fail(ErrorOf(parsed, root), ExitCode.BadInput);
        if (WithoutText(parsed) is { } empty) return Fail($"{empty}: expected a text, got an empty one.", ExitCode.BadInput);
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or OutOfMemoryException)
        {
            return Fail(FolderIn(error) ?? error.Message, ExitCode.BadInput);
        }
        catch (OutputException error)
        {
            return error.IsClosed ? ExitCode.Success : Fail(error.Message, ExitCode.Missed);
        }
        catch (NotFiniteNumberException error)
        {
            return Fail(error.Message, ExitCode.Missed);
        }
    }

    /// <summary>Words for a folder that was opened as a file, which the system calls a denied access; null if it was something
    /// else.</summary>
    private static string? FolderIn(Exception error) =>
        error is UnauthorizedAccessException && error.Message.Split('\'') is [_, var path, _] && Directory.Exists(path)
            ? $"{path}: expected a file, got a folder."
            : null;

    /// <summary>The first argument or option that an empty text is given for, such as a variable that is not set; null if there is
    /// none. Where fields of a table are given one may be empty.</summary>
    private static string? WithoutText(ParseResult parsed)
    {
        bool IsEmpty(SymbolResult? result) => result is { Tokens: [{ Value: "" }, ..] };
        Command command = parsed.CommandResult.Command;
        return command.Arguments.FirstOrDefault(argument => IsEmpty(parsed.GetResult(argument)))?.Name
            ?? command.Options.FirstOrDefault(option => option is not Option<string[]> && IsEmpty(parsed.GetResult(option)))?.Name;
    }

    /// <summary>The first option in whose argument's place another option stands, which the parser takes for the argument.</summary>
    private static string? WithoutArgument(ParseResult parsed)
    {
        IList<Option> options = parsed.CommandResult.Command.Options;
        bool IsName(string text) => options.Any(option => option.Name == text);
        return options.FirstOrDefault(
            option => parsed.GetResult(option) is { } result && result.Tokens.Any(token => IsName(token.Value)))?.Name;
    }

    /// <summary>The first argument that looks like an option, which the parser takes for the argument where one may be.</summary>
    private static string? UnknownOption(ParseResult parsed, string[] args) => args.Contains("--") ? null
        : parsed.CommandResult.Command.Arguments
            .SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? [])
            .FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal))?.Value;

    /// <summary>The error to show: of a word that is not known, or else of a value, or else of options that do not go together.</summary>
    private static string ErrorOf(ParseResult parsed, RootCommand root)
    {
        Command command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [string word, ..]) return Unrecognized(word, command, root);
        if (command == root)
            return $"expected a command: {string.Join(", ", root.Subcommands.Select(known => known.Name))}; --help tells more.";
        return (parsed.Errors.FirstOrDefault(error => error.SymbolResult is OptionResult or ArgumentResult) ?? parsed.Errors[0]).Message;
    }

    private static string Unrecognized(string word, Command command, RootCommand root) =>
        $"Unrecognized command or argument '{word}'.{Suggestion(word, command, root)}";

    private static string Suggestion(string word, Command command, RootCommand root)
    {
        IEnumerable<string> Names(Command of) => of.Options.Where(option => !option.Hidden).Select(option => option.Name);
        if (command == root) return DidYouMean.Text(word, [.. root.Subcommands.Select(known => known.Name), .. Names(root)]);
        string own = DidYouMean.Text(word, [.. Names(command), .. Names(root)]);
        Command? other = own.Length > 0 ? null : root.Subcommands.FirstOrDefault(known => Names(known).Contains(word));
        return other is null ? own : $" It is an option of '{other.Name}'.";
    }

    private static int Fail(string message, int exitCode)
    {
        Messages.Error(message);
        return exitCode;
    }
}
