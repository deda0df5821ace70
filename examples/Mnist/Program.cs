using Examples;
using Mnist;

return ExampleCommand.Run(MnistCommand.Create(options => options.EvaluatePath is { } path ? Evaluation.Run(path, options) : new TrainingRun(options).Run()), args);
