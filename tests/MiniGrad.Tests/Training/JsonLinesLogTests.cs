using System.Text.Json;
using System.Text.Json.Serialization;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Data;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training;

public class JsonLinesLogTests
{
    private static readonly JsonSerializerOptions namedNumbers =
        new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    [Fact]
    public void A_training_can_be_read_back_from_its_log()
    {
        using TemporaryFolder folder = new();
        (Dataset<float> training, Dataset<float> validation) = LabeledImages.GenerateDigits<float>(160, new Random(1)).Split(100);
        Mlp<float> model = new([784, 8, 10], Activation.Relu, new Random(3));
        TrainingHistory history;
        using (JsonLinesLog log = new(folder.File("log.jsonl")))
        {
            var trainer = new Trainer<float>(model, new Adam<float>(model.Parameters), training, validation)
            {
                BatchSize = 32,
                Metrics = [Metric.Accuracy],
                Callbacks = [log],
            };
            history = trainer.Fit(3);
        }
        List<JsonElement> lines = Read(folder.File("log.jsonl"));
        Assert.All(lines, line => Assert.Equal(DateTimeKind.Utc, line.GetProperty("time").GetDateTime().Kind));
        Assert.Equal([.. Enumerable.Repeat<string[]>(["step", "step", "step", "step", "epoch"], 3).SelectMany(kinds => kinds), "end"],
            lines.Select(Kind));
        IEnumerable<JsonElement> steps = lines.Where(line => Kind(line) == "step");
        Assert.Equal(history.StepLosses, steps.Select(line => (line.GetProperty("step").GetInt64(), line.GetProperty("loss").GetDouble())));
        Assert.Equal([32, 32, 32, 4], lines.Take(4).Select(line => line.GetProperty("samples").GetInt32()));
        foreach ((EpochResult epoch, JsonElement line) in history.Epochs.Zip(lines.Where(line => Kind(line) == "epoch")))
        {
            JsonElement evaluation = line.GetProperty("validation");
            Assert.Equal(
                (epoch.Epoch, epoch.Step, epoch.TrainingLoss, epoch.LearningRate, epoch.IsBest),
                (line.GetProperty("epoch").GetInt32(), line.GetProperty("step").GetInt64(), line.GetProperty("trainingLoss").GetDouble(),
                    line.GetProperty("learningRate").GetDouble(), line.GetProperty("isBest").GetBoolean()));
            Assert.Equal(
                (epoch.Validation!.Loss, epoch.Validation["accuracy"]),
                (evaluation.GetProperty("loss").GetDouble(), evaluation.GetProperty("metrics").GetProperty("accuracy").GetDouble()));
        }
        JsonElement end = lines[^1];
        Assert.Equal(
            ("Iterations", "all 3 epochs are done", 3, 12L, history.Best!.Epoch),
            (end.GetProperty("reason").GetString(), end.GetProperty("message").GetString(), end.GetProperty("epochs").GetInt32(),
                end.GetProperty("steps").GetInt64(), end.GetProperty("bestEpoch").GetInt32()));
    }

    [Theory]
    [InlineData(0, new long[] { })]
    [InlineData(1, new long[] { 1, 2, 3, 4, 5, 6, 7 })]
    [InlineData(3, new long[] { 3, 6 })]
    public void Steps_are_logged_as_often_as_asked_for(int everySteps, long[] expected)
    {
        using TemporaryFolder folder = new();
        using (JsonLinesLog log = new(folder.File("log.jsonl"), everySteps))
            for (int step = 1; step <= 7; step++) log.OnStep(Step(step));
        Assert.Equal(expected, Read(folder.File("log.jsonl")).Select(line => line.GetProperty("step").GetInt64()));
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    [InlineData(5e-324, null)]
    [InlineData(-1.7976931348623157e308, null)]
    public void Numbers_of_any_kind_come_back(double number, string? text)
    {
        using TemporaryFolder folder = new();
        using (JsonLinesLog log = new(folder.File("log.jsonl")))
        {
            log.OnStep(Step(1, number));
            log.OnEpoch(new EpochResult(1, 1, number, new EvaluationResult(number, [("a", number)]), number, TimeSpan.Zero, false));
            log.OnEpoch(new EpochResult(2, 2, 1, null, 1, TimeSpan.Zero, false));
        }
        List<JsonElement> lines = Read(folder.File("log.jsonl"));
        JsonElement validation = lines[1].GetProperty("validation");
        JsonElement[] all =
        [
            lines[0].GetProperty("loss"), lines[1].GetProperty("trainingLoss"), lines[1].GetProperty("learningRate"),
                validation.GetProperty("loss"),
            validation.GetProperty("metrics").GetProperty("a"),
        ];
        Assert.All(all, element => Assert.Equal(number, element.Deserialize<double>(namedNumbers)));
        Assert.All(all, element => Assert.Equal(text, element.ValueKind == JsonValueKind.String ? element.GetString() : null));
        Assert.Equal(JsonValueKind.Null, lines[2].GetProperty("validation").ValueKind);
    }

    [Fact]
    public void Text_of_any_kind_stays_on_one_line()
    {
        using TemporaryFolder folder = new();
        string[] texts = ["two\nlines\r\n", "\"quoted\" \\ \u0001 \u0085 \u2028 \u2029", "∂θ 🙂", "", "half \ud800 a character"];
        using (JsonLinesLog log = new(folder.File("log.jsonl")))
        {
            foreach (string text in texts) log.OnWarning(text);
            log.OnCheckpoint("/a/\"path\"\n");
            log.OnEpoch(new EpochResult(1, 1, 1, new EvaluationResult(1, [("a \"metric\"\n\udc00", 2)]), 1, TimeSpan.Zero, true));
        }
        List<JsonElement> lines = Read(folder.File("log.jsonl"));
        Assert.Equal([.. texts[..^1], "half \ufffd a character"], lines.Take(5).Select(line => line.GetProperty("message").GetString()));
        Assert.Equal("/a/\"path\"\n", lines[5].GetProperty("path").GetString());
        Assert.Equal("a \"metric\"\n\ufffd", lines[6].GetProperty("validation").GetProperty("metrics").EnumerateObject().Single().Name);
    }

    [Fact]
    public void Lines_are_in_the_file_when_an_epoch_ends_and_say_when_that_was()
    {
        using TemporaryFolder folder = new();
        using JsonLinesLog log = new(folder.File("log.jsonl")) { Clock = new Noon() };
        log.OnStep(Step(1));
        Assert.Empty(Read(folder.File("log.jsonl")));
        log.OnEpoch(new EpochResult(1, 1, 1, null, 1, TimeSpan.Zero, true));
        Assert.Equal(["step", "epoch"], Read(folder.File("log.jsonl")).Select(Kind));
        Assert.All(Read(folder.File("log.jsonl")), line => Assert.Equal("2026-02-03T12:00:00Z", line.GetProperty("time").GetString()));
        for (int step = 2; step < 2000; step++) log.OnStep(Step(step));
        Assert.InRange(Read(folder.File("log.jsonl")).Count, 300, 1999);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("{\"kind\":\"step\"}\n", "{\"kind\":\"step\"}\n")]
    [InlineData("{\"kind\":\"step\"}\n{\"kind\":\"st", "{\"kind\":\"step\"}\n")]
    [InlineData("{\"kind\":\"st", "")]
    public void Appending_goes_on_behind_the_last_complete_line(string before, string kept)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("log.jsonl"), before);
        using (JsonLinesLog log = new(folder.File("log.jsonl"), appends: true)) log.OnWarning("on");
        string after = File.ReadAllText(folder.File("log.jsonl"));
        Assert.StartsWith($"{kept}{{\"kind\":\"warning\"", after, StringComparison.Ordinal);
        Assert.Equal(kept.Length == 0 ? 1 : 2, Read(folder.File("log.jsonl")).Count);
    }

    [Theory]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(20_000)]
    public void A_cut_line_of_any_length_is_removed(int length)
    {
        using TemporaryFolder folder = new();
        const string Line = "{\"kind\":\"end\"}\n";
        File.WriteAllText(folder.File("log.jsonl"), $"{Line}{{\"kind\":\"{new string('x', length)}");
        new JsonLinesLog(folder.File("log.jsonl"), appends: true).Dispose();
        Assert.Equal(Line, File.ReadAllText(folder.File("log.jsonl")));
    }

    [Fact]
    public void A_file_is_made_replaced_or_refused_as_asked_for()
    {
        using TemporaryFolder folder = new();
        using (JsonLinesLog log = new(folder.File("new.jsonl"), appends: true)) log.OnWarning("a");
        Assert.Single(Read(folder.File("new.jsonl")));
        using (JsonLinesLog log = new(folder.File("new.jsonl"))) log.OnWarning("b");
        Assert.Equal("b", Assert.Single(Read(folder.File("new.jsonl"))).GetProperty("message").GetString());

        foreach (string other in (string[])["weights", "{\"precious\": 1}", "{\n\"precious\": 1\n}"])
        {
            File.WriteAllText(folder.File("model"), other);
            string message = Assert.Throws<InvalidDataException>(() => new JsonLinesLog(folder.File("model"), appends: true)).Message;
            Assert.Equal($"{folder.File("model")} is not a log to append to: expected lines that begin with {{\"kind\":.", message);
            Assert.Equal(other, File.ReadAllText(folder.File("model")));
        }
        Assert.Throws<DirectoryNotFoundException>(() => new JsonLinesLog(folder.File("nowhere/log.jsonl")));
        Assert.StartsWith(
            "JsonLinesLog: everySteps must be at least 0, got -1.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new JsonLinesLog(folder.File("log.jsonl"), -1)).Message,
                StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("log.jsonl")));
    }

    [Fact]
    public void The_end_counts_every_step_even_where_the_curve_is_thinned()
    {
        using TemporaryFolder folder = new();
        TrainingRecorder recorder = new();
        for (int step = 1; step <= 2335; step++) recorder.OnStep(new StepResult(step, 1, step, 4000, 8, 0.5, 0.1, TimeSpan.Zero));
        using (JsonLinesLog log = new(folder.File("log.jsonl"))) log.OnEnd(recorder.History);
        Assert.Equal(2335, Assert.Single(Read(folder.File("log.jsonl"))).GetProperty("steps").GetInt64());
        Assert.Equal(2335, recorder.History.StepCount);
    }

    [Fact]
    public void A_disk_that_fails_for_a_while_costs_no_line_and_is_told_of_once()
    {
        FullDisk disk = new();
        List<string> warnings = [];
        using JsonLinesLog log = new(1, "log.jsonl", disk) { Warn = warnings.Add };
        log.OnWarning("first");
        disk.Room = 50;
        for (int i = 0; i < 3; i++) log.OnWarning($"while full {i}");
        // What was written in part is gone, so that others who read the file see complete lines.
        Assert.Single(disk.Lines());
        Assert.Equal("log.jsonl: the log cannot be written, training goes on: No space left on device", Assert.Single(warnings));
        Assert.IsType<IOException>(log.Failure);
        disk.Room = int.MaxValue;
        log.OnWarning("last");
        Assert.Null(log.Failure);
        Assert.Equal(["first", "while full 0", "while full 1", "while full 2", "last"],
            disk.Lines().Select(line => line.GetProperty("message").GetString()));
        Assert.Single(warnings);
    }

    [Fact]
    public void A_disk_that_fails_for_long_costs_lines_that_are_counted()
    {
        FullDisk disk = new() { Room = 0 };
        List<string> warnings = [];
        const int Count = 12_000;
        using (JsonLinesLog log = new(1, "log.jsonl", disk) { Warn = warnings.Add })
        {
            log.OnWarning("full");
            for (int step = 1; step <= Count; step++) log.OnStep(Step(step));
            Assert.Empty(disk.Lines());
            disk.Room = int.MaxValue;
        }
        List<JsonElement> lines = disk.Lines();
        // As many as fit, to within a line, and the one that says so.
        Assert.InRange(disk.Written, LineFile.LargestBacklog - 200, LineFile.LargestBacklog + 200);
        Assert.Equal($"{Count + 2 - lines.Count} lines were lost here: the file could not be written",
            lines[^1].GetProperty("message").GetString());
        Assert.Single(warnings);
    }

    [Fact]
    public void A_disk_that_fails_for_good_is_told_of_at_the_end()
    {
        FullDisk disk = new() { Room = 0 };
        List<string> warnings = [];
        JsonLinesLog log = new(1, "log.jsonl", disk) { Warn = warnings.Add };
        for (int step = 1; step <= 5; step++) log.OnStep(Step(step));
        log.Dispose();
        log.Dispose();
        Assert.Equal(["the log cannot be written, training goes on", "5 lines of the log are lost"],
            warnings.Select(warning => warning.Split(": ")[1]));
        Assert.All(warnings, warning => Assert.EndsWith(": No space left on device", warning, StringComparison.Ordinal));
        Assert.Throws<ObjectDisposedException>(() => log.OnStep(Step(6)));
    }

    private static StepResult Step(long step, double loss = 0.5) =>
        new(step, 1, (int)step, 100, 64, loss, 1e-3, TimeSpan.FromSeconds(step));

    private static string Kind(JsonElement line) => line.GetProperty("kind").GetString()!;

    /// <summary>The lines, each of which must be an object by itself.</summary>
    private static List<JsonElement> Read(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return Parse(new StreamReader(file).ReadToEnd());
    }

    private static List<JsonElement> Parse(string text)
    {
        Assert.True(text.Length == 0 || text[^1] == '\n');
        return [.. text.Split('\n').SkipLast(1).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 2, 3, 14, 0, 0, TimeSpan.FromHours(2));
    }

    /// <summary>A file on a disk with little room.</summary>
    private sealed class FullDisk : MemoryStream
    {
        /// <summary>How many more bytes there is room for.</summary>
        public int Room { get; set; } = int.MaxValue;

        public int Written { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            int fitting = Math.Min(Room, buffer.Length);
            base.Write(buffer[..fitting]);
            Written += fitting;
            Room -= fitting;
            if (fitting < buffer.Length) throw new IOException("No space left on device");
        }

        public List<JsonElement> Lines() => Parse(System.Text.Encoding.UTF8.GetString(ToArray()));
    }
}
