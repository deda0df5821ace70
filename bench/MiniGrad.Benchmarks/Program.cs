using System.CommandLine;
using System.CommandLine.Invocation;
using BenchmarkDotNet.Running;
using MiniGrad.Benchmarks.Commands;

// With a command, one measurement of its own; with anything else, BenchmarkDotNet and its options (--list flat shows the benchmarks).
RootCommand root = new("Measures MiniGrad. Without one of these commands, the arguments go to BenchmarkDotNet.")
{
    GemmCommand.Create(),
    ElementwiseCommand.Create(),
};
if (args.Length > 0 && (args[0] is "--help" or "-h" or "-?" || root.Subcommands.Any(command => command.Name == args[0])))
{
    ParseResult parsed = root.Parse(args);
    if (parsed.Action is not ParseErrorAction) return parsed.Invoke();
    Console.Error.WriteLine($"error: {parsed.Errors[0].Message}");
    return 2;
}
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
