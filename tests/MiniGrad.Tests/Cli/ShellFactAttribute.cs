using System.Runtime.CompilerServices;

namespace MiniGrad.Tests.Cli;

/// <summary>A test that needs a shell; skipped, saying why, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShellFactAttribute(string shell = "bash", [CallerMemberName] string test = "")
    : ConditionalFactAttribute(Reason(shell), test)
{
    private static string? Reason(string shell) =>
        !OperatingSystem.IsWindows() && Folders().Any(folder => File.Exists(Path.Combine(folder, shell)))
            ? null : $"There is no {shell} here.";

    private static string[] Folders() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
}
