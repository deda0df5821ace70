using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace MiniGrad.Tests.Fuzzing;

/// <summary>Thousands of broken files of every format: each is read right or refused by a documented exception, soon and within bounds of
/// memory. <c>MINIGRAD_FUZZ=1000000 dotnet test -c Release --filter Fuzz</c> tries as many as it says, with a seed of its own;
/// <c>MINIGRAD_FUZZ_SEED</c> repeats that of an earlier run.</summary>
public class FuzzTests(ITestOutputHelper output)
{
    private const string CountVariable = "MINIGRAD_FUZZ";
    private const string SeedVariable = "MINIGRAD_FUZZ_SEED";
    private const int UsualCountPerFormat = 2500;
    private const int UsualSeed = 20240229;
    private const long MemoryAllowance = 64 << 20;

    // Far more than any of these small files takes on any machine.
    private static readonly TimeSpan hang = TimeSpan.FromMinutes(2);

    private static readonly int? wantedCount = Number(CountVariable);
    private static readonly int seed = Number(SeedVariable) ?? (wantedCount is null ? UsualSeed : Random.Shared.Next());

    public static TheoryData<string> Formats => [.. FuzzFormat.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Well_formed_files_are_read(string name)
    {
        FuzzFormat format = Format(name);
        foreach (byte[] file in format.Seeds) format.Check(format.Read(file));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Mutated_files_are_read_correctly_or_refused(string name)
    {
        FuzzFormat format = Format(name);
        int count = wantedCount / FuzzFormat.All.Count ?? UsualCountPerFormat;
        output.WriteLine($"{name}: {count} files, {SeedVariable}={seed}");
        FuzzRun run = new(format, seed, count, MemoryAllowance);

        string? failure = run.Execute(hang);

        Assert.True(failure is null, $"{name}, {SeedVariable}={seed}: {failure}");
        output.WriteLine($"{run.ReadCount} were read, {run.RefusedCount} refused");
        // Both outcomes are common, so the mutations do reach past the first check.
        Assert.True(
            run.ReadCount >= count / 50 && run.RefusedCount >= count / 50, $"{run.ReadCount} were read, {run.RefusedCount} refused");
    }

    private static FuzzFormat Format(string name) => FuzzFormat.All.Single(format => format.Name == name);

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(
            text, NumberStyles.None, CultureInfo.InvariantCulture) : null;
}
