using System.Globalization;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>scipy's curve_fit on the curves of NIST's reference datasets, in the first interpreter of Python that has it.</summary>
internal sealed class SciPy : IDisposable
{
    private readonly PeerProcess process;

    private SciPy(PeerProcess process)
    {
        this.process = process;
        Version = process.ReadVersion();
    }

    /// <summary>The name and version.</summary>
    public string Version { get; }

    /// <exception cref="PeerException">No interpreter has it.</exception>
    public static SciPy Start() => Python.First(interpreter => new SciPy(PeerProcess.Start(
        interpreter, [PeerProcess.FileBesideProgram("scipy_least_squares.py"), PeerProcess.FileBesideProgram("nist.json"), "-"],
        Python.Environment(threads: 1))));

    /// <summary>The median time of a fit by method lm, with its default tolerances.</summary>
    /// <param name="curve">The curve's name.</param>
    /// <param name="start">1 or 2.</param>
    /// <exception cref="PeerException">The program failed.</exception>
    public double Milliseconds(string curve, int start) =>
        double.Parse(process.Ask($"{curve} {start}"), CultureInfo.InvariantCulture);

    public void Dispose() => process.Dispose();
}
