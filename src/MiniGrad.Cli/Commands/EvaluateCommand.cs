using System.CommandLine;
using System.Text;

namespace MiniGrad.Cli;

/// <summary>The command <c>evaluate</c>.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        Argument<string> model = new("model") { Description = "A model that train --save has written." };
        DataOptions data = new("to evaluate the model on");
        Option<double?> minimumAccuracy = CheckedOption.OptionalPercentage(
            "--minimum-accuracy", "The accuracy to reach, in percent; if it is missed the exit code is 1. [default: any]");
        Option<bool> json = CheckedOption.Flag("--json", "Show the figures as an object of JSON.");
        Option<int?> threads = ThreadOption.Create();
        Command command = new CommandWithExamples(
            "evaluate",
            "Shows how good a model is on data whose target is known.",
            "Of a table all rows count that have a target, of images those of the two files to test with.",
            ("minigrad evaluate digits.safetensors --idx mnist", "Read MNIST's test images."),
            ("minigrad evaluate plants.safetensors --csv others.csv --minimum-accuracy 95",
                "Check a model on a table that it has not learned from."),
            ("minigrad evaluate plants.safetensors --csv others.csv --json", "For a program."))
        {
            model,
        };
        data.AddTo(command);
        command.Options.Add(minimumAccuracy);
        command.Options.Add(json);
        command.Options.Add(threads);
        command.SetAction(parsed =>
        {
            ThreadOption.Use(parsed, threads);
            Console.OutputEncoding = Encoding.UTF8;
            Evaluation evaluation = ModelFile.Load(parsed.GetValue(model)!).Evaluate(data.Read(parsed));
            if (parsed.GetValue(json)) JsonText.Print(evaluation.Write);
            else evaluation.Print();
            if (parsed.GetValue(minimumAccuracy) is not { } percent) return ExitCode.Success;
            if (evaluation.Accuracy is null)
                throw new InvalidDataException($"{minimumAccuracy.Name}: expected a model that predicts classes, got one of numbers.");
            return AccuracyGoal.IsReached(evaluation.Accuracy, percent) ? ExitCode.Success : ExitCode.Missed;
        });
        return command;
    }
}
