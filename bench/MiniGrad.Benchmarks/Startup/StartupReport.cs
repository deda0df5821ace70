namespace MiniGrad.Benchmarks.Startup;

/// <summary>What the command <c>startup</c> has measured.</summary>
/// <param name="Starts">How often each program was started.</param>
/// <param name="Rows">The small program, by network and form.</param>
/// <param name="Example">The example, by form.</param>
/// <param name="NativeMissing">What there is no native program for, and why.</param>
internal sealed record StartupReport(
    int Starts, IReadOnlyList<StartupRow> Rows, IReadOnlyList<ExampleRow> Example, IReadOnlyList<MissingNative> NativeMissing);

/// <summary>A network and a program: medians since the start of the process, and the loss of the hundredth step.</summary>
internal sealed record StartupRow(string Network, string Program, double FirstStepMs, double HundredthStepMs, double EndMs, double Loss);

/// <summary>A form of the example: from the start of the process to its end.</summary>
internal sealed record ExampleRow(string Program, double MedianMs, double FastestMs);

/// <summary>Instructions that no program could be compiled for, or not run with.</summary>
internal sealed record MissingNative(string InstructionSet, string Reason);
