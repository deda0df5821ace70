using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MiniGrad.Search;

/// <summary>What results depend on, to the last bit, beside the program: processors of one kind give the same.</summary>
internal static class ProcessorKind
{
    /// <summary>That of this process, such as <c>X64, 512-bit vectors, Linux</c>.</summary>
    public static string Current { get; } = Invariant($"{RuntimeInformation.ProcessArchitecture}, {Bits}-bit vectors, {System}");

    private static int Bits =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 64;

    // Their mathematical functions differ.
    private static string System =>
        OperatingSystem.IsWindows() ? "Windows" : OperatingSystem.IsMacOS() ? "macOS" : OperatingSystem.IsLinux() ? "Linux" : "other";
}
