using System.CommandLine;
using MiniGrad.Cli;

RootCommand root = MainCommand.Create();
return Suggestions.TryPrint(root, args) ? ExitCode.Success : CommandRunner.Run(root, args);
