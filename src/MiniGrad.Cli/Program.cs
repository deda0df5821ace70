using MiniGrad.Cli;

return CommandRunner.Run(MainCommand.Create(), args);
