using System.Diagnostics;
using MiniGrad.Benchmarks.Peers;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Search;

namespace MiniGrad.Benchmarks.Studies;

/// <summary>What one worker's trials cost: milliseconds a trial, medians of rounds.</summary>
/// <param name="Trial">Asking, two reports and telling.</param>
/// <param name="Bare">Two bare commits, in turn with the trials.</param>
/// <param name="Ratio">The median of the rounds' ratios.</param>
/// <param name="RoundTrips">How often a trial waits for an answer of the server; null where there is none.</param>
internal sealed record StudyTrials(double Trial, double Bare, double Ratio, double? RoundTrips)
{
    /// <summary>Measures in rounds.</summary>
    public static StudyTrials Measure(StudyEngine engine, int rounds, int trials)
    {
        using StudyStorage storage = engine.Open();
        EmptyStudy study = new(storage, $"trials {Guid.NewGuid()}");
        using BareCommits bare = new(engine);
        // So that all is compiled for good.
        study.Make(trials);
        bare.Make(trials);
        List<double> ours = [], theirs = [];
        for (int round = 0; round < rounds; round++)
        {
            ours.Add(Time(() => study.Make(trials)));
            theirs.Add(Time(() => bare.Make(trials)));
        }
        return new StudyTrials(
            ours.Median(), theirs.Median(), ours.Zip(theirs, (trial, commits) => trial / commits).Median(), RoundTripsOf(engine, trials));

        double Time(Action work)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds / trials;
        }
    }

    /// <summary>The milliseconds of a trial of Optuna, the median, and its round trips.</summary>
    /// <exception cref="PeerException">It is not there.</exception>
    public static (double Trial, double? RoundTrips, string Version) Optuna(StudyEngine engine, int trials)
    {
        using OptunaStudies peer = OptunaStudies.Open(engine.OptunaUrl(null), engine.Password, "trials");
        peer.Make(10);
        (double ask, double tell) = peer.Make(trials);
        double? roundTrips = null;
        if (engine is PostgreSqlEngine { IsNamed: true } server)
        {
            using RoundTrips between = new(server.Host, server.Port);
            using OptunaStudies counted = OptunaStudies.Open(engine.OptunaUrl(between.Port), engine.Password, "trials");
            counted.Make(10);
            long before = between.Count;
            counted.Make(20);
            roundTrips = (between.Count - before) / 20.0;
        }
        return (ask + tell, roundTrips, peer.Version);
    }

    private static double? RoundTripsOf(StudyEngine engine, int trials)
    {
        // A socket that is a file is not passed on.
        if (engine is not PostgreSqlEngine { IsNamed: true } server) return null;
        using RoundTrips between = new(server.Host, server.Port);
        using StudyStorage storage = server.Through(between.Port).Open();
        EmptyStudy study = new(storage, $"round trips {Guid.NewGuid()}");
        study.Make(20);
        long before = between.Count;
        study.Make(trials);
        return (between.Count - before) / (double)trials;
    }
}
