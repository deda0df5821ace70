using System.Globalization;
using MiniGrad.Benchmarks.Tables;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>scikit-learn's multi-layer perceptron on the tables of a folder, in the first interpreter of Python that has it.</summary>
internal sealed class ScikitLearn : IDisposable
{
    private readonly PeerProcess process;

    private ScikitLearn(PeerProcess process)
    {
        this.process = process;
        Version = process.ReadVersion();
    }

    /// <summary>The names and versions.</summary>
    public string Version { get; }

    /// <summary>Starts it on its own tables, which it also writes to a folder.</summary>
    /// <exception cref="PeerException">No interpreter has it.</exception>
    public static ScikitLearn Start(string folder, int threads) => Start("scikit_learn_tables.py", folder, threads);

    /// <summary>Starts it, and pandas, on public tables of a folder.</summary>
    /// <exception cref="PeerException">No interpreter has both.</exception>
    public static ScikitLearn StartOnPublicTables(string folder, int threads) =>
        Start("scikit_learn_public_tables.py", folder, threads);

    /// <summary>Learns from the rows of all folds but one, and is tested on those of that one.</summary>
    /// <exception cref="PeerException">The program failed.</exception>
    public Fit Fit(string table, int fold, int seed, FitSettings settings) => ToFit(Ask($"{table} {fold} {seed} {settings}"));

    /// <summary>Encodes a public table and learns with nothing set but the seed.</summary>
    /// <exception cref="PeerException">The program failed, or has other rows.</exception>
    public Fit Fit(PublicTable table, int[] training, int[] test, int seed)
    {
        string[] answer = Ask($"{table.Name} {seed} {string.Join(',', training)} {string.Join(',', test)}");
        if (int.Parse(answer[0], CultureInfo.InvariantCulture) != table.Count)
            throw new PeerException($"{table.Name} has {answer[0]} rows there and {table.Count} here");
        return ToFit(answer.AsSpan(1));
    }

    public void Dispose() => process.Dispose();

    private static ScikitLearn Start(string program, string folder, int threads) => Python.First(interpreter => new ScikitLearn(
        PeerProcess.Start(interpreter, [PeerProcess.FileBesideProgram(program), folder], Python.Environment(threads))));

    private static Fit ToFit(ReadOnlySpan<string> figures) =>
        new(double.Parse(figures[0], CultureInfo.InvariantCulture), double.Parse(figures[1], CultureInfo.InvariantCulture));

    private string[] Ask(string question) => process.Ask(question).Split(' ');
}
