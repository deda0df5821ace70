using System.Diagnostics;
using MiniGrad.Data;
using MiniGrad.Serialization;
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

    [Theory]
    [InlineData("target.bin")]
    [InlineData("nothing yet")]
    public void Symbolic_links_stay_and_what_they_lead_to_is_replaced(string target)
    {
        if (OperatingSystem.IsWindows()) return;
        string inner = folder.File("inner");
        Directory.CreateDirectory(inner);
        File.WriteAllBytes(Path.Combine(inner, "target.bin"), [7]);
        string first = folder.File("first"), second = Path.Combine(inner, "second");
        File.CreateSymbolicLink(second, target);
        File.CreateSymbolicLink(first, "inner/second");

        AtomicFile.Write(first, stream => stream.Write([1, 2]));

        Assert.Equal("inner/second", new FileInfo(first).LinkTarget);
        Assert.Equal(target, new FileInfo(second).LinkTarget);
        Assert.Null(new FileInfo(Path.Combine(inner, target)).LinkTarget);
        Assert.Equal([1, 2], File.ReadAllBytes(Path.Combine(inner, target)));
        Assert.DoesNotContain(Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories), path => path.EndsWith(".tmp"));
    }

    [Fact]
    public void Links_in_a_circle_and_into_a_missing_folder_are_refused()
    {
        if (OperatingSystem.IsWindows()) return;
        File.CreateSymbolicLink(folder.File("circle"), "circle");
        File.CreateSymbolicLink(folder.File("astray"), "nowhere/a.bin");

        Assert.Contains("circle", Assert.ThrowsAny<IOException>(() => AtomicFile.Write(folder.File("circle"), _ => { })).Message);
        string message = Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(folder.File("astray"), _ => { })).Message;
        Assert.Equal($"There is no folder '{folder.File("nowhere")}'.", message);
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(UnixFileMode.UserRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)]
    public void The_mode_of_a_file_is_kept(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows()) return;
        string path = folder.File("a.bin"), link = folder.File("link");
        File.WriteAllBytes(path, []);
        File.SetUnixFileMode(path, mode);
        File.CreateSymbolicLink(link, path);

        AtomicFile.Write(path, stream =>
        {
            string temporary = Directory.GetFiles(folder.Path, "*.tmp").Single();
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(temporary) == mode);
            stream.Write([1, 2]);
        });
        AtomicFile.Write(link, stream => stream.Write([1, 2, 3]));

        Assert.Equal(mode, File.GetUnixFileMode(path));
        Assert.Equal(3, new FileInfo(path).Length);
    }

    [Fact]
    public async Task A_pipe_is_written_to()
    {
        if (OperatingSystem.IsWindows()) return;
        string pipe = folder.File("pipe"), link = folder.File("link");
        Assert.True(Run("mkfifo", pipe));
        File.CreateSymbolicLink(link, pipe);
        foreach (string path in (string[])[pipe, link])
        {
            Task<byte[]> reader = Task.Run(() => File.ReadAllBytes(pipe));

            AtomicFile.Write(path, stream => stream.Write(new byte[100_000]));

            Assert.Equal(new byte[100_000], await reader.WaitAsync(TimeSpan.FromSeconds(30)));
        }
        Assert.Equal([link, pipe], Directory.GetFiles(folder.Path).Order());
    }

    [Fact]
    public void A_device_stays_one()
    {
        if (OperatingSystem.IsWindows()) return;
        // Only some users may make a device, and only these could replace the one that is there.
        string made = folder.File("null"), device = Run("mknod", made, "c", "1", "3") ? made : "/dev/null";

        AtomicFile.Write(device, stream => stream.Write([1, 2]));

        Assert.Equal(0, new FileInfo(device).Length);
        Assert.Empty(File.ReadAllBytes(device));
        Assert.DoesNotContain(Directory.GetFiles(folder.Path), path => path != made);
    }

    [Fact]
    public void Weights_tables_and_pictures_follow_links()
    {
        if (OperatingSystem.IsWindows()) return;
        string[] names = ["a.safetensors", "a.csv", "a.npy", "a.npz", "a.idx"];
        foreach (string name in names) File.CreateSymbolicLink(folder.File(name), $"real {name}");

        new SafetensorsBuilder().Add("a", [1f]).Save(folder.File("a.safetensors"));
        CsvTable.Write(folder.File("a.csv"), new Table(new NumberColumn("a", new double[] { 1 })));
        NpyFile.Write(folder.File("a.npy"), Tensor.Create([1f], [1]));
        new NpzBuilder().Add("a", Tensor.Create([1f], [1])).Save(folder.File("a.npz"));
        IdxFile.Write(folder.File("a.idx"), IdxArray.Create<byte>([1], 1));

        foreach (string name in names)
        {
            Assert.Equal($"real {name}", new FileInfo(folder.File(name)).LinkTarget);
            Assert.True(new FileInfo(folder.File($"real {name}")).Length > 0);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
