using System.Globalization;
using System.Text.Json;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Cli;

/// <summary>What is written, and what is not.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Model => folder.File("model.safetensors");

    [Fact]
    public async Task The_model_is_the_one_of_the_library_byte_for_byte()
    {
        string csv = folder.File("plants.csv");
        Plants.Write(csv, 120, seed: 1);
        CsvOptions format = new() { TextColumns = ["id"] };
        ProgramRun run = await Minigrad.Run(
            "train", "--csv", csv, "--target", "species", "--text", "id", "--epochs", "30", "--hidden", "20,10", "--seed", "7",
            "--save", Model);

        Table table = CsvTable.Read(csv, format);
        int[] labels = TableEncoder.Fit(table, "species", new TableEncoderOptions()).EncodeLabels(table).ToArray();
        int[] training = Partition.SplitStratified(labels, [0.8, 0.2], new XoshiroRandom(7))[0];
        MlpClassifier classifier = new() { HiddenSizes = [20, 10], Epochs = 30, BatchSize = 32, LearningRate = 3e-3, Seed = 7 };
        classifier.Fit(table.Select(training), "species");
        classifier.Save(folder.File("library.safetensors"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(File.ReadAllBytes(folder.File("library.safetensors")), File.ReadAllBytes(Model));
    }

    [Theory]
    [InlineData("train --irises --epochs 1 --save", "The model")]
    [InlineData("train --irises --epochs 1 --onnx", "The model")]
    [InlineData("train --irises --epochs 1 --report", "The report")]
    [InlineData("train --irises --epochs 1 --log", "The log")]
    [InlineData("train --irises --epochs 1 --json", "The figures")]
    [InlineData("search --irises --trials 1 --folds 2 --epochs 1 --save", "The model")]
    [InlineData("search --irises --trials 1 --folds 2 --epochs 1 --json", "The result")]
    [InlineData("predict MODEL --irises --out", "The predictions")]
    [InlineData("convert MODEL", "The weights")]
    public async Task A_file_that_is_there_is_kept_unless_it_is_forced(string command, string content)
    {
        await Train();
        string path = folder.File("there.npz");
        File.WriteAllText(path, "earlier");
        string[] options = [.. command.Split(' ').Select(word => word == "MODEL" ? Model : word), path];

        ProgramRun kept = await Minigrad.Run(options);
        string after = File.ReadAllText(path);
        ProgramRun forced = await Minigrad.Run([.. options, "--force"]);

        string message = $"error: {content} cannot be written to '{path}': the file is there already; --force replaces it.";
        Assert.Equal((2, "", message, "earlier"), (kept.ExitCode, kept.Output, kept.Error.TrimEnd(), after));
        Assert.Equal(0, forced.ExitCode);
        Assert.NotEqual("earlier", File.ReadAllText(path));
    }

    [ShellFact]
    public async Task A_full_disk_behind_the_standard_output_is_an_error_and_costs_no_model()
    {
        if (!File.Exists("/dev/full")) return;
        await Train();

        foreach (string command in (string[])["predict model.safetensors --irises", "describe model.safetensors", "--help",
            "train --irises --epochs 2 --save other.safetensors"])
        {
            ProgramRun run = await Minigrad.RunShell(folder.Path, $"minigrad {command} > /dev/full");
            Assert.Equal(1, run.ExitCode);
            Assert.StartsWith("error: the standard output could not be written: ", run.Error, StringComparison.Ordinal);
            Assert.Single(run.Error.TrimEnd().Split('\n'));
        }
        Assert.True(File.Exists(folder.File("other.safetensors")));
        ProgramRun file = await Minigrad.RunShell(folder.Path, "minigrad predict model.safetensors --irises --out /dev/full");
        Assert.Equal(1, file.ExitCode);
        Assert.StartsWith("error: /dev/full could not be written: ", file.Error, StringComparison.Ordinal);
    }

    [ShellFact]
    public async Task Devices_are_no_place_for_weights()
    {
        await Train();

        foreach (string target in (string[])["/dev/null", "link.npz"])
        {
            ProgramRun run = await Minigrad.RunShell(
                folder.Path,
                $"ln -sf /dev/null link.npz; minigrad convert model.safetensors {target} --force; test -c /dev/null || echo gone");
            string message = $"error: The weights cannot be written to '{target}': expected the path of a file.";
            Assert.Equal(("", message), (run.Output, run.Error.TrimEnd()));
        }
    }

    [Fact]
    public async Task The_result_of_a_search_is_written_for_programs()
    {
        ProgramRun run = await Minigrad.Run(
            "search", "--irises", "--trials", "3", "--folds", "2", "--epochs", "5", "--json", folder.File("best.json"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.File("best.json")));
        JsonElement root = json.RootElement;
        Assert.Equal(3, root.GetProperty("trials").GetInt32());
        Assert.InRange(root.GetProperty("best").GetProperty("crossValidated").GetDouble(), 0.01, 2);
        Assert.InRange(root.GetProperty("best").GetProperty("parameters").EnumerateObject().Count(), 4, 20);
        string heldOut = run.Lines.Single(line => line.StartsWith("held-out log loss: ", StringComparison.Ordinal)).Split(' ')[3];
        Assert.Equal(double.Parse(heldOut, CultureInfo.InvariantCulture), root.GetProperty("heldOut").GetDouble(), 1e-3);
    }

    private async Task Train()
    {
        ProgramRun run = await Minigrad.Run("train", "--irises", "--epochs", "2", "--save", Model);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }
}
