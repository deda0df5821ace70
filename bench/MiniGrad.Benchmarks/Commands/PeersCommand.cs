using System.CommandLine;
using System.Globalization;
using MiniGrad.Benchmarks.Peers;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Benchmarks.Steps;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>peers</c>: MiniGrad beside other frameworks, in one run.</summary>
internal static class PeersCommand
{
    public static Command Create()
    {
        Option<int> threads = SharedOptions.Threads();
        Option<int> rounds = CheckedOption.Integer("--rounds", "How many rounds each contestant gets.", 7, minimum: 1);
        Option<IReadOnlyList<Workload>?> only = CheckedOption.Create<IReadOnlyList<Workload>?>(
            "--only", "Only workloads whose name contains this.", null, "a part of a workload's name, such as 784-128-10", TryFind);
        only.HelpName = "text";
        Option<bool> torchSharp = new(Peers.TorchSharp.Option)
        {
            Description = "Also TorchSharp, which is built first, out of its packages: 1.1 GB, and minutes the first time.",
        };
        Option<bool> json = SharedOptions.Json();
        Command command = new(
            "peers",
            "Times training steps and inference of one row beside a network written by hand in C, PyTorch, FANN and ONNX Runtime, where " +
            "they are there, and if asked TorchSharp, a round each in turn; Adam beside MiniGrad's own gradient descent. Peers count " +
            "with their fastest round and their best number of threads up to the given one, MiniGrad with its median round and the given " +
            "number.")
        {
            threads, rounds, only, torchSharp, json,
        };
        command.SetAction(parsed =>
        {
            Parallelism.ThreadCount = parsed.GetValue(threads);
            PeersReport report =
                Measure(parsed.GetValue(only) ?? Workload.Compared, parsed.GetValue(rounds), parsed.GetValue(torchSharp));
            if (parsed.GetValue(json)) Json.Print(report);
            else Print(report);
            return CommandRunner.Success;
        });
        return command;
    }

    private static bool TryFind(string text, out IReadOnlyList<Workload>? workloads)
    {
        workloads = [.. Workload.Compared.Where(workload => $"{workload}".Contains(text, StringComparison.OrdinalIgnoreCase))];
        return workloads.Count > 0;
    }

    private static PeersReport Measure(IReadOnlyList<Workload> workloads, int rounds, bool asksForTorchSharp)
    {
        using PeerGroup peers =
            PeerGroup.Start(workloads, Parallelism.ThreadCount, asksForTorchSharp ? [Peers.TorchSharp.Option] : []);
        var own = new MiniGradContestant<float>(isEager: false);
        return new PeersReport(Parallelism.ThreadCount, rounds,
            [.. workloads.SelectMany(workload => Compare(workload, own, peers, rounds))], peers.Missing);
    }

    private static IEnumerable<Comparison> Compare(Workload workload, Contestant own, PeerGroup peers, int rounds)
    {
        PeerContestant[] able = [.. peers.Contestants.Where(peer => peer.Supports(workload))];
        IReadOnlyList<Rounds> results = Race.Run(workload, [own, .. able], rounds);
        Rounds ours = results[0];
        if (able.Length == 0) return [new Comparison($"{workload}", ours.MedianStep, ours.MedianRow)];
        return able.Zip(results.Skip(1)).GroupBy(pair => pair.First.Version).Select(sameKind =>
        {
            (PeerContestant peer, Rounds best) =
                sameKind.MinBy(pair => pair.First.Trains ? pair.Second.LeastStep : pair.Second.LeastRow);
            double row = sameKind.Min(pair => pair.Second.LeastRow);
            return new Comparison(
                $"{workload}", ours.MedianStep, ours.MedianRow, peer.Version, Measured(best.LeastStep), peer.Threads,
                Measured(best.LeastStep / ours.MedianStep), Measured(row), Measured(row / ours.MedianRow));
        });
    }

    private static double? Measured(double value) => double.IsNaN(value) ? null : value;

    private static void Print(PeersReport report)
    {
        Console.WriteLine($"Microseconds on {Environment.ProcessorCount} processors; MiniGrad's threads: {report.Threads}. Ratios are " +
            $"the peer's time over MiniGrad's.");
        Console.WriteLine();
        MarkdownTable table =
            new("workload", "MiniGrad step", "peer", "threads", "peer step", "ratio", "MiniGrad row", "peer row", "ratio");
        foreach (Comparison row in report.Rows)
        {
            table.Add(
                row.Workload, Time(row.MinigradUs), row.Peer ?? "none", $"{row.PeerThreads}", Time(row.PeerUs), Ratio(row.Ratio),
                Time(row.MinigradInferRowUs), Time(row.PeerInferRowUs), Ratio(row.InferRatio));
        }
        table.Print();
        if (report.Missing.Count > 0) Console.WriteLine();
        foreach (MissingPeer missing in report.Missing) Console.WriteLine(
            $"{missing.Peer} is not there ({missing.Reason}); {missing.Installation}.");
    }

    private static string Time(double? microseconds) => microseconds switch
    {
        null => "",
        < 10 => microseconds.Value.ToString("F3", CultureInfo.InvariantCulture),
        < 1000 => microseconds.Value.ToString("F1", CultureInfo.InvariantCulture),
        _ => microseconds.Value.ToString("N0", CultureInfo.InvariantCulture),
    };

    private static string Ratio(double? ratio) =>
        ratio is { } value ? $"{value.ToString(value < 10 ? "F2" : "F0", CultureInfo.InvariantCulture)} ×" : "";

    private sealed record PeersReport(int Threads, int Rounds, IReadOnlyList<Comparison> Rows, IReadOnlyList<MissingPeer> Missing);

    /// <summary>One workload beside one peer; ratios are the peer's time over MiniGrad's.</summary>
    private sealed record Comparison(
        string Workload, double MinigradUs, double MinigradInferRowUs, string? Peer = null, double? PeerUs = null, int? PeerThreads = null,
        double? Ratio = null, double? PeerInferRowUs = null, double? InferRatio = null);
}
