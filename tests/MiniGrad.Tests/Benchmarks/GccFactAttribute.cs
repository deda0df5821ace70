using System.Runtime.CompilerServices;

namespace MiniGrad.Tests.Benchmarks;

/// <summary>A test that has gcc compile libraries for Linux; skipped, saying why, where it cannot.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GccFactAttribute([CallerMemberName] string test = "") : ConditionalFactAttribute(Reason(), test)
{
    private static string? Reason()
    {
        if (!OperatingSystem.IsLinux()) return "Its libraries are those of Linux.";
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "gcc"))) ? null : "There is no gcc here.";
    }
}
