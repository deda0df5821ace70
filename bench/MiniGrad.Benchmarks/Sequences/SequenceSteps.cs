using System.Diagnostics;
using MiniGrad.Data;
using MiniGrad.Optimizers;

namespace MiniGrad.Benchmarks.Sequences;

/// <summary>Training steps of an encoder and a decoder on random tokens.</summary>
internal static class SequenceSteps
{
    private const int Batches = 16, WarmingSteps = 80;

    /// <summary>The least microseconds of a step in some rounds.</summary>
    public static double Least(SequenceSizes sizes, int batchSize, bool attends, int rounds, int steps)
    {
        SequenceNetwork network = new(sizes, attends);
        TrainingStep<float> step = new(new Adam<float>(network.Parameters, 1e-3), batch => network.Loss(batch));
        Batch<float>[] batches = [.. Enumerable.Range(0, Batches).Select(number => Draw(sizes, batchSize, number))];
        for (int i = 0; i < WarmingSteps; i++) step.Run(batches[i % Batches]);
        double least = double.PositiveInfinity;
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < steps; i++) step.Run(batches[i % Batches]);
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMicroseconds / steps);
        }
        return least;
    }

    /// <summary>The seconds for sources of lengths from 8 to 38, as those of dates, in batches cut to a multiple of their longest; all of
    /// them padded to the longest of all where that is 0.</summary>
    public static (double Seconds, int Shapes) Pass(int multiple, int batchSize, int passes)
    {
        const int Samples = 12_800, Longest = 38;
        SequenceSizes sizes = SequenceSizes.Dates with { Source = Longest };
        SequenceNetwork network = new(sizes, attends: true);
        TrainingStep<float> step = new(new Adam<float>(network.Parameters, 1e-3), batch => network.Loss(batch, hasLengths: true));
        Dataset<float> data = (Dataset<float>)Draw(sizes, Samples, seed: 1, shortest: 8);
        SequenceBatches batching = new(("source", "lengths")) { Multiple = Math.Max(1, multiple) };
        double least = double.PositiveInfinity;
        HashSet<int> shapes = [];
        for (int pass = 0; pass < passes; pass++)
        {
            XoshiroRandom random = new(7, (ulong)pass);
            IEnumerable<Batch<float>> batches = multiple == 0 ? data.Batches(batchSize, random) : batching.Of(data, batchSize, random);
            long start = Stopwatch.GetTimestamp();
            foreach (Batch<float> batch in batches)
            {
                step.Run(batch);
                shapes.Add(batch.LabelsOf("source").Shape[1]);
            }
            // The first pass records.
            if (pass > 0) least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return (least, shapes.Count);
    }

    private static Dataset<float> Draw(SequenceSizes sizes, int count, int seed, int? shortest = null)
    {
        XoshiroRandom random = new((ulong)seed);
        return new(numbers: [], labels: new()
        {
            ["source"] = Tokens(sizes.Source),
            ["before"] = Tokens(sizes.Target),
            ["after"] = Tokens(sizes.Target),
            ["lengths"] = IndexTensor.Create(
                [.. Enumerable.Range(0, count).Select(_ => random.Next(shortest ?? sizes.Source, sizes.Source + 1))]),
        });

        IndexTensor Tokens(int steps) =>
            IndexTensor.Create([.. Enumerable.Range(0, count * steps).Select(_ => random.Next(sizes.Vocabulary))], [count, steps]);
    }
}
