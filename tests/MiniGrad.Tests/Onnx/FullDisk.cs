using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace MiniGrad.Tests.Onnx;

/// <summary>A disk of a few kilobytes that only one program sees.</summary>
internal static class FullDisk
{
    /// <summary>Why there cannot be one here, or null.</summary>
    public static string? Reason { get; } = WhyNot();

    /// <summary>Runs a program of the tests with a disk of 16 KiB mounted on a folder, in which a file says <c>old</c>.</summary>
    /// <returns>The file's text and all names on the disk after the program's lines, in the output.</returns>
    public static ProgramRun Run(string folder, string file, string program, params string[] arguments)
    {
        const string Script = """
            folder=$1; file=$2; shift 2
            mount -t tmpfs -o size=16k none "$folder" && printf old > "$file" || exit 99
            "$@"; code=$?
            echo; cat "$file"; echo; ls "$folder"
            exit $code
            """;
        return Start(
            [Script, "sh", folder, file, ProgramProcess.Host,
            Path.Combine(AppContext.BaseDirectory, $"{program}.dll"), .. arguments]);
    }

    private static ProgramRun Start(IEnumerable<string> script)
    {
        ProcessStartInfo start = new("unshare") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = ["--user", "--map-root-user", "--mount", "sh", "-c", .. script];
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ProgramRun(process.ExitCode, output, errors.Result);
    }

    private static string? WhyNot()
    {
        const string Problem = "A small disk cannot be mounted here, for which Linux must let users have namespaces of their own.";
        if (!OperatingSystem.IsLinux()) return Problem;
        try
        {
            return Start(["mount -t tmpfs -o size=16k none /mnt", "sh"]).ExitCode == 0 ? null : Problem;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return Problem;
        }
    }
}

/// <summary>A test that needs a full disk; skipped, saying why, where there cannot be one.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FullDiskFactAttribute([CallerMemberName] string test = "") : ConditionalFactAttribute(FullDisk.Reason, test);
