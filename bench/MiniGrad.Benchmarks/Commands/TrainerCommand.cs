using System.CommandLine;
using System.Globalization;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Benchmarks.Trainers;
using MiniGrad.Data;
using MiniGrad.Estimators;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>trainer</c>: what a trainer costs over a bare loop of captured steps.</summary>
internal static class TrainerCommand
{
    private const int Samples = 12_800;

    public static Command Create()
    {
        Option<int> batch = CheckedOption.Integer("--batch", "The samples in each step.", 64, minimum: 1);
        Option<int> rounds = CheckedOption.Integer("--rounds", "How many epochs each trains, in turn with the other.", 40, minimum: 3);
        Option<int> threads = SharedOptions.Threads();
        Command command = new(
            "trainer",
            $"Compares training 784-128-10 with Adam by a Trainer and by a bare loop of captured steps, on {Samples:N0} generated " +
            $"digits: the median of the ratios of epochs in turn.")
        {
            batch, rounds, threads,
        };
        command.SetAction(parsed =>
        {
            Parallelism.ThreadCount = parsed.GetValue(threads);
            Run(parsed.GetValue(batch), parsed.GetValue(rounds));
            return CommandRunner.Success;
        });
        return command;
    }

    private static void Run(int batchSize, int rounds)
    {
        Dataset<float> data = LabeledImages.GenerateDigits<float>(Samples, new Random(1));
        Competitor bare = Competitor.Bare(data, batchSize), trainer = Competitor.Trainer(data, batchSize);
        for (int i = 0; i < 3; i++) _ = bare.TimeEpoch() + trainer.TimeEpoch();
        List<double> bareTimes = [], trainerTimes = [], ratios = [];
        for (int round = 0; round < rounds; round++)
        {
            // First the one, then the other, so that neither always finds what the other left behind.
            bool isBareFirst = round % 2 == 0;
            double first = (isBareFirst ? bare : trainer).TimeEpoch(), second = (isBareFirst ? trainer : bare).TimeEpoch();
            bareTimes.Add(isBareFirst ? first : second);
            trainerTimes.Add(isBareFirst ? second : first);
            ratios.Add(trainerTimes[^1] / bareTimes[^1]);
        }
        double steps = Math.Ceiling((double)Samples / batchSize);
        MarkdownTable table = new($"a step of 784-128-10, batch {batchSize}", "µs, median", "µs, least");
        table.Add("bare loop of captured steps", Microseconds(bareTimes.Median()), Microseconds(bareTimes.Min()));
        table.Add("Trainer", Microseconds(trainerTimes.Median()), Microseconds(trainerTimes.Min()));
        table.Print();
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"\nmedian ratio {ratios.Median():F4} over {rounds} pairs of epochs"));

        string Microseconds(double epoch) => (epoch / steps * 1e6).ToString("F1", CultureInfo.InvariantCulture);
    }
}
