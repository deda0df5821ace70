using MiniGrad.Benchmarks.Steps;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>Several contestants on the same work, a round each in turn, so that what else the machine does falls on all of them.</summary>
internal static class Race
{
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
            Thread.Sleep(contestants[i].TimeToRest);
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < counts.Length; i++)
            {
                results[i][round] = contestants[i].Measure(workload, counts[i].Steps, counts[i].Rows);
                Thread.Sleep(contestants[i].TimeToRest);
            }
        }
        return [.. results.Select(times => new Rounds(times))];
    }
}
