using MiniGrad.Cli.CommandLine;
using MiniGrad.Cli.Commands;

return CommandRunner.Run(MainCommand.Create(), args);
