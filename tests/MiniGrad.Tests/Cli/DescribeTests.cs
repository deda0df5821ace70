using System.Text.Json;
using MiniGrad.Estimators;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Cli;

public sealed class DescribeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_table_is_described_column_by_column()
    {
        string path = folder.File("table.csv");
        File.WriteAllText(path, "id;size;colour\n007;1,5;red\n'0;8';-;blue\n009;2,5;red\n");

        ProgramRun run = await Describe(path, "--decimal-comma", "--missing", "-", "--quote", "'", "--text", "id", "--delimiter", ";");

        Assert.Equal(
            [
                $"{path}: 3 rows, 3 columns",
                "  id      text, 3 different: 007 (1), 009 (1), 0;8 (1)",
                "  size    numbers from 1.5 to 2.5, mean 2, 2 different, 1 missing",
                "  colour  text, 2 different: red (2), blue (1)",
            ],
            run.Lines);
    }

    [Fact]
    public async Task Columns_without_a_header_are_numbered()
    {
        string path = folder.File("table.csv");
        File.WriteAllText(path, "1\tred\n2\tblue\n");

        ProgramRun run = await Describe(path, "--no-header", "--delimiter", "tab");

        Assert.StartsWith("  column 1  numbers from 1 to 2", run.Lines[1], StringComparison.Ordinal);
        Assert.StartsWith("  column 2  text, 2 different", run.Lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_of_a_table_is_described_with_its_columns()
    {
        string model = folder.File("model.safetensors");
        await Minigrad.Run("train", "--irises", "--epochs", "2", "--hidden", "7", "--activation", "tanh", "--save", model);

        ProgramRun run = await Describe(model);

        Assert.Equal($"{model}: a model of a table, MlpClassifier", run.Lines[0]);
        Assert.Contains("'species' (3 classes) from 4 features: sepal_length, sepal_width, petal_length, petal_width", run.Lines);
        Assert.Contains("classes: setosa, versicolor, virginica", run.Lines);
        Assert.Contains("hidden 7, activation Tanh, learning rate 0.003, batch 32, at most 2 epochs, seed 1", run.Lines);
    }

    [Fact]
    public async Task Images_a_network_and_checkpoints_are_described()
    {
        TinyImages.Write(folder.Path);
        string model = folder.File("model.safetensors"), checkpoints = folder.File("checkpoints");
        await Minigrad.Run(
            "train", "--idx", folder.Path, "--epochs", "2", "--hidden", "none", "--save", model, "--checkpoint", checkpoints);

        ProgramRun data = await Describe(folder.Path), progress = await Describe(checkpoints), network = await Describe(model);

        Assert.Contains($"{folder.File(TinyImages.TrainingImages)}: Unsigned8 [600, 28, 28]", data.Lines);
        Assert.Contains("  labels: 0 (20), 1 (20), 2 (20), 3 (20), 4 (20), 5 (20), 6 (20), 7 (20), 8 (20), 9 (20)", data.Lines);
        Assert.Equal($"{model}: a network for images of 784 pixels and 10 classes", network.Lines[0]);
        Assert.Equal("trained on MNIST files", network.Lines[1]);
        string last = Path.Combine(checkpoints, "checkpoint-0000000020.safetensors");
        Assert.Contains($"{last}: a checkpoint after 20 steps, with 2 epochs done", progress.Lines);
        Assert.Contains("  model.layers.0.weight: F32 [784, 10]", progress.Lines);
    }

    [Fact]
    public async Task Files_of_PyTorch_are_described_and_other_archives_in_a_folder_passed_over()
    {
        string path = folder.File("tied.pt");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Golden", "torch", "tied.pt"), path);
        File.Copy(path, folder.File("other.zip"));

        ProgramRun run = await Describe(folder.Path);

        Assert.Equal(
            [$"{path}: 6 tensors that PyTorch saved", "  parameters: 50", "  0.weight: float32 [4, 4]", "  0.bias: float32 [4]",
            "  2.weight: float32 [4, 4]",
            "  2.bias: float32 [4]", "  3.weight: float32 [2, 4]", "  3.bias: float32 [2]"], run.Lines);
    }

    [Fact]
    public async Task Programs_get_names_shapes_parameters_and_metadata()
    {
        TinyImages.Write(folder.Path);
        await Minigrad.Run(
            "train", "--idx", folder.Path, "--epochs", "2", "--hidden", "none", "--checkpoint", folder.File("checkpoints"),
            "--save", folder.File("digits.safetensors"), "--onnx", folder.File("digits.onnx"));
        await Minigrad.Run("convert", folder.File("digits.safetensors"), folder.File("digits.npz"));
        MlpClassifier classifier = new() { HiddenSizes = [], Epochs = 1 };
        classifier.Fit(Tensor.Create([1f, 2, 3, 4], [4, 1]), IndexTensor.Create([0, 1, 0, 1]));
        classifier.Save(folder.File("estimator.safetensors"));

        JsonElement model = await Json(folder.File("digits.safetensors")), npz = await Json(folder.File("digits.npz"));
        JsonElement onnx = await Json(folder.File("digits.onnx")), estimator = await Json(folder.File("estimator.safetensors"));
        JsonElement checkpoint = (await Json(folder.File("checkpoints"))).EnumerateArray().Last();

        Assert.Equal(
            ["model", "npz", "onnx", "checkpoint", "safetensors"],
            new[] { model, npz, onnx, checkpoint, estimator }.Select(file => file.GetProperty("kind").GetString()));
        // Of the estimator four weights and biases, and the two numbers that scale its inputs.
        Assert.Equal(
            [7850, 7850, 7850, 7850, 6],
            new[] { model, npz, onnx, checkpoint, estimator }.Select(file => file.GetProperty("parameters").GetInt32()));
        Assert.Equal("784,10", model.GetProperty("metadata").GetProperty("sizes").GetString());
        JsonElement first = npz.GetProperty("arrays")[0];
        Assert.Equal(
            ("layers.0.weight", "f4", "[784, 10]"),
            (first.GetProperty("name").GetString(), first.GetProperty("type").GetString(), first.GetProperty("shape").GetRawText()));
        Assert.Equal("pixels", onnx.GetProperty("inputs")[0].GetProperty("name").GetString());
        Assert.Equal((20, 2), (checkpoint.GetProperty("steps").GetInt32(), checkpoint.GetProperty("epochs").GetInt32()));
        Assert.True(estimator.GetProperty("metadata").TryGetProperty("minigrad_estimator", out _));
    }

    [Fact]
    public async Task Programs_get_the_columns_of_a_table()
    {
        Plants.Write(folder.File("plants.csv"), 50, seed: 1);

        JsonElement table = await Json(folder.File("plants.csv"));

        Assert.Equal(("table", 50), (table.GetProperty("kind").GetString(), table.GetProperty("rows").GetInt32()));
        JsonElement height = table.GetProperty("columns")[1], place = table.GetProperty("columns")[2];
        Assert.Equal("numbers", height.GetProperty("type").GetString());
        Assert.InRange(height.GetProperty("missing").GetInt32(), 1, 20);
        Assert.InRange(height.GetProperty("maximum").GetDouble(), 30, 34);
        Assert.Equal(("text", 3), (place.GetProperty("type").GetString(), place.GetProperty("different").GetInt32()));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_refused()
    {
        ProgramRun run = await Minigrad.Run("describe", folder.File("nothing"));

        Assert.Equal(
            (2, "", $"error: Could not find file '{folder.File("nothing")}'.{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task A_folder_without_such_files_is_refused()
    {
        ProgramRun run = await Minigrad.Run("describe", folder.Path);

        string message = $"{folder.Path}: expected a folder with models, checkpoints or IDX files, got none of them.";
        Assert.Equal((2, "", $"error: {message}{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    private static async Task<JsonElement> Json(string path) =>
        JsonDocument.Parse((await Describe(path, "--json")).Output).RootElement;

    private static async Task<ProgramRun> Describe(string path, params string[] options)
    {
        ProgramRun run = await Minigrad.Run(["describe", path, .. options]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run;
    }
}
