namespace MiniGrad.Tests.Cli;

/// <summary>Runs the command <c>minigrad</c>.</summary>
internal static class Minigrad
{
    public static Task<ProgramRun> Run(params string[] arguments) => Run(arguments, _ => null);

    /// <inheritdoc cref="ProgramProcess.Run(string, string[], Func{string, string?})"/>
    public static Task<ProgramRun> Run(string[] arguments, Func<string, string?> react) =>
        ProgramProcess.Run("MiniGrad.Cli", arguments, react);
}
