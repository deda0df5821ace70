using System.CommandLine;

namespace MiniGrad.Cli;

/// <summary>The whole command line.</summary>
internal static class MainCommand
{
    public static RootCommand Create()
    {
        RootCommand root = new("Learns from tables and images with multi-layer perceptrons.")
        {
            TrainCommand.Create(),
            SearchCommand.Create(),
            StudyCommand.Create(),
            EvaluateCommand.Create(),
            PredictCommand.Create(),
            DescribeCommand.Create(),
            ConvertCommand.Create(),
            CompletionCommand.Create(),
        };
        CommandWithExamples.ShowExamples(root);
        return root;
    }
}
