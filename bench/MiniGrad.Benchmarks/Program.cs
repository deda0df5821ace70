using System.CommandLine;
using BenchmarkDotNet.Running;
using MiniGrad.Benchmarks.Benchmarks;
using MiniGrad.Benchmarks.Commands;

// With a command, one measurement of its own; with anything else, BenchmarkDotNet and its options (--list flat shows the benchmarks).
RootCommand root =
    new("Measures MiniGrad. Without one of these commands, the arguments go to BenchmarkDotNet. Exit code: 0 for success, 2 for bad usage.")
{
    StepCommand.Create(),
    GemmCommand.Create(),
    ElementwiseCommand.Create(),
    PeersCommand.Create(),
    StartupCommand.Create(),
    BatchesCommand.Create(),
    EnsemblesCommand.Create(),
    OneRowCommand.Create(),
    TrainerCommand.Create(),
    TablesCommand.Create(),
    PublicTablesCommand.Create(),
    CsvCommand.Create(),
    StreamCommand.Create(),
    SearchCommand.Create(),
    StudiesCommand.Create(),
    SequencesCommand.Create(),
    OnnxCommand.Create(),
    LeastSquaresCommand.Create(),
};
if (args.Length > 0 && (args[0] is "--help" or "-h" or "-?" || root.Subcommands.Any(command => command.Name == args[0])))
    return CommandRunner.Run(root, args);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, new InProcessConfig());
return 0;
