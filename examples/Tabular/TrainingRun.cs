using System.Globalization;
using System.Text;
using Examples;
using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Training;
using static System.FormattableString;

namespace Tabular;

/// <summary>Learns from a table as the command line says, and writes what it asks for.</summary>
internal sealed class TrainingRun(TabularOptions options)
{
    /// <summary>The epochs without a better training loss after which training ends.</summary>
    public const int UsualPatience = 10;

    private const string Evaluated = "validation";
    private const int MostLines = 20;

    /// <returns>The exit code.</returns>
    /// <exception cref="IOException">Something cannot be read or, as far as can be told beforehand, written.</exception>
    /// <exception cref="InvalidDataException">There is nothing to be learned from the data.</exception>
    /// <exception cref="NotFiniteNumberException">The loss became NaN or infinite.</exception>
    public int Run()
    {
        OutputPath.CheckFile(options.ReportPath, "The report");
        OutputPath.CheckFile(options.SavePath, "The model");
        LearningTable table = LearningTable.Read(options);
        TrainingDisplay display = new(options.Epochs, Evaluated) { LineEvery = (options.Epochs + MostLines - 1) / MostLines };
        TabularTask task = TabularTask.Create(table, options, [display]);
        Console.OutputEncoding = Encoding.UTF8;
        if (Fit(task, display) is not { } history)
        {
            Console.WriteLine("interrupted: nothing is learned");
            return ExampleCommand.Interrupted;
        }

        OutputFiles files = new();
        files.Write("report", options.ReportPath, path => TabularReport.Save(path, options, task));
        files.Write("model", options.SavePath, task.Estimator.Save);
        TrainingSummary.Print(history, Evaluated, files.Written);
        Print(task);
        return files.IsComplete ? ExampleCommand.Success : ExampleCommand.Missed;
    }

    /// <returns>Null if it was interrupted.</returns>
    private static TrainingHistory? Fit(TabularTask task, TrainingDisplay display)
    {
        LearningTable table = task.Table;
        CancellationToken stop = ControlC.Token();
        string unused = table.WithoutTarget > 0 ? Invariant($", {table.WithoutTarget} not used, without a '{NameList.Line(table.Target)}'") : "";
        Console.WriteLine(Invariant($"{table.Name}: {table.Training.Count} rows to learn from, {table.Test.Count} held out{unused}"));
        try
        {
            return UserData.Use(table.Name, () => display.Run(() => task.Fit(stop)));
        }
        catch (InvalidOperationException error)
        {
            throw new NotFiniteNumberException(error.Message, error);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static void Print(TabularTask task)
    {
        TableEncoder encoder = task.Estimator.Encoder!;
        string kind = task.Table.Kind == TargetKind.Classes ? $"{encoder.ClassNames.Count} classes" : "numbers";
        Console.WriteLine($"'{NameList.Line(encoder.Target)}' ({kind}) from {encoder.FeatureNames.Count} features: {NameList.Of(encoder.FeatureNames)}");
        foreach (EncodedColumn column in encoder.Columns.Where(column => column.Role == ColumnRole.LeftOut))
            Console.WriteLine(NameList.Line($"left out: '{column.Name}', because {column.Reason}"));
        if (task.Confusion() is { } confusion) Console.Write(confusion);
        Console.WriteLine($"{"rows held out",-16} {"model",12} {"baseline",12}    baseline: {task.Baseline}");
        foreach ((string metric, double model, double baseline) in task.Score()) Console.WriteLine($"{metric,-16} {Text(model),12} {Text(baseline),12}");
    }

    /// <summary>A figure of any size, in eleven or twelve characters at most: <c>-1.2346E+05</c>.</summary>
    internal static string Text(double figure) => figure.ToString("G5", CultureInfo.InvariantCulture);
}
