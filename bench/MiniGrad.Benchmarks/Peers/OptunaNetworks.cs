using System.Globalization;
using MiniGrad.Benchmarks.Searches;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>Optuna that searches the settings of scikit-learn's networks, in the first interpreter of Python that has both.</summary>
internal sealed class OptunaNetworks : IDisposable
{
    private readonly PeerProcess process;

    private OptunaNetworks(PeerProcess process)
    {
        this.process = process;
        Version = process.ReadVersion();
    }

    /// <summary>The names and versions.</summary>
    public string Version { get; }

    /// <summary>Starts it, which also writes its tables to a folder.</summary>
    /// <exception cref="PeerException">No interpreter has it.</exception>
    public static OptunaNetworks Start(string folder) => Python.First(interpreter => new OptunaNetworks(
        PeerProcess.Start(interpreter, [PeerProcess.FileBesideProgram("optuna_networks.py"), folder], Python.Environment(threads: 1))));

    /// <summary>A study.</summary>
    /// <exception cref="PeerException">The program failed.</exception>
    public NetworkSearchResult Search(string table, int seed, int trials, int epochs, bool isPruned)
    {
        string[] answer = process.Ask($"{table} {seed} {trials} {epochs} {(isPruned ? 1 : 0)}").Split(' ');
        return new NetworkSearchResult(Number(0), Number(1), (int)Number(2));

        double Number(int place) => double.Parse(answer[place], CultureInfo.InvariantCulture);
    }

    public void Dispose() => process.Dispose();
}
