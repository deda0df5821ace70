namespace MiniGrad.StudyWorker;

/// <summary>Studies without trainings.</summary>
internal static class SmallStudies
{
    /// <summary>Nothing but asking and telling, by as many as can be.</summary>
    public static Study RunEmpty(StudyStorage storage, TimeSpan lease, int trials, int workers)
    {
        SearchSpace space = new();
        HyperParameter<double> x = space.AddNumber("x", -5, 5);
        Study study = new("empty", space) { Seed = 1, Overlap = 64, Storage = storage, Lease = lease };
        study.Run(trials, trial => trial.Get(x), workers);
        return study;
    }

    /// <summary>Trials of twenty steps that each take some milliseconds; each says when it begins and at which step it goes on, and when it
    /// was lost.</summary>
    public static Study RunPaced(StudyStorage storage, TimeSpan lease, int trials, int workers)
    {
        SearchSpace space = new();
        HyperParameter<double> x = space.AddNumber("x", -5, 5);
        Study study = new("paced", space)
        {
            Seed = 2,
            Overlap = 4,
            Sampler = Sampler.ParzenEstimator(),
            Storage = storage,
            Lease = lease,
        };
        study.Run(
            trials,
            trial =>
            {
                Console.WriteLine(Invariant($"trial {trial.Number} goes on after step {trial.StepsDone}"));
                try
                {
                    double sum = trial.Checkpoint is { } kept ? BitConverter.ToDouble(kept) : 0;
                    for (int step = trial.StepsDone + 1; step <= 20; step++)
                    {
                        if (storage is not MemoryStudyStorage) Thread.Sleep(25);
                        sum += new XoshiroRandom(trial.Seed, (ulong)step).NextDouble();
                        trial.Report(step, sum);
                        trial.KeepCheckpoint(BitConverter.GetBytes(sum));
                    }
                    return sum * trial.Get(x);
                }
                catch (TrialLostException)
                {
                    Console.WriteLine(Invariant($"trial {trial.Number} is lost"));
                    throw;
                }
            },
            workers);
        return study;
    }
}
