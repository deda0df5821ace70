namespace MiniGrad.Benchmarks.Batches;

/// <summary>The JSON object of the command, which processes that measure one size also hand their figures over in.</summary>
/// <param name="Network">The sizes of the layers.</param>
/// <param name="TrainingCount">The images to train with.</param>
/// <param name="TestCount">The images to test with.</param>
/// <param name="Epochs">How many passes over the training images.</param>
/// <param name="Threads">How many threads shared the work.</param>
/// <param name="Rows">The figures of each size.</param>
internal sealed record BatchReport(
    IReadOnlyList<int> Network, int TrainingCount, int TestCount, int Epochs, int Threads, IReadOnlyList<BatchFigures> Rows);
