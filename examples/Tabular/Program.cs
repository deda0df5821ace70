using Examples;
using Tabular;

return ExampleCommand.Run(
    TabularCommand.Create(options => options is { ModelPath: { } model, PredictPath: { } table } ? Prediction.Run(model, table, options.OutPath) : new TrainingRun(options).Run()), args);
