namespace MiniGrad.Tests.Training.Metrics;

/// <summary>Outputs, of few different values so that there are ties, with labels, targets and weights.</summary>
internal sealed record RandomSamples(Tensor<double> Outputs, IndexTensor Labels, Tensor<double> Targets, Tensor<double> Weights)
{
    public RandomSamples(int seed, int count, int columns) : this(new Random(seed), count, columns) { }

    private RandomSamples(Random random, int count, int columns) : this(
        Tensor.Create<double>([.. Enumerable.Range(0, count * columns).Select(_ => random.Next(-6, 7) / 4.0)], [count, columns]),
        Enumerable.Range(0, count).Select(_ => random.Next(Math.Max(columns, 2))).ToArray(),
        Tensor.Normal<double>([count, columns], 1000, 1, random),
        Tensor.Vector<double>([.. Enumerable.Range(0, count).Select(_ => random.Next(5) == 0 ? 0 : random.NextDouble())]))
    { }

    public int ClassCount => Math.Max(Outputs.Shape[1], 2);

    public RandomSamples Part(int start, int count) => Rows([.. Enumerable.Range(start, count)]);

    public RandomSamples Rows(int[] rows) => new(
        Outputs.GatherRows(rows), rows.Select(row => Labels[row]).ToArray(), Targets.GatherRows(rows),
        Tensor.Vector<double>([.. rows.Select(row => Weights[row])]));
}
