using System.Globalization;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>A study of Optuna in a database, in the first interpreter of Python that has it.</summary>
internal sealed class OptunaStudies : IDisposable
{
    private readonly PeerProcess process;

    private OptunaStudies(PeerProcess process)
    {
        this.process = process;
        Version = process.ReadVersion();
    }

    /// <summary>The name and version.</summary>
    public string Version { get; }

    /// <summary>Opens a study, or makes it.</summary>
    /// <param name="url">The database, without a password.</param>
    /// <param name="password">The password, or null.</param>
    /// <param name="name">The study.</param>
    /// <exception cref="PeerException">No interpreter has it, or it cannot open the database.</exception>
    public static OptunaStudies Open(string url, string? password, string name)
    {
        Dictionary<string, string?> environment = new(Python.Environment(threads: 1));
        // Where command lines are seen by all, this is not.
        if (password is not null) environment["PGPASSWORD"] = password;
        return Python.First(interpreter => new OptunaStudies(
            PeerProcess.Start(interpreter, [PeerProcess.FileBesideProgram("optuna_studies.py"), url, name], environment)));
    }

    /// <summary>Makes trials.</summary>
    /// <returns>The milliseconds of asking and of telling, medians.</returns>
    /// <exception cref="PeerException">The program failed.</exception>
    public (double Ask, double Tell) Make(int trials)
    {
        string[] answer = process.Ask($"make {trials.ToString(CultureInfo.InvariantCulture)}").Split(' ');
        return (Number(answer[0]), Number(answer[1]));
    }

    /// <summary>Adds complete trials by statements, past its interface.</summary>
    /// <exception cref="PeerException">The program failed.</exception>
    public void Fill(int trials) => process.Ask($"fill {trials.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Opens the study again and reads all trials.</summary>
    /// <returns>The milliseconds that it took.</returns>
    /// <exception cref="PeerException">The program failed.</exception>
    public double Open() => Number(process.Ask("open").Split(' ')[0]);

    public void Dispose() => process.Dispose();

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
