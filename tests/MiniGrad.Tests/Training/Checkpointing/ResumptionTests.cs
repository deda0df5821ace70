using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Data;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Checkpointing;

/// <summary>A run that is broken off and resumed ends as one that is not, to the last bit.</summary>
public sealed class ResumptionTests : IDisposable
{
    private static readonly (Dataset<float> Training, Dataset<float> Validation) digits =
        LabeledImages.GenerateDigits<float>(300, new Random(1)).Split(200);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<int> Breaks => [1, 2, 7, 8, 12, 13, 14, 21, 27, 28, 29, 34];

    [Theory]
    [MemberData(nameof(Breaks))]
    public void A_run_with_everything_on_goes_on_bit_for_bit(int breakAt)
    {
        Run whole = new(folder.File("whole"));
        TrainingHistory expected = whole.Trainer.Fit(5);

        string place = folder.File("broken");
        Run broken = new(place, breakAt);
        Assert.Throws<TimeoutException>(() => broken.Trainer.Fit(5));
        Run resumed = new(place);
        Assert.Equal(breakAt >= 4, resumed.Trainer.Resume());
        TrainingHistory actual = resumed.Trainer.Fit(5);

        Assert.Equal(whole.Weights(), resumed.Weights());
        Assert.Equal(File.ReadAllBytes(whole.Checkpoints.BestPath), File.ReadAllBytes(resumed.Checkpoints.BestPath));
        Assert.Equal(WithoutTime(expected), WithoutTime(actual));
        Assert.Equal(expected.StepLosses, actual.StepLosses);
        Assert.Equal(expected.Reason, actual.Reason);
        Assert.Empty(actual.Warnings);
    }

    [Fact]
    public void A_run_that_is_broken_off_again_and_again_gets_to_the_same_end()
    {
        Run whole = new(folder.File("whole"));
        whole.Trainer.Fit(5);
        string place = folder.File("broken");
        for (int breakAt = 5; ; breakAt += 5)
        {
            Run run = new(place, breakAt);
            Assert.Equal(breakAt > 5, run.Trainer.Resume());
            try
            {
                run.Trainer.Fit(5);
            }
            catch (TimeoutException)
            {
                continue;
            }
            Assert.Equal(whole.Weights(), run.Weights());
            break;
        }
    }

    [Fact]
    public void The_last_ones_and_the_best_weights_are_kept()
    {
        Run run = new(folder.File("kept"));
        TrainingHistory history = run.Trainer.Fit(5);
        Assert.Equal(
            ["best.safetensors", "checkpoint-0000000028.safetensors", "checkpoint-0000000032.safetensors",
                "checkpoint-0000000035.safetensors"],
            Directory.EnumerateFiles(run.Checkpoints.Folder).Select(path => Path.GetFileName(path)).Order());
        Assert.Equal(run.Checkpoints.PathOf(35), run.Checkpoints.Latest());
        Run other = new(folder.File("other"));
        using var best = MiniGrad.Serialization.SafetensorsFile.Open(run.Checkpoints.BestPath);
        foreach ((string name, Parameter<float> values) in other.Model.NamedParameters) values.Assign(best.ReadTensor<float>(name));
        Assert.Equal(history.Best!.Validation!.Loss, other.Trainer.Evaluate(digits.Validation).Loss);
    }

    [Fact]
    public void A_damaged_checkpoint_is_passed_over()
    {
        string place = folder.File("damaged");
        Assert.Throws<TimeoutException>(() => new Run(place, breakAt: 13).Trainer.Fit(5));
        Run resumed = new(place);
        string latest = resumed.Checkpoints.Latest()!;
        File.WriteAllBytes(latest, File.ReadAllBytes(latest)[..^100]);
        Assert.True(resumed.Trainer.Resume());
        Assert.Contains(latest, Assert.Single(resumed.Trainer.History.Warnings), StringComparison.Ordinal);
        TrainingHistory history = resumed.Trainer.Fit(5);
        Run whole = new(folder.File("whole"));
        whole.Trainer.Fit(5);
        Assert.Equal(whole.Weights(), resumed.Weights());
        Assert.Equal(5, history.Epochs.Count);
    }

    [Fact]
    public void Going_back_further_sets_later_ones_aside_and_keeps_what_it_writes()
    {
        Run first = new(folder.File("back"));
        first.Trainer.Fit(5);
        string early = first.Checkpoints.Existing()[^1];
        Run back = new(folder.File("back"));
        back.Trainer.Resume(early);
        Assert.Equal([early], back.Checkpoints.Existing());
        Assert.Equal(2, Directory.EnumerateFiles(back.Checkpoints.Folder, "checkpoint-*.set-aside").Count());
        back.Trainer.Fit(5);
        Assert.Equal([35L, 32, 28], back.Checkpoints.Existing()
            .Select(path => long.Parse(Path.GetFileName(path)[11..21], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(first.Weights(), back.Weights());
    }

    [Fact]
    public void What_killed_runs_left_unfinished_is_removed_and_nothing_else()
    {
        Run run = new(folder.File("tidy"));
        Directory.CreateDirectory(run.Checkpoints.Folder);
        string[] left = ["checkpoint-0000000004.safetensors.abcd1234.xyz.tmp", "best.safetensors.abcd1234.xyz.tmp"];
        string[] others =
            ["notes.safetensors.mine.tmp", "checkpoint-a.safetensors", "checkpoint-0000000001.safetensors.set-aside", "mine.tmp"];
        foreach (string name in left.Concat(others)) File.WriteAllText(Path.Combine(run.Checkpoints.Folder, name), "");
        run.Trainer.Fit(1);
        Assert.All(left, name => Assert.False(File.Exists(Path.Combine(run.Checkpoints.Folder, name))));
        Assert.All(others, name => Assert.True(File.Exists(Path.Combine(run.Checkpoints.Folder, name))));
    }

    [Fact]
    public void One_of_other_data_is_refused()
    {
        Mlp<float> model = new([784, 8, 10], Activation.Relu, new Random(3));
        Trainer<float> Make(Dataset<float> data) =>
            new(model, new Adam<float>(model.Parameters), data) { Checkpoints = new Checkpoints(folder.File("data")) };
        Make(digits.Training).Fit(1);
        int[] swapped = [1, 0, .. Enumerable.Range(2, 198)];
        Assert.Contains("data is", Assert.Throws<InvalidDataException>(() => Make(digits.Training.Select(swapped)).Resume()).Message,
            StringComparison.Ordinal);
        Assert.True(Make(digits.Training).Resume());
    }

    [Fact]
    public void A_file_in_the_folders_place_is_an_error_before_anything_is_trained()
    {
        string place = folder.File("file");
        File.WriteAllText(place, "");
        Run run = new(place);
        Assert.Contains("no folder for checkpoints", Assert.Throws<IOException>(() => run.Trainer.Fit(1)).Message,
            StringComparison.Ordinal);
        Assert.Empty(run.Trainer.History.StepLosses);
    }

    [Fact]
    public void One_of_another_run_is_refused_and_nothing_is_changed()
    {
        string place = folder.File("first");
        Assert.Throws<TimeoutException>(() => new Run(place, breakAt: 9).Trainer.Fit(5));
        Run other = new(place, seed: 8);
        float[] before = other.Weights();
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => other.Trainer.Resume());
        Assert.Contains("seed is '8', of the checkpoint '7'", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, other.Weights());
        Assert.Contains("earlier run", Assert.Throws<InvalidOperationException>(() => other.Trainer.Fit(1)).Message,
            StringComparison.Ordinal);

        Run wider = new(place, hidden: 17);
        error = Assert.Throws<InvalidDataException>(() => wider.Trainer.Resume());
        Assert.Contains("layers.0.weight", error.Message, StringComparison.Ordinal);
        Assert.Contains("[784, 16] instead of [784, 17]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_does_not_end_training()
    {
        string place = folder.File("lost");
        Run run = new(place, onStep: result =>
        {
            if (result.Step != 9) return;
            Directory.Delete(place, recursive: true);
            File.WriteAllText(place, "a file where the folder was");
        });
        TrainingHistory history = run.Trainer.Fit(3);
        Assert.Equal(3, history.Epochs.Count);
        Assert.Contains("could not be written", history.Warnings[0], StringComparison.Ordinal);
        Assert.Equal(history.Warnings, run.Told.Warnings);
        Run whole = new(folder.File("whole"));
        whole.Trainer.Fit(3);
        Assert.Equal(whole.Weights(), run.Weights());
    }

    [Fact]
    public void Cancellation_writes_one_first()
    {
        using CancellationTokenSource source = new();
        Run run = new(folder.File("cancelled"), onStep: result => { if (result.Step == 10) source.Cancel(); });
        Assert.Throws<OperationCanceledException>(() => run.Trainer.Fit(5, source.Token));
        Assert.Equal(run.Checkpoints.PathOf(10), run.Checkpoints.Latest());
        Assert.Contains(run.Checkpoints.PathOf(10), run.Told.Paths);
    }

    [Fact]
    public void A_loop_of_ones_own_can_save_and_load_too()
    {
        (Mlp<float> model, Adam<float> optimizer) = Make();
        TrainingStep<float> step = new(optimizer, batch => MiniGrad.Losses.Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
        Batch<float>[] batches = [.. digits.Training.Batches(32)];
        step.Run(batches[0]);
        string path = folder.File("own.safetensors");
        Checkpoint.Save(path, model, optimizer, [new("epoch", "3")]);
        float[] losses = [step.Run(batches[1]), step.Run(batches[2])];

        (Mlp<float> other, Adam<float> otherOptimizer) = Make();
        TrainingStep<float> otherStep =
            new(otherOptimizer, batch => MiniGrad.Losses.Loss.CrossEntropy(other.Forward(batch.Inputs), batch.Labels));
        Assert.Equal([new("epoch", "3")], Checkpoint.Load(path, other, otherOptimizer));
        Assert.Equal((losses[0], losses[1]), (otherStep.Run(batches[1]), otherStep.Run(batches[2])));
        Assert.Contains("expected the optimizer 'Sgd, Single'", Assert.Throws<InvalidDataException>(() =>
            Checkpoint.Load(path, other, new Sgd<float>(other.Parameters, 0.1))).Message, StringComparison.Ordinal);

        static (Mlp<float>, Adam<float>) Make()
        {
            Mlp<float> made = new([784, 16, 10], Activation.Relu, new XoshiroRandom(3), dropout: 0.2);
            return (made, new Adam<float>(made.Parameters));
        }
    }

    [Fact]
    public void What_cannot_be_saved_is_refused_in_words()
    {
        Mlp<float> model = new([784, 16, 10], Activation.Relu, new Random(3), dropout: 0.2);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => Checkpoint.Save(folder.File("no.safetensors"), model, new Adam<float>(model.Parameters)));
        Assert.Contains("XoshiroRandom", error.Message, StringComparison.Ordinal);
        Assert.Contains("dropouts.0", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<EpochResult> WithoutTime(TrainingHistory history) =>
        history.Epochs.Select(epoch => epoch with { Duration = TimeSpan.Zero });

    /// <summary>A run with dropout, averages, accumulated gradients, plateaus, early stopping and class weights, which may be broken off
    /// after a step.</summary>
    private sealed class Run
    {
        public Run(string place, int breakAt = int.MaxValue, ulong seed = 7, int hidden = 16, Action<StepResult>? onStep = null)
        {
            Model = new Mlp<float>([784, hidden, 10], Activation.Relu, new Random(3), dropout: 0.2);
            var optimizer = new AdamW<float>(Model.Parameters, 0.01) { Clipping = GradientClipping.ByGlobalNorm(1), AccumulationSteps = 3 };
            ExponentialMovingAverage<float> average = optimizer.Add(new ExponentialMovingAverage<float>(0.9));
            Checkpoints = new Checkpoints(place) { EverySteps = 4 };
            Trainer = new Trainer<float>(Model, optimizer, digits.Training, digits.Validation)
            {
                BatchSize = 32,
                Seed = seed,
                Metrics = [Metric.Accuracy, Metric.LogLoss],
                EarlyStopping = new EarlyStopping(patience: 4),
                Plateau = new PlateauReduction(0.5, patience: 0, threshold: 0.05),
                StoppingRule = Stop.AfterNoImprovement(20, 1e-6),
                ClassWeights = ClassWeights.Balanced(digits.Training.Labels),
                EvaluationWeights = average.TryApply,
                Checkpoints = Checkpoints,
                Callbacks =
                [
                    Told,
                    TrainingCallback.Report(steps: new ImmediateProgress<StepResult>(result =>
                    {
                        onStep?.Invoke(result);
                        if (result.Step == breakAt) throw new TimeoutException();
                    })),
                ],
            };
        }

        public Mlp<float> Model { get; }

        public Trainer<float> Trainer { get; }

        public Checkpoints Checkpoints { get; }

        public Witness Told { get; } = new();

        public float[] Weights() => [.. Model.Parameters.SelectMany(parameter => parameter.ToArray())];
    }

    private sealed class Witness : TrainingCallback
    {
        public List<string> Warnings { get; } = [];

        public List<string> Paths { get; } = [];

        public override void OnWarning(string warning) => Warnings.Add(warning);

        public override void OnCheckpoint(string path) => Paths.Add(path);
    }
}
