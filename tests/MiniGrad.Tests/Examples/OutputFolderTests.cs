using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Examples;

/// <summary>The option of a folder to write to, which several examples have.</summary>
public sealed class OutputFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("GradientDescent")]
    [InlineData("GradientFlow")]
    public Task An_empty_name(string example) => Rejects(example, "", "''");

    [Theory]
    [InlineData("GradientDescent")]
    [InlineData("GradientFlow")]
    public Task A_file(string example)
    {
        string file = MakeFile();
        return Rejects(example, file, $"the file '{file}'");
    }

    [Fact]
    public Task A_folder_in_a_file()
    {
        string path = Path.Combine(MakeFile(), "pictures");
        return Rejects("GradientFlow", path, $"'{path}'");
    }

    [Theory]
    [InlineData("/proc")]
    [InlineData("/proc/nope")]
    public async Task A_place_that_takes_no_files(string path)
    {
        if (OperatingSystem.IsLinux()) await Rejects("GradientFlow", path, $"'{path}'");
    }

    private static async Task Rejects(string example, string path, string got)
    {
        ExampleRun run = await ExampleProcess.Run(example, "--out", path);

        Assert.Equal((2, "", $"error: --out: expected a folder that can be made or written to, got {got}.{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    private string MakeFile()
    {
        string file = folder.File("file");
        File.WriteAllText(file, "not a folder");
        return file;
    }
}
