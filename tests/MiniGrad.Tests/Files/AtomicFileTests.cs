using MiniGrad.Data;
using MiniGrad.Estimators;
using Xunit;

namespace MiniGrad.Tests.Data;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_is_replaced_as_a_whole_and_nothing_else_is_left()
    {
        string path = folder.File("a.bin");
        File.WriteAllBytes(path, new byte[100]);

        AtomicFile.Write(path, stream =>
        {
            stream.Write([1, 2]);
            Assert.Equal(100, new FileInfo(path).Length);
        });

        Assert.Equal([1, 2], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_no_temporary_one()
    {
        string path = folder.File("a.bin");
        File.WriteAllBytes(path, [7]);

        Assert.Throws<TimeoutException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[10]);
            throw new TimeoutException();
        }));

        Assert.Equal([7], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void The_error_of_a_write_is_reported_even_if_the_temporary_file_cannot_be_deleted()
    {
        if (OperatingSystem.IsWindows()) return;
        string gone = folder.File("gone");
        Directory.CreateDirectory(gone);

        Assert.Throws<TimeoutException>(() => AtomicFile.Write(Path.Combine(gone, "a.bin"), stream =>
        {
            Directory.Delete(gone, recursive: true);
            throw new TimeoutException();
        }));
    }

    [Fact]
    public void A_target_that_cannot_be_replaced_leaves_no_temporary_file()
    {
        string path = folder.File("folder");
        Directory.CreateDirectory(path);

        Assert.ThrowsAny<SystemException>(() => AtomicFile.Write(path, stream => stream.WriteByte(1)));

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_missing_folder_is_reported_as_such()
    {
        string path = Path.Combine(folder.File("nowhere"), "a.bin");

        var error = Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(path, _ => { }));

        Assert.Equal($"There is no folder '{folder.File("nowhere")}'.", error.Message);
    }
}
