using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Cli;

public sealed class ImageErrorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--hidden 0", "--hidden: expected sizes from 1 to 10000 separated by commas, or none, got '0'.")]
    [InlineData("--hidden abc", "--hidden: expected sizes from 1 to 10000 separated by commas, or none, got 'abc'.")]
    [InlineData("--hidden 500,,150", "--hidden: expected sizes from 1 to 10000 separated by commas, or none, got '500,,150'.")]
    [InlineData("--batch -1", "--batch: expected a whole number of at least 1, got '-1'.")]
    [InlineData("--epochs 0", "--epochs: expected a whole number of at least 1, got '0'.")]
    [InlineData("--learning-rate -1", "--learning-rate: expected a positive number, got '-1'.")]
    [InlineData("--learning-rate nan", "--learning-rate: expected a positive number, got 'nan'.")]
    [InlineData("--optimizer nonsense", "--optimizer: expected one of Sgd, Momentum, Adam, got 'nonsense'.")]
    [InlineData("--optimizer 1", "--optimizer: expected one of Sgd, Momentum, Adam, got '1'.")]
    [InlineData("--activation nonsense",
        "--activation: expected one of Identity, Sigmoid, Tanh, Relu, LeakyRelu, Elu, Gelu, Silu, Softplus, Selu, got 'nonsense'.")]
    [InlineData("--json x --log x", "--log: expected another path than that of --json, got 'x' for both.")]
    [InlineData("--checkpoint c --save c/", "--save: expected another path than that of --checkpoint, got 'c/' for both.")]
    [InlineData("--bogus", "Unrecognized command or argument '--bogus'.")]
    [InlineData("--epochs", "Required argument missing for option: '--epochs'.")]
    public async Task Bad_usage_is_one_line_of_error(string arguments, string message)
    {
        ProgramRun run = await Minigrad.Run(["train", "--digits", .. arguments.Split(' ')]);

        Assert.Equal((2, "", $"error: {message}{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public Task A_folder_that_is_not_there() => RejectsData("nowhere", $"There is no folder '{folder.File("nowhere")}'.");

    [Fact]
    public Task A_file_that_is_not_there() => RejectsDamage(
        () => File.Delete(folder.File(TinyImages.TestLabels)),
        $"There is no 't10k-labels-idx1-ubyte' in '{folder.Path}', and no 't10k-labels-idx1-ubyte.gz' either.");

    [Fact]
    public Task A_file_cut_short() => RejectsDamage(
        () => Change(TinyImages.TrainingImages, bytes => bytes[..^1]),
        $"{folder.File(TinyImages.TrainingImages)}: cut short: the header promises 470400 bytes of elements, there are 470399.");

    [Fact]
    public Task A_wrong_magic_number() => RejectsDamage(
        () => Change(TinyImages.TestImages, bytes => [1, .. bytes[1..]]),
        $"{folder.File(TinyImages.TestImages)}: not an IDX file: it starts with 0x01 0x00 where two zero bytes are expected.");

    [Fact]
    public Task Labels_where_images_should_be() => RejectsDamage(
        () => File.Copy(folder.File(TinyImages.TestLabels), folder.File(TinyImages.TestImages), overwrite: true),
        $"{folder.File(TinyImages.TestImages)}: expected unsigned bytes [images, rows, columns], got Unsigned8 [200].");

    [Fact]
    public Task Fewer_labels_than_images() => RejectsDamage(
        () => IdxFile.Write(folder.File(TinyImages.TestLabels), IdxArray.Create<byte>(new byte[199], 199)),
        $"{folder.File(TinyImages.TestImages)} holds 200 images and {folder.File(TinyImages.TestLabels)} holds 199 labels: " +
        "expected as many of both.");

    [Fact]
    public Task Test_images_of_another_size() => RejectsDamage(
        () => IdxFile.Write(folder.File(TinyImages.TestImages), IdxArray.Create<byte>(new byte[200 * 4], 200, 2, 2)),
        $"{folder.Path}: training images have 784 pixels and test images 4: expected as many in both.");

    [Fact]
    public Task No_images_at_all() => RejectsDamage(
        () =>
        {
            IdxFile.Write(folder.File(TinyImages.TestImages), IdxArray.Create<byte>([], 0, 28, 28));
            IdxFile.Write(folder.File(TinyImages.TestLabels), IdxArray.Create<byte>([], 0));
        },
        $"{folder.Path}: there is nothing in the images of 't10k'.");

    [Theory]
    [InlineData("nowhere/figures.json")]
    [InlineData("folder")]
    public async Task Figures_that_cannot_be_written_are_noticed_before_training(string name)
    {
        TinyImages.Write(folder.Path);
        Directory.CreateDirectory(folder.File("folder"));

        ProgramRun run = await Minigrad.Run("train", "--idx", folder.Path, "--json", folder.File(name));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"error: The figures cannot be written to '{folder.File(name)}': ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    private Task RejectsDamage(Action damage, string message)
    {
        TinyImages.Write(folder.Path);
        damage();
        return RejectsData("", message);
    }

    private async Task RejectsData(string name, string message)
    {
        ProgramRun run = await Minigrad.Run("train", "--idx", folder.File(name));

        Assert.Equal((2, "", $"error: {message}{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    private void Change(string name, Func<byte[], byte[]> change) =>
        File.WriteAllBytes(folder.File(name), change(File.ReadAllBytes(folder.File(name))));
}
