using System.Numerics;

namespace MiniGrad.Tests.Golden;

internal sealed record GoldenOperations(IReadOnlyList<GoldenOperation> Cases);

/// <summary>An operation's inputs and output, and the gradients of <c>Σ output·weights</c> in respect of the inputs; null for an input that
/// has none.</summary>
internal sealed record GoldenOperation(
    string Name, IReadOnlyList<GoldenTensor> Inputs, double[] Weights, GoldenTensor Output, IReadOnlyList<double[]?> Gradients);

/// <summary>The data and the start that all trajectories share, and the trajectories.</summary>
internal sealed record GoldenTrajectories(
    GoldenTensor Inputs, GoldenTensor Targets, IReadOnlyList<GoldenTensor> Initial, IReadOnlyList<GoldenTrajectory> Variants);

/// <summary>The optimizer's settings, the loss before every step, and the parameters after some of the steps.</summary>
internal sealed record GoldenTrajectory(string Name,
    IReadOnlyDictionary<string, double> Settings, double[] Losses, IReadOnlyList<GoldenState> States);

/// <summary>The parameters after a step, in the order of <see cref="GoldenTrajectories.Initial"/>.</summary>
internal sealed record GoldenState(int Step, IReadOnlyList<double[]> Parameters);

internal sealed record GoldenRecurrence(
    int Features, int Hidden, IReadOnlyDictionary<string, IReadOnlyList<GoldenTensor>> Networks,
    IReadOnlyList<GoldenSequences> Files, IReadOnlyList<GoldenSequences> Cases);

/// <summary>A recurrent network on sequences: what it gives, and the gradients of the sum of its results, each times its constants, in
/// respect of its input, its initial state and its weights by PyTorch's names.</summary>
internal sealed record GoldenSequences(
    string Name, string Kind, int Layers, bool IsBidirectional, GoldenTensor Input, GoldenTensor Outputs, GoldenTensor LastH,
    GoldenTensor? LastC = null, string? Network = null, int[]? Lengths = null, GoldenTensor? InitialH = null, GoldenTensor? InitialC = null,
    IReadOnlyList<double[]>? Constants = null, IReadOnlyDictionary<string, double[]>? Gradients = null);

internal sealed record GoldenTorchFiles(IReadOnlyList<GoldenTorchTensor> Types, IReadOnlyList<GoldenTorchNetwork> Networks);

internal sealed record GoldenTorchTensor(string Name, string Type, int[] Shape, double[] Values);

/// <summary>A file in the folder <c>torch</c> and what the network in it computes; its weights are in an entry where one is
/// named.</summary>
internal sealed record GoldenTorchNetwork(
    string Name, string Kind, GoldenTensor Input, GoldenTensor Outputs, string? Entry = null, GoldenTensor? LastH = null,
    GoldenTensor? LastC = null);

internal sealed record GoldenTorchTrainings(IReadOnlyList<GoldenTorchTraining> Networks);

/// <summary>A batch, and by the name of the optimizer what a network learns from it in each precision.</summary>
internal sealed record GoldenTorchTraining(
    string Name, bool IsClassifier, GoldenTensor Inputs, GoldenTensor Targets, IReadOnlyDictionary<string, GoldenTrained> Float,
    IReadOnlyDictionary<string, GoldenTrained> Double);

/// <summary>The loss before each step, and the outputs after the last.</summary>
internal sealed record GoldenTrained(double[] Losses, double[] Outputs);

internal sealed record GoldenNetworks(IReadOnlyList<GoldenNetwork> Networks);

/// <summary>The parameters' start, the loss before every step of gradient descent on batches in turn, parameters and buffers after some of
/// the steps in the order of their names, and what the network computes in the end in inference.</summary>
internal sealed record GoldenNetwork(
    string Name, double LearningRate, IReadOnlyList<GoldenBatch> Batches, IReadOnlyList<GoldenTensor> Start, IReadOnlyList<string> Names,
        double[] Losses,
    IReadOnlyList<GoldenState> States, GoldenTensor InferenceInputs, GoldenTensor InferenceOutputs);

internal sealed record GoldenBatch(GoldenTensor Inputs, GoldenTensor Targets);

internal sealed record GoldenLbfgsRuns(IReadOnlyList<GoldenLbfgsRun> Runs);

/// <summary>The loss before every step, how far a run from a slightly other start is away after it, the evaluations by then, and the
/// parameters after some of the steps. Inputs and targets are those of a network; other functions have none.</summary>
internal sealed record GoldenLbfgsRun(
    string Name, IReadOnlyList<GoldenTensor> Start, double LearningRate, int History, double GradientTolerance, double ChangeTolerance,
    double[] Losses, double[] Spreads, int[] Evaluations, IReadOnlyList<GoldenState> States, GoldenTensor? Inputs =
        null, GoldenTensor? Targets = null);

internal sealed record GoldenTensor(int[] Shape, double[] Values, string? Name = null)
{
    public Tensor<T> As<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Tensor.Create(Array.ConvertAll(Values, T.CreateChecked), Shape);
}

/// <summary>Some of the steps and the rates of each schedule at these; sequences of measures and the reductions that they lead
/// to.</summary>
internal sealed record GoldenSchedules(
    int[] Steps,
        IReadOnlyList<GoldenSchedule> Schedules, IReadOnlyDictionary<string, double[]> Measures, IReadOnlyList<GoldenPlateau> Plateaus);

internal sealed record GoldenSchedule(string Name, double[] Rates);

/// <summary>The reductions of a rate that starts at 0.1, and the name of the sequence of measures.</summary>
internal sealed record GoldenPlateau(string Name, GoldenPlateauSettings Settings, string Measures,
    IReadOnlyList<GoldenReduction> Reductions);

internal sealed record GoldenPlateauSettings(
    double Factor, int Patience, double Threshold, bool IsAbsolute, bool LargerIsBetter, int Cooldown, double MinimumRate);

/// <summary>The number of the measure, counted from 0, after which the rate is another.</summary>
internal sealed record GoldenReduction(int Measure, double Rate);

internal sealed record GoldenMetricsFile(IReadOnlyList<GoldenMetrics> Cases);

/// <summary>Rows of outputs with labels or targets, and what the metrics of each name are; null is NaN. The confusion matrix has a row for
/// each actual class.</summary>
internal sealed record GoldenMetrics(
    string Name, int Columns, double[] Outputs, IReadOnlyDictionary<string, double?> Values, int[]? Labels = null, double[]? Targets = null,
    double[]? Weights = null, IReadOnlyList<double[]>? Confusion = null);
