using System.Runtime.InteropServices;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Packages;
using MiniGrad.TorchSharp;
using Xunit;

namespace MiniGrad.Tests.Benchmarks;

/// <summary>A library that needs a version of another which that one does not have.</summary>
public sealed class NeededVersionsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [GccFact]
    public void What_needs_an_absent_version_loads_once_it_is_marked_as_weak()
    {
        byte[] bytes = File.ReadAllBytes(UserOfNewVersion());
        Assert.False(NativeLibrary.TryLoad(folder.File("libuser.so"), out _));

        Assert.True(NeededVersions.MakeWeak(bytes, "THING_2"));

        string path = folder.File("libweak.so");
        File.WriteAllBytes(path, bytes);
        nint library = NativeLibrary.Load(path);
        Assert.Equal(41, Marshal.GetDelegateForFunctionPointer<Function>(NativeLibrary.GetExport(library, "use_first"))());
        NativeLibrary.Free(library);
    }

    [GccFact]
    public void Nothing_else_is_changed_and_nothing_twice()
    {
        byte[] before = File.ReadAllBytes(UserOfNewVersion()), after = [.. before];

        Assert.False(NeededVersions.MakeWeak(after, "THING_3"));
        Assert.False(NeededVersions.MakeWeak(after, "THING"));
        Assert.Equal(before, after);
        Assert.True(NeededVersions.MakeWeak(after, "THING_2"));
        int changed = Assert.Single(Enumerable.Range(0, before.Length), i => before[i] != after[i]);
        Assert.Equal((0, 2), (before[changed], after[changed]));
        Assert.False(NeededVersions.MakeWeak(after, "THING_2"));
    }

    [GccFact]
    public void What_is_cut_off_is_refused()
    {
        byte[] bytes = File.ReadAllBytes(UserOfNewVersion());
        // The sections are listed at the end, in 64 bytes each.
        Assert.Throws<InvalidDataException>(() => NeededVersions.MakeWeak(bytes.AsSpan(0, bytes.Length - 64), "THING_2"));
        Assert.Throws<InvalidDataException>(() => NeededVersions.MakeWeak(bytes.AsSpan(0, 100), "THING_2"));
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1 })]
    public void What_is_no_library_is_refused(byte[] bytes)
    {
        Assert.Throws<InvalidDataException>(() => NeededVersions.MakeWeak(bytes, "THING_2"));
        Assert.Throws<InvalidDataException>(() => NeededVersions.MakeWeak(new byte[200], "THING_2"));
        // Of 32 bits.
        byte[] narrow = [0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 1, .. new byte[200]];
        Assert.Throws<InvalidDataException>(() => NeededVersions.MakeWeak(narrow, "THING_2"));
    }

    /// <summary>libuser.so, which was linked with a newer libthing.so than the one that it finds.</summary>
    private string UserOfNewVersion()
    {
        File.WriteAllText(folder.File("thing.c"), "int first(void) { return 41; }\nint second(void) { return 42; }\n");
        File.WriteAllText(folder.File("user.c"),
            "int first(void);\nint second(void);\nint use_first(void) { return first(); }\nint use_second(void) { return second(); }\n");
        const string First = "THING_1 { global: first; local: *; };\n";
        File.WriteAllText(folder.File("new.map"), First + "THING_2 { global: second; };\n");
        File.WriteAllText(folder.File("old.map"), First);
        string[] thing = ["-shared", "-fPIC", "-Wl,-soname,libthing.so", "-o", "libthing.so", "thing.c"];
        Compile([.. thing, "-Wl,--version-script=new.map"]);
        Compile("-shared", "-fPIC", "-Wl,-z,lazy", "-Wl,-rpath,$ORIGIN", "-o", "libuser.so", "user.c", "-L.", "-lthing");
        Compile([.. thing, "-Wl,--version-script=old.map"]);
        return folder.File("libuser.so");
    }

    private void Compile(params string[] arguments)
    {
        ToolRun run = ToolRun.Run("gcc", folder.Path, arguments);
        Assert.True(run.ExitCode == 0, run.Output);
    }

    private delegate int Function();
}
