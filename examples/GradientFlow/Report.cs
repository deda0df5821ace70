using System.Globalization;
using MiniGrad.Training;
using Spectre.Console;

namespace DeepNetworks;

/// <summary>Says what became of the variants.</summary>
internal static class Report
{
    // What a table is given where there is no terminal to ask.
    private const int LeastWidth = 120;

    /// <summary>What was found in one variant, in words.</summary>
    /// <param name="result">Which.</param>
    /// <param name="hasDetails">Whether to show the figures of every layer.</param>
    public static void Print(VariantResult result, bool hasDetails)
    {
        Console.WriteLine($"{result.Variant.Name}");
        Print("before training", result.Start, hasDetails);
        Print(result.HasDiverged ? $"after training, given up in epoch {result.Losses.Count - 1}" : $"after {Experiment.Epochs} epochs", result.End, hasDetails);
        Console.WriteLine();
    }

    /// <summary>All variants in one table.</summary>
    public static void PrintSummary(IReadOnlyList<VariantResult> results)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn(Plain("network").NoWrap());
        foreach (string heading in (string[])["loss before", "loss after", "accuracy", "gradient, first ÷ last", "problems", "after"])
            table.AddColumn(Plain(heading).RightAligned());
        foreach (VariantResult result in results)
        {
            table.AddRow(
                new Text(result.Variant.Name), Number(result.Losses[0], "0.00"), Number(result.End.Loss, "0.00"), Number(result.Accuracy, "P1"),
                Number(GradientRatio(result.Start), "0.0e-0"), Number(result.Start.Check().Count, "0"), Number(result.End.Check().Count, "0"));
        }
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, LeastWidth);
        AnsiConsole.Write(table);
    }

    private static void Print(string when, GradientFlow flow, bool hasDetails)
    {
        IReadOnlyList<GradientFlowFinding> findings = flow.Check();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {when}: loss {flow.Loss:0.00}, {(findings.Count == 0 ? "nothing to complain of" : "and")}"));
        foreach (GradientFlowFinding finding in findings) Console.WriteLine($"    {finding}");
        if (hasDetails) Console.Write(flow);
    }

    /// <summary>How much of the gradient at the output arrives at the first layer's.</summary>
    private static double GradientRatio(GradientFlow flow) =>
        (flow.Layers[0].ActivationGradients?.RootMeanSquare / flow.Layers[^1].ActivationGradients?.RootMeanSquare) ?? double.NaN;

    private static TableColumn Plain(string heading) => new(new Text(heading));

    private static Text Number(double value, string format) => new(value.ToString(format, CultureInfo.InvariantCulture));
}
