using System.CommandLine;
using System.Diagnostics;
using MiniGrad.Benchmarks.Peers;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Benchmarks.Tables;
using MiniGrad.Data;
using static MiniGrad.Benchmarks.Reporting.MarkdownTable;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>csv</c>: a large table is read, encoded and split, beside pandas and scikit-learn.</summary>
internal static class CsvCommand
{
    private const double BytesPerMegabyte = 1024 * 1024, TestShare = 0.2;

    public static Command Create()
    {
        Option<int> rows = CheckedOption.Integer("--rows", "The rows of the table.", 1_000_000, minimum: 100);
        Option<int> rounds = CheckedOption.Integer("--rounds", "How often each reads it, in turn.", 5, minimum: 1);
        Option<bool> json = SharedOptions.Json();
        Command command = new(
            "csv",
            "Writes a table of 24 numbers, 4 categories and a target to a temporary file; reads it, splits it, and encodes both parts, " +
            "in turn " +
            "with pandas and scikit-learn. Times are medians, the first round, in which methods are compiled, on a line of its own.")
        {
            rows, rounds, json,
        };
        command.SetAction(parsed =>
        {
            CsvReport report = Measure(parsed.GetValue(rows), parsed.GetValue(rounds));
            if (parsed.GetValue(json)) Json.Print(report);
            else Print(report);
            return CommandRunner.Success;
        });
        return command;
    }

    private static CsvReport Measure(int rows, int rounds)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("csv-");
        try
        {
            string path = Path.Combine(folder.FullName, "table.csv");
            LargeTable.Write(path, rows);
            List<Times> ours = [], theirs = [];
            using Pandas? peer = TryStart(out string? reason);
            double peak = 0;
            for (int round = 0; round <= rounds; round++)
            {
                ours.Add(Measure(path));
                // pandas has a process of its own.
                if (round == 0) peak = Process.GetCurrentProcess().PeakWorkingSet64 / BytesPerMegabyte;
                if (peer?.Measure(path) is { } times) theirs.Add(new Times(times.Read, times.Encode));
            }
            return new CsvReport(
                rows, new FileInfo(path).Length / BytesPerMegabyte, peak, ours[0], Times.Median(ours.Skip(1)), peer?.Version, reason,
                theirs.Count > 0 ? Times.Median(theirs.Skip(1)) : null);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Times Measure(string path)
    {
        var watch = Stopwatch.StartNew();
        Table table = CsvTable.Read(path);
        double read = watch.Elapsed.TotalSeconds;
        (Table training, _, Table test) = table.Split(1 - TestShare, 0, TestShare, new Random(1), stratifyBy: LargeTable.Target);
        TableEncoder encoder = TableEncoder.Fit(training, LargeTable.Target);
        _ = encoder.EncodeClasses<float>(training);
        _ = encoder.EncodeClasses<float>(test);
        return new Times(read, watch.Elapsed.TotalSeconds - read);
    }

    private static Pandas? TryStart(out string? reason)
    {
        try
        {
            reason = null;
            return Pandas.Start(Environment.ProcessorCount);
        }
        catch (PeerException missing)
        {
            reason = missing.Message;
            return null;
        }
    }

    private static void Print(CsvReport report)
    {
        Console.WriteLine(
            $"{Number(report.Rows, "N0")} rows, {Number(report.Megabytes, "F0")} MB; MiniGrad's process takes " +
            $"{Number(report.PeakMegabytes, "F0")} MB at " +
            $"most in the first round. {report.Peer ?? $"pandas and scikit-learn are not there ({report.Missing})"}.");
        Console.WriteLine();
        MarkdownTable table = new("", "reading, s", "splitting and encoding, s", "all, s");
        Add("MiniGrad, first", report.First);
        Add("MiniGrad", report.Own);
        if (report.Other is { } other)
        {
            Add(report.Peer!, other);
            table.Add(
                "ratio", Ratio(other.Read / report.Own.Read), Ratio(other.Encode / report.Own.Encode), Ratio(other.All / report.Own.All));
        }
        table.Print();

        void Add(string name, Times times) =>
            table.Add(name, Number(times.Read, "F2"), Number(times.Encode, "F2"), Number(times.All, "F2"));
    }

    private static string Ratio(double ratio) => $"{Number(ratio, "F1")} ×";

    private sealed record CsvReport(
        int Rows, double Megabytes, double PeakMegabytes, Times First, Times Own, string? Peer, string? Missing, Times? Other);

    /// <summary>Seconds of reading, and of splitting and encoding.</summary>
    private sealed record Times(double Read, double Encode)
    {
        public double All => Read + Encode;

        public static Times Median(IEnumerable<Times> rounds)
        {
            Times[] all = [.. rounds];
            return new Times(Statistics.Median(all.Select(times => times.Read)), Statistics.Median(all.Select(times => times.Encode)));
        }
    }
}
