using Xunit;

namespace MiniGrad.Tests.Fuzzing;

/// <summary>The harness notices what it is there to notice.</summary>
public class FuzzRunTests
{
    [Fact]
    public void A_correct_reader_passes()
    {
        FuzzRun run = Run(_ => throw new InvalidDataException());

        Assert.Null(run.Execute(TimeSpan.FromMinutes(1)));
        Assert.Equal((0, 10), (run.ReadCount, run.RefusedCount));
    }

    [Fact]
    public void An_undocumented_exception_fails() => Assert.StartsWith(
        "mutant 0: System.OverflowException", Run(_ => throw new OverflowException()).Execute(TimeSpan.FromMinutes(1)),
            StringComparison.Ordinal);

    [Fact]
    public void Wrong_content_fails() =>
        Assert.StartsWith(
            "mutant 0: System.ArithmeticException", Run(_ => "nonsense").Execute(TimeSpan.FromMinutes(1)), StringComparison.Ordinal);

    [Fact]
    public void Excessive_memory_fails() =>
        Assert.Contains("A file of 8 bytes took", Run(_ => new byte[2000]).Execute(TimeSpan.FromMinutes(1)), StringComparison.Ordinal);

    [Fact]
    public void A_reader_that_hangs_fails()
    {
        using ManualResetEventSlim end = new();
        FuzzRun run = Run(_ =>
        {
            end.Wait();
            throw new InvalidDataException();
        });

        string? failure = run.Execute(TimeSpan.FromMilliseconds(50));

        end.Set();
        Assert.StartsWith("mutant 0 is still read after 00:00:00.05", failure, StringComparison.Ordinal);
    }

    private static FuzzRun Run(Func<byte[], object> read) => new(new Format(read), seed: 1, count: 10, memoryAllowance: 1000);

    private sealed class Format(Func<byte[], object> read) : FuzzFormat
    {
        public override string Name => "any";

        public override IReadOnlyList<byte[]> Seeds { get; } = [new byte[8]];

        public override byte[] Mutate(byte[] seed, Random random) => seed;

        public override object Read(byte[] file) => read(file);

        public override void Check(object content) => throw new ArithmeticException();
    }
}
