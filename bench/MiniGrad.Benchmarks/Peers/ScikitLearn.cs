using System.Globalization;
using MiniGrad.Benchmarks.Tables;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>scikit-learn's multi-layer perceptron, in the first interpreter of Python that has it.</summary>
internal sealed class ScikitLearn : IDisposable
{
    private readonly PeerProcess process;

    private ScikitLearn(PeerProcess process)
    {
        this.process = process;
        Version = process.ReadVersion();
    }

    /// <summary>Its name and version.</summary>
    public string Version { get; }

    /// <summary>Starts it, which also writes its tables to a folder.</summary>
    /// <exception cref="PeerException">No interpreter has it.</exception>
    public static ScikitLearn Start(string folder, int threads) => Python.First(interpreter => new ScikitLearn(
        PeerProcess.Start(interpreter, [PeerProcess.FileBesideProgram("scikit_learn_tables.py"), folder], Python.Environment(threads))));

    /// <summary>Learns from the rows of all folds but one, and is tested on those of that one.</summary>
    /// <exception cref="PeerException">The program failed.</exception>
    public Fit Fit(string table, int fold, int seed, FitSettings settings)
    {
        string[] answer = process.Ask($"{table} {fold} {seed} {settings}").Split(' ');
        return new Fit(double.Parse(answer[0], CultureInfo.InvariantCulture), double.Parse(answer[1], CultureInfo.InvariantCulture));
    }

    public void Dispose() => process.Dispose();
}
