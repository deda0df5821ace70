using System.Globalization;
using System.Text;
using Examples;
using MiniGrad;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using Mnist;
using Spectre.Console;

return ExampleCommand.Run(MnistOptions.Command(Run), args);

static int Run(MnistOptions options)
{
    if (options.JsonPath is not null) FiguresFile.CheckWritable(options.JsonPath);
    ImageData data = options.DataFolder is null ? ImageData.Generate() : ImageData.Read(options.DataFolder);

    var random = new Random(options.Seed);
    var model = new Mlp<float>([data.PixelCount, .. options.Hidden, data.ClassCount], options.Activation, random);
    Optimizer<float> optimizer = options.Optimizer switch
    {
        OptimizerKind.Adam => new Adam<float>(model.Parameters, options.LearningRate),
        OptimizerKind.Momentum => new Sgd<float>(model.Parameters, options.LearningRate, momentum: 0.9),
        _ => new Sgd<float>(model.Parameters, options.LearningRate),
    };

    Console.OutputEncoding = Encoding.UTF8;
    Console.Write(model.Summary([1, data.PixelCount]));
    CancellationToken stop = StopAtControlC();
    IReadOnlyList<EpochFigures> figures = IsTerminal()
        ? BarDisplay.Run(AnsiConsole.Console, options.Epochs, data.Training.Count, Train)
        : Train(new LineDisplay(options.Epochs));

    Console.Write(DigitPicture.Of(model, data.Test));
    EpochFigures last = figures[^1];
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"test accuracy {last.TestAccuracy:P2} ({last.TestErrors:N0} errors in {data.Test.Count:N0})"));
    if (options.JsonPath is not null) FiguresFile.Write(options.JsonPath, options, data, figures, stop.IsCancellationRequested);
    if (stop.IsCancellationRequested) return ExampleCommand.Interrupted;
    return last.TestAccuracy * 100 >= options.Target ? ExampleCommand.Success : ExampleCommand.Missed;

    IReadOnlyList<EpochFigures> Train(ITrainingDisplay display) =>
        new TrainingLoop(model, optimizer, data, options.BatchSize, random, display).Run(options.Epochs, stop);
}

// Redirected output goes to files and programs, which want neither colours nor a bar.
static bool IsTerminal() => !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true };

// The first Ctrl+C asks the training to stop; a second one ends the program as usual.
static CancellationToken StopAtControlC()
{
    CancellationTokenSource source = new();
    Console.CancelKeyPress += (_, press) =>
    {
        press.Cancel = !source.IsCancellationRequested;
        source.Cancel();
    };
    return source.Token;
}
