using System.Text.Json;
using Xunit;

namespace MiniGrad.Tests.Benchmarks;

/// <summary>Runs the project of benchmarks, which was built in the same configuration as the tests, where it lies.</summary>
internal static class BenchmarkProcess
{
    private const string Project = "MiniGrad.Benchmarks";

    /// <summary>The program.</summary>
    public static string Assembly
    {
        get
        {
            // …/tests/MiniGrad.Tests/bin/Release/net10.0/ is where this program lies.
            DirectoryInfo framework = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            DirectoryInfo configuration = framework.Parent!, repository = configuration.Parent!.Parent!.Parent!.Parent!;
            return Path.Combine(repository.FullName, "bench", Project, "bin", configuration.Name, framework.Name, $"{Project}.dll");
        }
    }

    public static Task<ProgramRun> Run(string arguments) => ProgramProcess.RunProgram(Assembly, arguments.Split(' '), _ => null);

    /// <summary>The JSON object that a run printed, and nothing else.</summary>
    public static JsonElement Report(ProgramRun run)
    {
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return JsonDocument.Parse(run.Output).RootElement;
    }
}
