using System.CommandLine;
using System.Diagnostics;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Benchmarks.Streams;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using static MiniGrad.Benchmarks.Reporting.MarkdownTable;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>stream</c>: training on samples that need not fit into memory beside training in memory.</summary>
internal static class StreamCommand
{
    private const double Gigabyte = 1024 * 1024 * 1024, Megabyte = 1024 * 1024;

    public static Command Create()
    {
        Option<string> folder = new("--folder") { Description = "Where the samples are made, and found the next time.", Required = true };
        Option<int> gigabytes = CheckedOption.Integer("--gigabytes", "How large the inputs are.", 4, minimum: 1);
        Option<int> buffer = CheckedOption.Integer("--shuffle-buffer", "The samples that are mixed together.", 16384, minimum: 1);
        Option<int> batch = CheckedOption.Integer("--batch", "The samples in each step.", 64, minimum: 1);
        Option<int> rounds = CheckedOption.Integer("--rounds", "How often each trains, in turn.", 3, minimum: 1);
        Option<bool> makes = new("--make-only") { Description = "Makes the samples, and ends." };
        Command command = new(
            "stream",
            "Trains 256-128-10 with Adam on samples in .npy files, streamed, in turn with the same training on the first 64 MB of them " +
            "in " +
            "memory: samples per second, their median ratio, and the memory of the process.")
        {
            folder, gigabytes, buffer, batch, rounds, makes,
        };
        command.SetAction(parsed =>
        {
            string place = parsed.GetRequiredValue(folder);
            int files = (int)(parsed.GetValue(gigabytes) * Gigabyte / LargeSamples.BytesOfFile);
            LargeSamples.Write(place, files);
            if (!parsed.GetValue(makes))
                Run(place, files, parsed.GetValue(buffer), parsed.GetValue(batch), parsed.GetValue(rounds));
            return CommandRunner.Success;
        });
        return command;
    }

    private static void Run(string folder, int files, int buffer, int batch, int rounds)
    {
        Trainer<float> inMemory = Make(LargeSamples.Read(folder), batch);
        Trainer<float> streamed = Make(LargeSamples.Stream(folder, files, buffer), batch);
        // Compiled and captured before it is measured.
        Trainer<float> warm = Make(LargeSamples.Stream(folder, 1, buffer), batch);
        _ = Rate(inMemory, 4) + Rate(warm, 4);
        List<double> memoryRates = [], streamRates = [], ratios = [];
        for (int round = 0; round < rounds; round++)
        {
            // In memory before and after, so that a machine that becomes slower meanwhile counts for both.
            double before = Rate(inMemory, files / 2), between = Rate(streamed, 1), after = Rate(inMemory, files - (files / 2));
            memoryRates.Add((before + after) / 2);
            streamRates.Add(between);
            ratios.Add(between / memoryRates[^1]);
        }
        MarkdownTable table = new("256-128-10", "samples per second", "loss of the last epoch");
        table.Add("in memory, 64 MB", Number(memoryRates.Median(), "N0"), Loss(inMemory));
        table.Add($"streamed, {Number(files * LargeSamples.BytesOfFile / Gigabyte, "F1")} GB", Number(streamRates.Median(), "N0"),
            Loss(streamed));
        table.Print();
        using var process = Process.GetCurrentProcess();
        long limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        Console.WriteLine(
            $"\nmedian ratio {Number(ratios.Median(), "F3")} over {rounds} rounds; the process took " +
            $"{Number(process.PeakWorkingSet64 / Megabyte, "F0")} MB " +
            $"at most, the runtime's limit is {Number(limit / Megabyte, "F0")} MB");

        static string Loss(Trainer<float> trainer) => Number(trainer.History.Epochs[^1].TrainingLoss, "F4");
    }

    private static double Rate(Trainer<float> trainer, int epochs)
    {
        int done = trainer.History.Epochs.Count;
        var watch = Stopwatch.StartNew();
        trainer.Fit(done + epochs);
        return epochs * (double)trainer.StepsPerEpoch * trainer.BatchSize / watch.Elapsed.TotalSeconds;
    }

    private static Trainer<float> Make(IDataset<float> samples, int batch)
    {
        Mlp<float> model = new([LargeSamples.Features, 128, LargeSamples.Classes], Activation.Relu, new XoshiroRandom(1));
        return new Trainer<float>(model, new Adam<float>(model.Parameters), samples) { BatchSize = batch, Seed = 1 };
    }
}
