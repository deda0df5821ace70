using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MiniGrad.TorchSharp;

/// <summary>Loads TorchSharp's native library, on an older Linux too.</summary>
internal static partial class NativeLibraries
{
    private const string Library = "libLibTorchSharp.so";
    private const string StandardLibrary = "libstdc++.so.6";

    // It needs this version of the standard library, of gcc 13, for this function only, which sees to it that the streams are there. With
    // an older one each library sees to it for itself, and libtorch, which came first, has.
    private const string Version = "GLIBCXX_3.4.32";
    private const string Function = "_ZSt21ios_base_library_initv";

    private const int BindNow = 2;
    private const int ForAll = 0x100;

    /// <exception cref="IOException">The standard library is too old, and there is no compiler.</exception>
    /// <exception cref="DllNotFoundException">The library or one that it needs cannot be loaded.</exception>
    public static void Load()
    {
        if (!OperatingSystem.IsLinux()) return; // TorchSharp does it itself, as it does below, but says little of why it could not
        string path = Path.Combine(AppContext.BaseDirectory, Library);
        if (!NativeLibrary.TryGetExport(NativeLibrary.Load(StandardLibrary), Function, out _))
        {
            MakeVersionWeak(path);
            LoadEmptyFunction();
        }
        NativeLibrary.Load(path);
    }

    /// <summary>In the copy beside this program. Other processes may have loaded it, so that the file is not written into, but replaced,
    /// and by its time looks to the next build like what it would copy.</summary>
    private static void MakeVersionWeak(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (!NeededVersions.MakeWeak(bytes, Version)) return;
        string replacement = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(replacement, bytes);
        File.SetLastWriteTimeUtc(replacement, File.GetLastWriteTimeUtc(path));
        File.Move(replacement, path, overwrite: true);
    }

    /// <summary>Has an empty function of that name among the symbols that all libraries see.</summary>
    private static void LoadEmptyFunction()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("torchsharp-");
        try
        {
            string source = Path.Combine(folder.FullName, "empty.c"), library = Path.Combine(folder.FullName, "empty.so");
            File.WriteAllText(source, $"void {Function}(void) {{}}\n");
            Compile("-shared", "-fPIC", "-o", library, source);
            if (Open(library, BindNow | ForAll) == 0) throw new IOException($"{library} cannot be loaded");
        }
        finally
        {
            folder.Delete(recursive: true); // what is loaded does not need its file any more
        }
    }

    private static void Compile(params string[] arguments)
    {
        const string Old = $"{StandardLibrary} here is older than TorchSharp's ({Version})";
        try
        {
            using Process compiler = Process.Start("gcc", arguments);
            compiler.WaitForExit();
            if (compiler.ExitCode != 0) throw new IOException($"{Old}, and gcc does not compile what would make up for it");
        }
        catch (Win32Exception)
        {
            throw new IOException($"{Old}, and there is no gcc to make up for it");
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int mode);
}
