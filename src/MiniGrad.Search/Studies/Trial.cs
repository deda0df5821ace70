namespace MiniGrad.Search;

/// <summary>A trial under way: what its objective is given.</summary>
/// <remarks>Not safe for use by several threads at once.</remarks>
public sealed partial class Trial
{
    private const ulong RandomStream = 1UL << 61;

    private readonly CancellationTokenSource? cancellation;
    private readonly string? holder;
    private string? lost;

    internal Trial(Study study, TrialRecord record, int? worker, bool canBeLost, CancellationToken cancellation)
    {
        (Study, Record, Worker, Cancellation) = (study, record, worker, cancellation);
        (Lease, holder) = (record.Stored.Lease, record.Stored.Holder);
        StepsDone = record.SettledReports == 0 ? 0 : record.Reports[record.SettledReports - 1].Step;
        if (canBeLost)
        {
            this.cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Cancellation = this.cancellation.Token;
        }
        Seed = record.ObjectiveSeed;
        Random = new XoshiroRandom(Seed, RandomStream);
    }

    /// <summary>The study.</summary>
    public Study Study { get; }

    /// <summary>The number in the study, from 0.</summary>
    public int Number => Record.Number;

    /// <summary>The parameters.</summary>
    public ParameterValues Parameters => Record.Parameters;

    /// <summary>A seed for everything random in the objective. It follows from the study's seed and the trial's number.</summary>
    public ulong Seed { get; }

    /// <summary>A generator of random numbers for the objective, made from <see cref="Seed"/>.</summary>
    public XoshiroRandom Random { get; }

    /// <summary>The last step that was reported before, when a trial goes on that was paused or interrupted; 0 for one that
    /// begins.</summary>
    public int StepsDone { get; }

    /// <summary>The step at which the trial will be paused, or null if it may go to its end.</summary>
    public int? StepLimit => Record.Budget;

    /// <summary>Whether the pruner has decided that the objective is to stop now.</summary>
    public bool IsStopped { get; internal set; }

    /// <summary>Cancels the objective together with the run, or when another worker has taken over the trial.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>What the trial goes on from, as <see cref="KeepCheckpoint"/> kept it; null for one that begins anew.</summary>
    /// <exception cref="StudyStorageException">The storage cannot be read.</exception>
    public byte[]? Checkpoint => Study.CheckpointOf(Number);

    internal TrialRecord Record { get; }

    /// <summary>How often the trial had been given out when it was given out to this one.</summary>
    internal long Lease { get; }

    /// <summary>The latest report.</summary>
    internal TrialReport? Latest { get; set; }

    /// <summary>When something was kept last to go on from.</summary>
    internal long LastKept { get; set; } = System.Diagnostics.Stopwatch.GetTimestamp();

    /// <summary>Whether its end is being told.</summary>
    internal bool IsTelling { get; set; }

    /// <summary>Whether another has taken it over.</summary>
    internal bool IsLost => Volatile.Read(ref lost) is not null;

    internal int? Worker { get; }

    /// <summary>The machine and the process, where the storage is shared.</summary>
    internal string? Process => cancellation is null || holder is null ? null : TrialRecord.NameOf(holder);

    internal double Violation { get; private set; }

    internal long Started { get; } = System.Diagnostics.Stopwatch.GetTimestamp();

    internal DateTimeOffset Start { get; } = DateTimeOffset.UtcNow;

    /// <summary>The value of a parameter.</summary>
    /// <inheritdoc cref="ParameterValues.Get"/>
    public T Get<T>(HyperParameter<T> parameter) => Record.Parameters.Get(parameter);

    /// <summary>Whether the trial has a parameter.</summary>
    /// <inheritdoc cref="ParameterValues.Has"/>
    public bool Has(HyperParameter parameter) => Record.Parameters.Has(parameter);

    /// <summary>Tells how good the trial is on its way; then <see cref="IsStopped"/> says whether to go on. Steps that a paused trial has
    /// reported before are passed over, so that an objective may also begin anew; so are those after it was stopped.</summary>
    /// <param name="step">How far it is, such as the number of epochs, from 1; each report later than the one before.</param>
    /// <param name="values">A number for each goal.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is below 1 or not after the one before.</exception>
    /// <exception cref="ArgumentException">There are not as many values as goals.</exception>
    /// <exception cref="TrialLostException">Another has taken the trial over.</exception>
    /// <exception cref="InvalidOperationException">The study has been told the end of the trial.</exception>
    public void Report(int step, params double[] values)
    {
        Guard.AtLeast(step, 1, Who);
        ArgumentNullException.ThrowIfNull(values);
        Study.Report(this, new TrialReport(step, [.. values]));
    }

    /// <summary>Ends the objective if the pruner has decided so.</summary>
    /// <exception cref="TrialStoppedException">It has.</exception>
    /// <exception cref="TrialLostException">Another has taken the trial over.</exception>
    public void ThrowIfStopped()
    {
        ThrowIfLost();
        if (IsStopped) throw new TrialStoppedException($"{Who}: stopped by the pruner '{Study.Pruner.Name}'.");
    }

    /// <summary>Says that a constraint is violated. Trials that violate none are better than all that do, and of these the one that does so
    /// least.</summary>
    /// <param name="amount">By how much; added to what was said before. 0 or less for not at all.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is NaN or infinite.</exception>
    public void Violates(double amount) => Violation = Math.Min(double.MaxValue, Violation + Math.Max(0, Guard.Finite(amount, Who)));

    /// <summary>The trial in one line, such as <c>trial 17: running, learning rate 0.001, layers 2</c>.</summary>
    public override string ToString() => Record.ToString();

    /// <summary>Keeps what this trial could go on from if it were paused or interrupted now: its storage has it until the trial is
    /// finished, and whoever goes on with it finds it in <see cref="Checkpoint"/>. What was reported so far is kept with it, and not to
    /// be reported again.</summary>
    /// <param name="checkpoint">Anything, of at most 64 MiB where the storage is shared.</param>
    /// <exception cref="ArgumentException">It is larger.</exception>
    /// <exception cref="TrialLostException">Another has taken the trial over.</exception>
    /// <exception cref="InvalidOperationException">The study has been told the end of the trial.</exception>
    /// <exception cref="StudyStorageException">The storage cannot keep it.</exception>
    public void KeepCheckpoint(byte[] checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        Study.Keep(this, checkpoint);
    }

    /// <summary>The trial as it is to be kept.</summary>
    internal StoredTrial Row(TrialState state, string body) => new(Number, state, body, Lease)
    {
        Holder = holder,
        Progress = Latest is { } latest ? StudyWriter.Text(latest) : null,
    };

    /// <summary>Says that another has taken it over.</summary>
    internal void Lose(long lease)
    {
        Volatile.Write(ref lost, Invariant(
            $"{Who}: lease {Lease} came to its end before it was renewed, and another goes on with the trial, by lease {lease}; ") +
            "what comes of it here is not taken, and nothing of the study has changed.");
        // Not here, where the study is locked.
        if (cancellation is not null) _ = Task.Run(cancellation.Cancel);
    }

    /// <summary>Nobody cancels it any more, so that the run's token need not remember it.</summary>
    internal void End()
    {
        // One that was lost may still wait to be cancelled.
        if (!IsLost) cancellation?.Dispose();
    }

    internal void ThrowIfLost()
    {
        if (Volatile.Read(ref lost) is { } words) throw new TrialLostException(words);
    }

    internal string Who => Invariant($"Study '{Study.Name}', trial {Number}");
}
