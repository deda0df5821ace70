using System.Globalization;
using MiniGrad.Benchmarks.Tables;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>pandas and scikit-learn's multi-layer perceptron, in the first interpreter of Python that has both, on tables of a
/// folder.</summary>
internal sealed class PublicScikitLearn : IDisposable
{
    private readonly PeerProcess process;

    private PublicScikitLearn(PeerProcess process)
    {
        this.process = process;
        Version = process.ReadVersion();
    }

    /// <summary>The names and versions.</summary>
    public string Version { get; }

    /// <exception cref="PeerException">No interpreter has them.</exception>
    public static PublicScikitLearn Start(string folder, int threads) => Python.First(interpreter => new PublicScikitLearn(
        PeerProcess.Start(
            interpreter, [PeerProcess.FileBesideProgram("scikit_learn_public_tables.py"), folder], Python.Environment(threads))));

    /// <summary>Encodes and learns with nothing set but the seed.</summary>
    /// <exception cref="PeerException">The program failed, or has other rows.</exception>
    public Fit Fit(PublicTable table, int[] training, int[] test, int seed)
    {
        string[] answer = process.Ask($"{table.Name} {seed} {string.Join(',', training)} {string.Join(',', test)}").Split(' ');
        if (int.Parse(answer[0], CultureInfo.InvariantCulture) != table.Count)
            throw new PeerException($"{table.Name} has {answer[0]} rows there and {table.Count} here");
        return new Fit(double.Parse(answer[1], CultureInfo.InvariantCulture), double.Parse(answer[2], CultureInfo.InvariantCulture));
    }

    public void Dispose() => process.Dispose();
}
