using System.CommandLine;
using MiniGrad.Benchmarks.Peers;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Benchmarks.Sequences;
using static MiniGrad.Benchmarks.Reporting.MarkdownTable;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>sequences</c>: training and beam search of an encoder and a decoder, beside PyTorch.</summary>
internal static class SequencesCommand
{
    private const int Sources = 1000;

    public static Command Create()
    {
        Option<int> rounds = CheckedOption.Integer("--rounds", "How often each side is measured, in turn.", 5, minimum: 1);
        Option<bool> alone = new("--alone") { Description = "Without PyTorch." };
        Command step = new("step", "Training steps of sums with three digits, in batches of 32 and 128, one thread and two.")
        {
            rounds, alone,
        };
        step.SetAction(parsed => Steps(parsed.GetValue(rounds), parsed.GetValue(alone)));
        Command decode = new("decode", "Beam search for 1,000 sources of 30 tokens with attention, 10 tokens of result each.")
        {
            rounds, alone,
        };
        decode.SetAction(parsed => Decoding(parsed.GetValue(rounds), parsed.GetValue(alone)));
        Option<int> passes = CheckedOption.Integer("--passes", "How many passes are measured, after one that records.", 3, minimum: 1);
        Command lengths = new("lengths", "Passes over sequences of 8 to 38 tokens, cut to multiples of the longest in a batch.") { passes };
        lengths.SetAction(parsed => Lengths(parsed.GetValue(passes)));
        return new Command("sequences", "Measures recurrent networks and beam search, beside PyTorch.") { step, decode, lengths };
    }

    private static void Steps(int rounds, bool isAlone)
    {
        MarkdownTable table = new("network", "batch", "threads", "MiniGrad, µs", "PyTorch, µs", "PyTorch ÷ MiniGrad");
        foreach (bool attends in (bool[])[false, true])
            foreach (int batch in (int[])[32, 128])
                foreach (int threads in (int[])[1, 2])
                {
                    string[] arguments = ["step", "--batch", $"{batch}", "--rounds", "5", .. attends ? (string[])["--attention"] : []];
                    Add(table, [attends ? "with attention" : "plain", $"{batch}", $"{threads}"], rounds, threads,
                        () => SequenceSteps.Least(SequenceSizes.Addition, batch, attends, rounds: 5, steps: 50),
                        isAlone ? null : arguments, "F0");
                }
        table.Print();
    }

    private static void Decoding(int rounds, bool isAlone)
    {
        MarkdownTable table = new("PyTorch's way", "beam", "threads", "MiniGrad, s", "PyTorch, s", "PyTorch ÷ MiniGrad");
        SequenceDecoding search = new(Sources);
        foreach (string way in (string[])["loop", "batched"])
            foreach (int threads in (int[])[1, 2])
                Add(table, [way, "5", $"{threads}"], rounds, threads, () => search.Run(beam: 5),
                    isAlone ? null : ["decode", "--sources", $"{Sources}", "--beam", "5", "--way", way, "--rounds", "1"], "F3");
        table.Print();
    }

    /// <summary>Measures both sides in turn.</summary>
    private static void Add(
        MarkdownTable table, string[] cells, int rounds, int threads, Func<double> ours, string[]? peer, string format)
    {
        Console.Error.WriteLine(string.Join(", ", cells));
        int before = Parallelism.ThreadCount;
        List<double> own = [], theirs = [];
        try
        {
            for (int round = 0; round < rounds; round++)
            {
                Parallelism.ThreadCount = threads;
                // Once for nothing: the runtime compiles what it sees often.
                if (round == 0) ours();
                own.Add(ours());
                if (peer is not null) theirs.Add(PyTorchSequences.Least(threads, peer));
            }
        }
        catch (PeerException reason)
        {
            Console.Error.WriteLine($"without PyTorch: {reason.Message}");
            peer = null;
        }
        finally
        {
            Parallelism.ThreadCount = before;
        }
        table.Add([
            .. cells, Number(own.Median(), format), peer is null ? "" : Number(theirs.Median(), format),
            peer is null ? "" : Number(theirs.Zip(own, (their, our) => their / our).Median(), "F2")]);
    }

    private static void Lengths(int passes)
    {
        MarkdownTable table = new("cut to a multiple of", "shapes", "seconds a pass");
        foreach (int multiple in (int[])[0, 1, 2, 4, 8])
        {
            (double seconds, int shapes) = SequenceSteps.Pass(multiple, batchSize: 128, passes + 1);
            table.Add(multiple == 0 ? "all padded to 38" : $"{multiple}", $"{shapes}", Number(seconds, "F2"));
        }
        table.Print();
    }
}
