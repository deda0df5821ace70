namespace MiniGrad.Search;

/// <summary>A trial under way: what its objective is given.</summary>
/// <remarks>Not safe for use by several threads at once.</remarks>
public sealed partial class Trial
{
    private const ulong RandomStream = 1UL << 61;

    internal Trial(Study study, TrialRecord record, int? worker)
    {
        (Study, Record, Worker) = (study, record, worker);
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

    /// <summary>The last step that was reported before, when a paused trial goes on; 0 for one that begins.</summary>
    public int StepsDone => Record.SettledReports == 0 ? 0 : Record.Reports[Record.SettledReports - 1].Step;

    /// <summary>The step at which the trial will be paused, or null if it may go to its end.</summary>
    public int? StepLimit => Record.Budget;

    /// <summary>Whether the pruner has decided that the objective is to stop now.</summary>
    public bool IsStopped { get; internal set; }

    /// <summary>Cancels the objective together with the run.</summary>
    public CancellationToken Cancellation { get; internal init; }

    internal TrialRecord Record { get; }

    internal int? Worker { get; }

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
    /// <exception cref="InvalidOperationException">The study has been told the end of the trial.</exception>
    public void Report(int step, params double[] values)
    {
        Guard.AtLeast(step, 1, Who);
        ArgumentNullException.ThrowIfNull(values);
        Study.Report(this, new TrialReport(step, [.. values]));
    }

    /// <summary>Ends the objective if the pruner has decided so.</summary>
    /// <exception cref="TrialStoppedException">It has.</exception>
    public void ThrowIfStopped()
    {
        if (IsStopped) throw new TrialStoppedException($"{Who}: stopped by the pruner '{Study.Pruner.Name}'.");
    }

    /// <summary>Says that a constraint is violated. Trials that violate none are better than all that do, and of these the one that does so
    /// least.</summary>
    /// <param name="amount">By how much; added to what was said before. 0 or less for not at all.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is NaN or infinite.</exception>
    public void Violates(double amount) => Violation = Math.Min(double.MaxValue, Violation + Math.Max(0, Guard.Finite(amount, Who)));

    internal string Who => Invariant($"Study '{Study.Name}', trial {Number}");
}
