using System.CommandLine;
using System.Globalization;
using MiniGrad.Benchmarks.Peers;
using MiniGrad.Benchmarks.Searches;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>Runs what needs the peer's tables.</summary>
internal static class SearchTables
{
    /// <summary>The option that chooses a table.</summary>
    public static Option<string> Only() => CheckedOption.Create(
        "--only", "Only this table. [default: all]", "", $"one of {string.Join(", ", SearchTable.All)}",
        (string text, out string name) => SearchTable.All.Contains(name = text));

    /// <summary>Starts the peer, has it write its tables, and works on those that are wanted, on one thread.</summary>
    public static int Run(string only, Action<IReadOnlyList<SearchTable>, OptunaNetworks> work)
    {
        Parallelism.ThreadCount = 1;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("searches-");
        try
        {
            using OptunaNetworks peer = OptunaNetworks.Start(folder.FullName);
            Console.WriteLine($"{peer.Version}, one thread each.");
            Console.WriteLine();
            work(
                [
                    .. SearchTable.All.Where(name => only is "" || name == only).Select(name => new SearchTable(folder.FullName, name)),
                ],
                peer);
            return CommandRunner.Success;
        }
        catch (PeerException reason)
        {
            throw new InvalidDataException(
                $"the tables come from scikit-learn, which is not there with Optuna ({reason.Message}); on Debian: " +
                "apt-get install python3-optuna python3-sklearn libopenblas0-pthread");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The mean and its standard error.</summary>
    public static string Spread(double[] values)
    {
        double mean = values.Average();
        double error = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length - 1) / values.Length);
        return string.Create(CultureInfo.InvariantCulture, $"{mean:F4} ± {error:F4}");
    }
}
