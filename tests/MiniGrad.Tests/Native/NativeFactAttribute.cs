using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MiniGrad.Tests.Packages;

namespace MiniGrad.Tests.Native;

/// <summary>A test that compiles programs to native code; skipped, saying why, where nothing here can.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeFactAttribute : ConditionalFactAttribute
{
    private const string Variable = "MINIGRAD_NATIVE_ALL";

    /// <param name="width">Of the vectors that the test is about, or 0: where they are not the default, it runs if asked for.</param>
    /// <param name="takesMinutes">Whether it runs only if asked for.</param>
    /// <param name="test">The name of the test.</param>
    public NativeFactAttribute(int width = 0, bool takesMinutes = false, [CallerMemberName] string test = "")
        : base(Reason(width, takesMinutes || width > 0), test)
    {
    }

    private static string? Reason(int width, bool takesMinutes)
    {
        if (!OperatingSystem.IsLinux()) return "Programs are compiled to native code on Linux only.";
        string[] linkers = ["clang", "gcc"];
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder =>
            linkers.Any(linker => File.Exists(Path.Combine(folder, linker)))))
            return "There is no linker here, neither clang nor gcc.";
        string compiler = $"runtime.{RuntimeInformation.RuntimeIdentifier}.microsoft.dotnet.ilcompiler";
        if (!Directory.Exists(Path.Combine(PackageFeed.KnownPackages, compiler))) return $"The package {compiler} is not here.";
        if (takesMinutes && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
            return $"It takes minutes; set {Variable}=1 to run it.";
        bool isThere = width switch { 0 => true, 512 => Vector512.IsHardwareAccelerated, _ => Vector256.IsHardwareAccelerated };
        return isThere ? null : $"The processor has no vectors of {width} bits.";
    }
}
