using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using MiniGrad.Kernels;

namespace MiniGrad.Search;

// Running a study with workers.
public sealed partial class Study
{
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool isRunning;

    /// <summary>Makes trials until there are so many in all. Called again with more, or after an interruption, it goes on where the study
    /// is.</summary>
    /// <remarks>Objectives run on threads of their own, one a worker. They should obey <see cref="Trial.Cancellation"/>, and where there is
    /// a pruner report on their way and call <see cref="Trial.ThrowIfStopped"/>.
    /// <para>Where several processes are in each other's way, some trials are there before anybody runs them. If all runs end early, by a
    /// limit of time or by an interruption, they wait like interrupted ones, and the next run begins with them.</para></remarks>
    /// <param name="trials">The number of trials in all, at least 0.</param>
    /// <param name="objective">Gives the value of a trial.</param>
    /// <param name="workers">How many trials run at once, from 1 to <see cref="Overlap"/>. Default: 1.</param>
    /// <param name="timeLimit">After so much time no trial begins; those under way are finished. Default: none.</param>
    /// <param name="progress">Told of every trial that has come to an end or a pause.</param>
    /// <param name="cancellation">Ends the run; trials under way begin again at the next.</param>
    /// <returns>Why it ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The study runs already, or reports are missing that the pruner needs.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    [OverloadResolutionPriority(1)]
    public StudyEnd Run(
        int trials, Func<Trial, double> objective, int workers = 1, TimeSpan? timeLimit = null, IProgress<TrialRecord>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        return Run(trials, trial => (double[])[objective(trial)], workers, timeLimit, progress, cancellation);
    }

    /// <summary>Makes trials with several values until there are so many in all.</summary>
    /// <param name="trials">The number of trials in all, at least 0.</param>
    /// <param name="objective">Gives a value for each goal of a trial.</param>
    /// <inheritdoc cref="Run(int, Func{Trial, double}, int, TimeSpan?, IProgress{TrialRecord}?, CancellationToken)"
    /// path="/*[not(self::param)]"/>
    /// <param name="workers">How many trials run at once, from 1 to <see cref="Overlap"/>. Default: 1.</param>
    /// <param name="timeLimit">After so much time no trial begins; those under way are finished. Default: none.</param>
    /// <param name="progress">Told of every trial that has come to an end or a pause.</param>
    /// <param name="cancellation">Ends the run; trials under way begin again at the next.</param>
    public StudyEnd Run(
        int trials, Func<Trial, double[]> objective, int workers = 1, TimeSpan? timeLimit = null, IProgress<TrialRecord>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        using Running running = new(this, trials, workers, timeLimit, progress, cancellation);
        if (workers == 1) Work(0);
        else
        {
            Thread[] threads =
            [
                .. Enumerable.Range(0, workers).Select(worker => new Thread(() => Work(worker))
                {
                    IsBackground = true, Name = Invariant($"MiniGrad study {worker}"),
                }),
            ];
            foreach (Thread thread in threads) thread.Start();
            foreach (Thread thread in threads) thread.Join();
        }
        return running.Result();

        void Work(int worker)
        {
            // Several trials keep the processors busy; none gets helpers for its operations.
            if (workers > 1) WorkerTeam.IsAlone = true;
            while (running.TryNext(worker, out Trial? trial, out Task? wait))
            {
                if (trial is null) running.Wait(wait!).GetAwaiter().GetResult();
                else running.Do(trial, () => Task.FromResult(objective(trial))).GetAwaiter().GetResult();
            }
        }
    }

    /// <summary>Makes trials with an asynchronous objective until there are so many in all.</summary>
    /// <inheritdoc cref="Run(int, Func{Trial, double[]}, int, TimeSpan?, IProgress{TrialRecord}?, CancellationToken)"
    /// path="/*[not(self::param)]"/>
    /// <param name="trials">The number of trials in all, at least 0.</param>
    /// <param name="objective">Gives a value for each goal of a trial.</param>
    /// <param name="workers">How many trials run at once, from 1 to <see cref="Overlap"/>. Default: 1.</param>
    /// <param name="timeLimit">After so much time no trial begins; those under way are finished. Default: none.</param>
    /// <param name="progress">Told of every trial that has come to an end or a pause.</param>
    /// <param name="cancellation">Ends the run; trials under way begin again at the next.</param>
    public async Task<StudyEnd> RunAsync(
        int trials, Func<Trial, Task<double[]>> objective, int workers = 1, TimeSpan? timeLimit = null,
        IProgress<TrialRecord>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        using Running running = new(this, trials, workers, timeLimit, progress, cancellation);
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => Work(worker), CancellationToken.None)))
            .ConfigureAwait(false);
        return running.Result();

        async Task Work(int worker)
        {
            while (running.TryNext(worker, out Trial? trial, out Task? wait))
            {
                if (trial is null) await running.Wait(wait!).ConfigureAwait(false);
                else await running.Do(trial, () => objective(trial)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Lets those who wait for a trial's end look again.</summary>
    private void Changed()
    {
        changed.TrySetResult();
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>A call of <c>Run</c>, from its beginning to its end.</summary>
    private sealed class Running : IDisposable
    {
        private static readonly TimeSpan shortestLook = TimeSpan.FromMilliseconds(5), longestLook = TimeSpan.FromMilliseconds(500);

        private readonly Study study;
        private readonly int target;
        private readonly TimeSpan? timeLimit;
        private readonly IProgress<TrialRecord>? progress;
        private readonly CancellationToken cancellation;
        private readonly CancellationTokenRegistration registration;
        private readonly long started = Stopwatch.GetTimestamp();
        private ExceptionDispatchInfo? error;
        private StudyEnd? end;
        private TimeSpan lookAgain = shortestLook;

        public Running(
            Study study, int target, int workers, TimeSpan? timeLimit, IProgress<TrialRecord>? progress, CancellationToken cancellation)
        {
            study.CheckNotViewed();
            Guard.AtLeast(target, 0, study.Who, "the number of trials", "trials");
            if (workers < 1 || workers > study.Overlap)
                throw new ArgumentOutOfRangeException(nameof(workers), Invariant(
                    $"{study.Who}: the number of workers must be from 1 to {study.Overlap}, the study's Overlap, got {workers}."));
            lock (study.gate)
            {
                if (study.isRunning) throw new InvalidOperationException($"{study.Who}: it runs already.");
                study.isRunning = true;
            }
            (this.study, this.target, this.timeLimit) = (study, target, timeLimit);
            (this.progress, this.cancellation) = (progress, cancellation);
            registration = cancellation.Register(Wake);
        }

        /// <summary>Gives a trial to run, or what to wait for before asking again; neither, and false, where the run is over.</summary>
        public bool TryNext(int worker, out Trial? trial, out Task? wait)
        {
            (trial, wait) = (null, null);
            lock (study.gate)
            {
                if (error is not null || cancellation.IsCancellationRequested) return false;
                if (Stopwatch.GetElapsedTime(started) >= timeLimit)
                {
                    end ??= new StudyEnd(StudyEndKind.TimeLimit, Invariant($"{timeLimit} are over"));
                    return false;
                }
            }
            try
            {
                Asked asked = study.AskNext(target, worker, cancellation);
                trial = asked.Trial;
                if (trial is null && asked.End is null) wait = asked.Change;
                else lookAgain = shortestLook;
                if (asked.End is not null)
                    lock (study.gate) end ??= asked.End;
            }
            catch (Exception trouble)
            {
                End(trouble);
            }
            return trial is not null || wait is not null;
        }

        /// <summary>Waits for a change, or for the time to be up, or to look again what others have done.</summary>
        public async Task Wait(Task change)
        {
            // A timer takes no more than some weeks; who waits asks again.
            TimeSpan left = TimeSpan.FromDays(1);
            if (timeLimit is { } limit && limit - Stopwatch.GetElapsedTime(started) is var rest && rest < left) left = rest;
            if (study.Storage.IsShared)
            {
                if (lookAgain < left) left = lookAgain;
                lookAgain = lookAgain * 2 < longestLook ? lookAgain * 2 : longestLook;
            }
            if (left > TimeSpan.Zero)
                await change.WaitAsync(left, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        public async Task Do(Trial trial, Func<Task<double[]>> objective)
        {
            double[]? values = null;
            Exception? failure = null;
            try
            {
                values = await objective().ConfigureAwait(false);
            }
            catch (TrialStoppedException) when (trial.IsStopped)
            {
            }
            catch (Exception) when (trial.IsLost)
            {
                return;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                study.Release(trial);
                return;
            }
            catch (StudyStorageException trouble)
            {
                End(trouble);
                study.Release(trial);
                return;
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }
            try
            {
                if (failure is not null) study.TellFailed(trial, $"{failure.GetType().Name}: {failure.Message}");
                else if (trial.IsStopped) study.TellStopped(trial);
                else study.Tell(trial, values ?? throw new InvalidOperationException($"{trial.Who}: the objective returned null."));
                if (failure is not null && study.StopsOnFailure && trial.Record.State == TrialState.Failed) End(failure);
                progress?.Report(trial.Record);
            }
            catch (TrialLostException)
            {
            }
            catch (Exception trouble)
            {
                End(trouble);
                if (study.IsUnderWay(trial)) study.Release(trial);
            }
        }

        public StudyEnd Result()
        {
            error?.Throw();
            if (end is null) cancellation.ThrowIfCancellationRequested();
            return end ?? throw new InvalidOperationException($"{study.Who}: it ended without a reason.");
        }

        public void Dispose()
        {
            registration.Dispose();
            lock (study.gate) study.isRunning = false;
        }

        private void End(Exception trouble)
        {
            lock (study.gate)
            {
                error ??= ExceptionDispatchInfo.Capture(trouble);
                Wake();
            }
        }

        private void Wake()
        {
            lock (study.gate) study.Changed();
        }
    }
}
