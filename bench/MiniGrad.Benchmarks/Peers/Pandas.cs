using System.Globalization;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>pandas and scikit-learn, in the first interpreter of Python that has both.</summary>
internal sealed class Pandas : IDisposable
{
    private readonly PeerProcess process;

    private Pandas(PeerProcess process)
    {
        this.process = process;
        Version = process.ReadVersion();
    }

    /// <summary>The names and versions.</summary>
    public string Version { get; }

    /// <exception cref="PeerException">No interpreter has them.</exception>
    public static Pandas Start(int threads) => Python.First(interpreter => new Pandas(
        PeerProcess.Start(interpreter, [PeerProcess.FileBesideProgram("pandas_tables.py")], Python.Environment(threads))));

    /// <summary>The seconds of reading a table, and of encoding and splitting it.</summary>
    /// <exception cref="PeerException">The program failed.</exception>
    public (double Read, double Encode) Measure(string path)
    {
        string[] times = process.Ask(path).Split(' ');
        return (double.Parse(times[0], CultureInfo.InvariantCulture), double.Parse(times[1], CultureInfo.InvariantCulture));
    }

    public void Dispose() => process.Dispose();
}
