using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Files;

/// <summary>Symbolic links that are named without a folder lead on from the current one.</summary>
[Collection(nameof(Alone))]
public sealed class BareLinkNameTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string before = Environment.CurrentDirectory;

    public BareLinkNameTests() => Environment.CurrentDirectory = folder.Path;

    public void Dispose()
    {
        Environment.CurrentDirectory = before;
        folder.Dispose();
    }

    [Theory]
    [InlineData("target.bin", "target.bin")]
    [InlineData("nothing yet", "nothing yet")]
    [InlineData("second", "inner/third")]
    [InlineData("inner/target.bin", "inner/target.bin")]
    public void A_link_named_without_a_folder_is_followed(string target, string end)
    {
        if (OperatingSystem.IsWindows()) return;
        Directory.CreateDirectory("inner");
        File.WriteAllBytes("target.bin", [7]);
        File.CreateSymbolicLink("second", "inner/third");
        File.CreateSymbolicLink("first", target);

        AtomicFile.Write("first", stream => stream.Write([1, 2]));

        Assert.Equal(target, new FileInfo("first").LinkTarget);
        Assert.Equal([1, 2], File.ReadAllBytes(Path.Combine(folder.Path, end)));
        Assert.False(File.Exists(Path.Combine("/", Path.GetFileName(end))));
    }
}
