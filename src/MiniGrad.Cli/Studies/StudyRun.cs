using System.Text;
using MiniGrad.Search;
using static System.FormattableString;

namespace MiniGrad.Cli;

/// <summary>Shows studies, writes what is asked for of one, and copies.</summary>
internal sealed class StudyRun(StudyOptions options)
{
    private readonly OutputFiles files = new();

    /// <returns>The exit code.</returns>
    /// <exception cref="IOException">Something cannot be read or, as far as can be told beforehand, written.</exception>
    /// <exception cref="InvalidDataException">There is no such study, or what is kept is damaged.</exception>
    public int Run()
    {
        OutputPath.CheckFile(options.CsvPath, "The table", options.Replaces);
        OutputPath.CheckFile(options.ReportPath, "The report", options.Replaces);
        OutputPath.CheckFile(options.ResultPath, "The figures", options.Replaces);
        Console.OutputEncoding = Encoding.UTF8;
        CancellationToken stop = options.Watches ? ControlC.Token() : CancellationToken.None;
        using StudyStorage? storage =
            options.Watches ? StudyArrival.Await(options.Place, options.Name, stop) : options.Place.OpenExisting();
        if (storage is null) return ExitCode.Interrupted;
        IReadOnlyList<string> names = storage.GetNames();
        if (names.Count == 0) throw new InvalidDataException(options.Place.NoStudy);
        if (options.Name is { } wanted && !names.Contains(wanted, StringComparer.Ordinal))
            throw new InvalidDataException(
                $"{options.Place}: there is no study '{OneLine.Of(wanted)}'; {There(names)}.{DidYouMean.Text(wanted, names)}");
        if (options.CopyTo is { } target) Copy(storage, target);
        if (options.CopyTo is not null && !options.NeedsOne) return ExitCode.Success;
        if ((options.Name ?? (names.Count == 1 ? names[0] : null)) is { } name) return ShowOne(Study.View(storage, name), stop);
        if (options.NeedsOne)
            throw new InvalidDataException($"{options.Place}: {There(names)}; expected --name as well, to say which.");
        Console.WriteLine($"{options.Place}: {There(names)}");
        foreach (string each in names) Console.WriteLine($"  {OneLine.Of(each),-28} {StudyDescription.InALine(Study.View(storage, each))}");
        return ExitCode.Success;
    }

    private int ShowOne(Study study, CancellationToken stop)
    {
        bool isOver = true;
        if (options.Watches)
        {
            isOver = new StudyWatch(study, options.Place, stop).Run();
            if (isOver) Console.WriteLine("nobody works on it any more");
        }
        else
        {
            foreach (string line in StudyDescription.Of(study, options.Place)) Console.WriteLine(line);
        }
        files.Write("table", options.CsvPath, study.SaveCsv);
        files.Write("report", options.ReportPath, new StudyReport(study).Save);
        files.Write("figures", options.ResultPath, path => StudyFiguresFile.Write(path, study, options.Place));
        foreach ((string content, string path) in files.Written) Console.WriteLine($"{content}: {path}");
        return !files.IsComplete ? ExitCode.Missed : isOver ? ExitCode.Success : ExitCode.Interrupted;
    }

    private void Copy(StudyStorage storage, StudyPlace target)
    {
        OutputPath.CheckFile(target.Path, "The copy", replaces: true, isRegular: true);
        using StudyStorage to = target.Open();
        try
        {
            IReadOnlyList<string> copied = Study.Copy(storage, to, options.Name);
            Console.WriteLine(copied.Count == 0
                ? $"{options.Place}: there is no study to copy"
                : $"copied to {target}: {string.Join(", ", copied.Select(OneLine.Of))}");
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidDataException(error.Message.Replace("Study.Copy: ", "", StringComparison.Ordinal), error);
        }
    }

    private static string There(IReadOnlyList<string> names) => names.Count == 1
        ? $"there is 1 study, {OneLine.Of(names[0])}"
        : Invariant($"there are {names.Count} studies: {OneLine.List(names)}");
}
