namespace MiniGrad.Benchmarks.Peers;

/// <summary>Optuna's samplers on the functions of <see cref="Searches.SearchProblem"/>, in the first interpreter of Python that has
/// them.</summary>
internal static class Optuna
{
    /// <summary>A table of median regrets, as text.</summary>
    /// <exception cref="PeerException">No interpreter has it.</exception>
    public static string Regrets(IReadOnlyList<string> functions, int seeds, int[] marks) => Python.First(interpreter =>
    {
        using PeerProcess process = PeerProcess.Start(
            interpreter,
            [PeerProcess.FileBesideProgram("optuna_search.py"), string.Join(',', functions), $"{seeds}", string.Join(',', marks)],
            Python.Environment(threads: 1));
        List<string> lines = [process.ReadVersion()];
        while (process.Ask("next") is { Length: > 0 } line) lines.Add(line);
        return string.Join(Environment.NewLine, lines);
    });
}
