using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Data;
using MiniGrad.Training;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Training;

public class TrainingRecorderTests
{
    [Fact]
    public void A_loop_of_ones_own_has_a_history_for_its_log_and_its_report()
    {
        using TemporaryFolder folder = new();
        TrainingRecorder recorder = new();
        List<double> losses = [];
        using (JsonLinesLog log = new(folder.File("log.jsonl")))
        {
            Run([recorder, log], losses);
            recorder.Reason = new StopReason(StopKind.Iterations, "both epochs are done");
            recorder.Times = new TrainingTimes(TimeSpan.FromSeconds(3), TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromSeconds(4));
            log.OnEnd(recorder.History);
        }

        TrainingHistory history = recorder.History;
        Assert.Equal(losses, history.StepLosses.Select(point => point.Loss));
        Assert.Equal([1, 2], history.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(2, history.Best!.Epoch);
        Assert.Equal(["the disk is nearly full"], history.Warnings);
        Assert.Equal(TimeSpan.FromSeconds(4), history.Times.Total);
        JsonElement end = JsonSerializer.Deserialize<JsonElement>(File.ReadLines(folder.File("log.jsonl")).Last());
        Assert.Equal(
            ("end", "both epochs are done", 2, (long)losses.Count),
            (end.GetProperty("kind").GetString(), end.GetProperty("message").GetString(), end.GetProperty("epochs").GetInt32(),
                end.GetProperty("steps").GetInt64()));
        string page = new TrainingReport("Own loop") { History = history }.ToHtml();
        Assert.Contains("Training ended: both epochs are done.", page, StringComparison.Ordinal);
        Assert.Contains("the disk is nearly full", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_in_its_documentation_leads_to_a_report_with_epochs()
    {
        using TemporaryFolder temporary = new();
        string folder = temporary.Path;
        Dataset<float> data = Digits();
        Mlp<float> model = new([784, 4, 10], Activation.Relu, new Random(1));
        Adam<float> optimizer = new(model.Parameters);
        TrainingStep<float> step = new(optimizer, batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
        Random random = new(2);

        #region example
        TrainingRecorder recorder = new();
        using JsonLinesLog log = new(Path.Combine(folder, "log.jsonl"));
        TrainingCallback[] callbacks = [recorder, log];
        int steps = 0;
        for (int epoch = 1; epoch <= 10; epoch++)
        {
            var watch = Stopwatch.StartNew();
            double sum = 0;
            foreach (Batch<float> batch in data.Batches(32, random))
            {
                float loss = step.Run(batch);
                sum += loss * batch.Labels.ElementCount;
                StepResult result = new(++steps, epoch, loss) { LearningRate = optimizer.LearningRate };
                foreach (TrainingCallback callback in callbacks) callback.OnStep(result);
            }
            EpochResult whole = new(epoch, steps, sum / data.Count, Validation: null, optimizer.LearningRate, watch.Elapsed, IsBest: false);
            foreach (TrainingCallback callback in callbacks) callback.OnEpoch(whole);
        }
        log.OnEnd(recorder.History);
        new TrainingReport("My loop") { History = recorder.History }.Save(Path.Combine(folder, "report.html"));
        #endregion

        Assert.Equal(Enumerable.Range(1, 10), recorder.History.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(20, recorder.History.Epochs[^1].Step);
        Assert.True(File.Exists(Path.Combine(folder, "report.html")));
        Assert.Equal(DocumentedExample(), ExampleLines());
    }

    [Fact]
    public void Beside_a_trainer_it_has_the_trainers_history()
    {
        TrainingRecorder recorder = new();
        Mlp<float> model = new([784, 4, 10], Activation.Relu, new Random(1));
        TrainingHistory history = new Trainer<float>(model, new Adam<float>(model.Parameters), Digits()) { Callbacks = [recorder] }.Fit(2);
        Assert.Equal(history.StepLosses, recorder.History.StepLosses);
        Assert.Equal(history.Epochs, recorder.History.Epochs);
        Assert.Equal((history.Reason, history.Times), (recorder.History.Reason, recorder.History.Times));
    }

    [Fact]
    public void What_a_loop_does_not_know_of_a_step_stays_unknown()
    {
        StepResult result = new(3, 1, 0.5) { SampleCount = 32 };
        Assert.Equal(new StepResult(3, 1, 0, 0, 32, 0.5, double.NaN, TimeSpan.Zero), result);
    }

    [Fact]
    public void An_epoch_is_told_in_a_line()
    {
        EpochResult epoch =
            new(3, 12, 0.123456, new EvaluationResult(0.25, [("accuracy", 0.875)]), 0.1, TimeSpan.FromSeconds(1), IsBest: true);
        Assert.Equal("epoch 3: training loss 0.12346, validation loss 0.25, accuracy 0.875 (best)", epoch.ToString());
        Assert.Equal("epoch 3: training loss 0.12346", (epoch with { Validation = null, IsBest = false }).ToString());
    }

    private static IEnumerable<string> DocumentedExample([CallerFilePath] string thisFile = "")
    {
        string source =
            Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "src", "MiniGrad.Training", "Logging", "TrainingRecorder.cs");
        return File.ReadLines(source)
            .SkipWhile(line => !line.EndsWith("<code>", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !line.StartsWith("/// </code>", StringComparison.Ordinal))
            .Select(line => WebUtility.HtmlDecode(line["/// ".Length..]));
    }

    private static IEnumerable<string> ExampleLines([CallerFilePath] string thisFile = "") => File.ReadLines(thisFile)
        .SkipWhile(line => !line.EndsWith("#region example", StringComparison.Ordinal)).Skip(1)
        .TakeWhile(line => !line.EndsWith("#endregion", StringComparison.Ordinal))
        .Select(line => line[8..]);

    private static Dataset<float> Digits() => LabeledImages.GenerateDigits<float>(64, new Random(1));

    private static void Run(TrainingCallback[] callbacks, List<double> losses)
    {
        Dataset<float> data = Digits();
        Mlp<float> model = new([784, 4, 10], Activation.Relu, new Random(1));
        Adam<float> optimizer = new(model.Parameters);
        for (int epoch = 1; epoch <= 2; epoch++)
        {
            double sum = 0;
            foreach (Batch<float> batch in data.Batches(16))
            {
                Tensor<float> loss = Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels);
                loss.Backward();
                optimizer.Step();
                optimizer.ZeroGradients();
                losses.Add(loss.ToScalar());
                sum += loss.ToScalar();
                StepResult step = new(losses.Count, epoch, loss.ToScalar());
                foreach (TrainingCallback callback in callbacks) callback.OnStep(step);
            }
            EvaluationResult validation = new(0.5, [(Metric.Accuracy.Name, 0.75)]);
            EpochResult result =
                new(epoch, losses.Count, sum / 4, validation, optimizer.LearningRate, TimeSpan.FromSeconds(1), IsBest: true);
            foreach (TrainingCallback callback in callbacks) callback.OnEpoch(result);
        }
        foreach (TrainingCallback callback in callbacks) callback.OnWarning("the disk is nearly full");
    }
}
