using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training;

/// <summary>What a run that goes on must know of what was before, besides the weights.</summary>
public sealed class TrainerContinuationTests : IDisposable
{
    private static readonly Dataset<float> data = new(
        Tensor.Uniform([30, 4], 0f, 1f, new Random(1)), [.. Enumerable.Range(0, 30).Select(i => i % 3)]);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_rule_sees_the_times_at_which_earlier_epochs_ended()
    {
        List<(int Iteration, TimeSpan Elapsed)> seen = [];
        Trainer<float> trainer = Make(rule: Stop.When(
            progress =>
            {
                seen.Add((progress.Iteration, progress.Elapsed));
                return false;
            },
            "never"));
        trainer.Fit(3);
        (int, TimeSpan)[] first = [.. seen];
        seen.Clear();

        trainer.Fit(4);

        Assert.Equal(first, seen[..3]);
        Assert.Equal(4, seen.Count);
        Assert.True(first[0].Item2 > TimeSpan.Zero && seen[3].Elapsed > first[2].Item2);
    }

    [Fact]
    public void Validation_data_have_to_be_those_of_the_run()
    {
        string place = folder.File("run");
        Make(place, validation: data.Select([0, 1, 2])).Fit(2);

        foreach (Dataset<float>? other in (Dataset<float>?[])[null, data.Select([0, 1, 3])])
            Assert.Contains("validation is '", Assert.Throws<InvalidDataException>(() => Make(place, validation: other).Resume()).Message,
                StringComparison.Ordinal);
        Assert.True(Make(place, validation: data.Select([0, 1, 2])).Resume());
    }

    [Fact]
    public void A_run_that_was_cancelled_before_its_first_step_can_begin()
    {
        Trainer<float> trainer = Make(folder.File("run"));
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(2, new CancellationToken(canceled: true)));

        Assert.Equal(2, trainer.Fit(2).Epochs.Count);
        Assert.Throws<InvalidOperationException>(() => Make(folder.File("run")).Fit(2));
    }

    [Fact]
    public void Best_weights_of_a_run_that_is_given_up_are_set_aside()
    {
        string place = folder.File("run");
        Trainer<float> first = Make(place);
        first.Fit(4);
        string early = first.Checkpoints!.Existing()[^1], best = first.Checkpoints.BestPath;
        Assert.Equal("12", StepOf(best));

        Trainer<float> same = Make(place);
        same.Resume(first.Checkpoints.Latest()!);
        Assert.True(File.Exists(best));

        Trainer<float> back = Make(place);
        back.Resume(early);
        Assert.False(File.Exists(best));
        Assert.Equal("12", StepOf($"{best}.set-aside"));
        back.Fit(3);
        Assert.Equal("9", StepOf(best));

        static string StepOf(string path)
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            return file.Metadata["step"];
        }
    }

    [Fact]
    public void Warnings_survive_and_those_of_a_run_that_is_given_up_do_not()
    {
        string place = folder.File("run");
        Trainer<float> trainer = Make(place);
        Directory.CreateDirectory(trainer.Checkpoints!.BestPath);
        IReadOnlyList<string> expected = trainer.Fit(2).Warnings;
        Assert.Equal(2, expected.Count);

        Trainer<float> resumed = Make(place);
        resumed.Resume();
        Assert.Equal(expected, resumed.History.Warnings);

        resumed.Resume(resumed.Checkpoints!.Existing()[^1]);
        Assert.Equal(expected[0], resumed.History.Warnings[0]);
        Assert.DoesNotContain(expected[1], resumed.History.Warnings);
    }

    [Fact]
    public void The_reason_names_what_would_have_had_to_be_beaten()
    {
        Trainer<float> trainer = Make(patience: 3, minimumChange: 10);
        TrainingHistory history = trainer.Fit(10);
        Assert.Equal(4, history.Epochs.Count);
        Assert.Equal(
            FormattableString.Invariant($"the training loss did not get better than {history.Epochs[0].EvaluatedTrainingLoss:G6}") +
            " by more than 10 in the last 3 of 4 epochs",
            history.Reason!.Sentence);
    }

    [Fact]
    public void Fewer_epochs_than_are_done_train_nothing_and_say_so()
    {
        Trainer<float> trainer = Make();
        trainer.Fit(3);
        Assert.Equal("3 epochs are done, more than the 2 asked for", trainer.Fit(2).Reason!.Sentence);
        Assert.Equal("the epoch is done", Make().Fit(1).Reason!.Sentence);
        Assert.Equal("3 of 3 epochs were done already; Fit(4) or more goes on", trainer.Fit(3).Reason!.Sentence);
    }

    [Fact]
    public void One_early_stopping_serves_any_number_of_runs()
    {
        EarlyStopping settings = new(patience: 2, minimumChange: 10);
        Assert.Equal(3, Train().Fit(5).Epochs.Count);
        Assert.Equal(3, Train().Fit(5).Epochs.Count);

        Trainer<float> Train()
        {
            var model = new Mlp<float>([4, 3], Activation.Relu, new Random(1));
            return new(model, new Sgd<float>(model.Parameters, 0.1), data) { EarlyStopping = settings };
        }
    }

    private static Trainer<float> Make(string? place = null, Dataset<float>? validation = null, StoppingRule? rule = null,
        int? patience = null, double minimumChange = 0)
    {
        var model = new Mlp<float>([4, 3], Activation.Relu, new Random(1));
        return new Trainer<float>(model, new Sgd<float>(model.Parameters, 0.1), data, validation)
        {
            BatchSize = 10,
            Checkpoints = place is null ? null : new Checkpoints(place),
            StoppingRule = rule,
            EarlyStopping = patience is { } epochs ? new EarlyStopping(epochs, minimumChange) : null,
        };
    }
}
