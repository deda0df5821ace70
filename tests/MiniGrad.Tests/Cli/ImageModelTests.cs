using System.Text.Json;
using System.Xml.Linq;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Cli;

/// <summary>What a training leaves behind, and what is made of it.</summary>
public sealed class ImageModelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ImageModelTests() => TinyImages.Write(folder.Path);

    public void Dispose() => folder.Dispose();

    private string Network => folder.File("network.safetensors");

    [Fact]
    public async Task A_saved_network_is_tested_as_it_was_when_it_was_trained()
    {
        ProgramRun training = await Run($"--epochs 2 --hidden 20,10 --activation tanh --save {Network}");
        ProgramRun test = await Evaluate();
        ProgramRun missed = await Evaluate("--minimum-accuracy", "100");

        Assert.Equal((0, "", 0, "", 1), (training.ExitCode, training.Error, test.ExitCode, test.Error, missed.ExitCode));
        Assert.Equal(training.LastLine, test.LastLine);
        Assert.Contains(test.Lines, line => line.StartsWith("actual \\ predicted", StringComparison.Ordinal));
        Assert.Contains(training.Lines, line =>
            line.StartsWith("model ", StringComparison.Ordinal) && line.EndsWith(Network, StringComparison.Ordinal));
        using var file = SafetensorsFile.Open(Network);
        Assert.Equal(("784,20,10,10", "Tanh"), (file.Metadata["sizes"], file.Metadata["activation"]));
    }

    [Fact]
    public async Task A_network_that_is_tested_on_other_data_than_it_was_trained_on_is_a_warning()
    {
        await Run($"--epochs 1 --hidden none --save {Network}");

        ProgramRun test = await Minigrad.Run("evaluate", Network, "--digits");

        Assert.Equal(0, test.ExitCode);
        Assert.Equal(
            $"warning: {Network}: the network was trained on MNIST files and is tested on generated digits.{Environment.NewLine}",
            test.Error);
    }

    [Fact]
    public async Task A_report_and_a_log_have_all_of_the_training()
    {
        string report = folder.File("report.html"), log = folder.File("log.jsonl");

        ProgramRun run = await Run($"--epochs 3 --hidden 12 --report {report} --log {log}");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] parts = [.. XDocument.Load(report).Descendants().Where(element => element.Name.LocalName == "section").Select(
            section => (string)section.Attribute("id")!)];
        Assert.Equal(["figures", "configuration", "model", "curves", "confusion", "ranking", "mistakes", "flow", "times"], parts);
        Assert.Contains("data:image/png", File.ReadAllText(report), StringComparison.Ordinal);
        string[] kinds = [.. File.ReadLines(log).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("kind").GetString()!)];
        Assert.Equal([("step", 30), ("epoch", 3), ("end", 1)], kinds.CountBy(kind => kind).Select(count => (count.Key, count.Value)));
    }

    [Fact]
    public async Task A_report_tells_of_a_training_that_failed_and_a_network_is_not_written()
    {
        string report = folder.File("report.html");

        ProgramRun run = await Run($"--optimizer sgd --learning-rate 1e30 --report {report} --save {Network}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the loss became NaN", File.ReadAllText(report), StringComparison.Ordinal);
        Assert.False(File.Exists(Network));
    }

    [Theory]
    [InlineData("--report", "The report")]
    [InlineData("--log", "The log")]
    [InlineData("--save", "The model")]
    public async Task What_cannot_be_written_is_noticed_before_training(string option, string content)
    {
        string path = folder.File("nowhere/file");

        ProgramRun run = await Run($"{option} {path}");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"error: {content} cannot be written to '{path}': ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task What_cannot_be_written_in_the_end_is_a_warning_and_the_rest_is_written()
    {
        // Nothing is in the way of the report until the folder for checkpoints is made.
        string report = folder.File("report");

        ProgramRun run = await Run($"--epochs 1 --report {report} --checkpoint {report}/checkpoints --save {Network}");

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"^warning: the report could not be written to [^\n]*\n$", run.Error.ReplaceLineEndings("\n"));
        Assert.True(File.Exists(Network));
        Assert.StartsWith("test accuracy", run.LastLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("format", "another", "expected the format 'minigrad.examples.mnist' in its metadata, got 'another'")]
    [InlineData("sizes", "784", "expected at least two sizes, got '784'")]
    [InlineData("sizes", "784,0,10", "expected sizes such as '784,128,10', got '0' among them")]
    [InlineData("sizes", "784,2000000000,10", "expected 'layers.0.weight' of shape [784, 2000000000] by its sizes, got [784, 4]")]
    [InlineData("sizes", "784,4,10,10", "expected 'layers.2.weight' of shape [10, 10] by its sizes, got none")]
    [InlineData(
        "activation", "1", "expected an activation of Identity, Sigmoid, Tanh, Relu, LeakyRelu, Elu, Gelu, Silu, Softplus, Selu, got '1'")]
    [InlineData("activation", null, "expected 'activation' in its metadata, got none")]
    public async Task A_network_of_another_kind_is_refused(string key, string? value, string problem)
    {
        Write(metadata => metadata[key] = value);

        await Rejects($"{Network}: not a network of this program: {problem}.");
    }

    [Fact]
    public async Task A_network_with_weights_that_are_no_numbers_is_refused()
    {
        Write(_ => { }, bias: float.NaN);

        await Rejects($"{Network}: not a network of this program: 'layers.1.bias' holds numbers that are not finite.");
    }

    [Fact]
    public async Task A_network_for_other_images_is_refused()
    {
        Write(metadata => metadata["sizes"] = "9,4,10", inputs: 9);

        await Rejects($"{Network}: the network reads images of 9 pixels: expected such ones, got 784 pixels.");
    }

    [Fact]
    public async Task A_network_for_fewer_classes_is_refused()
    {
        Write(metadata => metadata["sizes"] = "784,4,2", outputs: 2);

        await Rejects($"{Network}: the network knows the classes 0 to 1: expected images of those, got class 9.");
    }

    [Fact]
    public async Task A_file_that_is_cut_short_is_refused()
    {
        Write(_ => { });
        File.WriteAllBytes(Network, File.ReadAllBytes(Network)[..^4]);

        ProgramRun run = await Evaluate();

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"error: {Network}: ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public Task A_file_that_is_not_there_is_refused() => Rejects($"Could not find file '{Network}'.");

    [Fact]
    public async Task An_option_of_another_command_is_named()
    {
        ProgramRun run = await Evaluate("--epochs", "3");

        string message = "Unrecognized command or argument '--epochs'. It is an option of 'train'.";
        Assert.Equal((2, "", $"error: {message}{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    /// <summary>Writes a file such as the command does, with something different.</summary>
    private void Write(Action<Dictionary<string, string?>> change, int inputs = 784, int outputs = 10, float bias = 0)
    {
        Dictionary<string, string?> metadata = new()
        {
            ["format"] = "minigrad.examples.mnist",
            ["sizes"] = "784,4,10",
            ["activation"] = "Relu",
        };
        change(metadata);
        SafetensorsBuilder builder = new SafetensorsBuilder()
            .Add("layers.0.weight", Tensor.Zeros<float>([inputs, 4])).Add("layers.0.bias", Tensor.Zeros<float>([4]))
            .Add("layers.1.weight", Tensor.Zeros<float>([4, outputs])).Add("layers.1.bias", Tensor.Full([outputs], bias));
        foreach ((string key, string? value) in metadata)
            if (value is not null) builder.AddMetadata(key, value);
        builder.Save(Network);
    }

    private async Task Rejects(string message)
    {
        ProgramRun run = await Evaluate();

        Assert.Equal((2, "", $"error: {message}{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    private Task<ProgramRun> Evaluate(params string[] options) => Minigrad.Run(["evaluate", Network, "--idx", folder.Path, .. options]);

    private Task<ProgramRun> Run(string options) => Minigrad.Run(["train", "--idx", folder.Path, .. options.Split(' ')]);
}
