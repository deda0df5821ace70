using MiniGrad.Benchmarks.Steps;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>Several contestants on the same work, a round each in turn, so that what else the machine does falls on all of them.</summary>
internal static class Race
{
    // OpenBLAS's idle threads look for work for some 30 ms before they sleep, and would take a core from whoever is next.
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The rounds of each contestant, in the order of the contestants.</summary>
    /// <exception cref="PeerException">A peer failed.</exception>
    public static IReadOnlyList<Rounds> Run(Workload workload, IReadOnlyList<Contestant> contestants, int rounds)
    {
        var counts = new (int Steps, int Rows)[contestants.Count];
        var results = new Round[contestants.Count][];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = contestants[i].Calibrate(workload);
            results[i] = new Round[rounds];
            Thread.Sleep(pause);
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < counts.Length; i++)
            {
                results[i][round] = contestants[i].Measure(workload, counts[i].Steps, counts[i].Rows);
                Thread.Sleep(pause);
            }
        }
        return [.. results.Select(times => new Rounds(times))];
    }
}
