using System.Diagnostics;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Search;

namespace MiniGrad.Benchmarks.Studies;

/// <summary>What a study costs that has many trials, in milliseconds.</summary>
/// <param name="Trials">How many.</param>
/// <param name="Open">To open the storage and read them, the median.</param>
/// <param name="SlowestOpen">The longest that it took.</param>
/// <param name="FirstAsk">The first trial that is asked for afterwards.</param>
/// <param name="Ask">Later ones, the median.</param>
/// <param name="Tell">To tell their ends, the median.</param>
internal sealed record LargeStudy(int Trials, double Open, double SlowestOpen, double FirstAsk, double Ask, double Tell)
{
    private const int Asks = 101;

    /// <summary>Makes a study in memory, writes it to the engine, and measures.</summary>
    public static LargeStudy Measure(StudyEngine engine, string folder, int trials, int rounds)
    {
        string name = $"large {Guid.NewGuid()}", file = Path.Combine(folder, $"{Guid.NewGuid():N}.json");
        using (MemoryStudyStorage memory = new())
        {
            EmptyStudy made = new(memory, name);
            made.Make(trials);
            made.Study.Save(file);
        }
        using (StudyStorage storage = engine.Open()) new EmptyStudy(storage, name).Study.Resume(file);
        File.Delete(file);
        List<double> opens = [];
        List<(double Ask, double Tell)> first = [], later = [];
        for (int round = 0; round < rounds; round++)
        {
            GC.Collect();
            long start = Stopwatch.GetTimestamp();
            using StudyStorage storage = engine.Open();
            EmptyStudy study = new(storage, name);
            int count = study.Study.Trials.Count;
            opens.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (count != trials + Asks * round) throw new InvalidDataException($"{count} trials are there.");
            (double Ask, double Tell)[] times = study.Make(Asks);
            first.Add(times[0]);
            later.AddRange(times[1..]);
        }
        using (StudyStorage storage = engine.Open()) storage.Delete(name);
        return new LargeStudy(
            trials, opens.Median(), opens.Max(), first.Select(time => time.Ask).Median(), later.Select(time => time.Ask).Median(),
            later.Select(time => time.Tell).Median());
    }
}
