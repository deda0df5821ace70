using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MiniGrad.Cli;

/// <summary>A command whose help ends with remarks and examples.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does, in a sentence.</param>
/// <param name="remarks">What else there is to know.</param>
/// <param name="examples">Command lines, each with its purpose.</param>
internal sealed class CommandWithExamples(string name, string description, string remarks, params (string Line, string Purpose)[] examples)
    : Command(name, description)
{
    /// <summary>Has the help of a program show the remarks and examples of its commands, and the exit codes.</summary>
    public static void ShowExamples(RootCommand root)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        option.Action = new Help((SynchronousCommandLineAction)option.Action!);
    }

    private void Write(TextWriter output)
    {
        output.WriteLine(remarks);
        output.WriteLine();
        output.WriteLine("Examples:");
        foreach ((string line, string purpose) in examples) output.WriteLine($"  {line}{Environment.NewLine}      {purpose}");
        output.WriteLine();
    }

    private sealed class Help(SynchronousCommandLineAction usual) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parsed)
        {
            int exitCode = usual.Invoke(parsed);
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.CommandResult.Command is CommandWithExamples command) command.Write(output);
            output.WriteLine(ExitCode.Help);
            return exitCode;
        }
    }
}
