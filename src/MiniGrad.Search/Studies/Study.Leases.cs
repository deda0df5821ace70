using System.Diagnostics.CodeAnalysis;

namespace MiniGrad.Search;

// Saying in time that trials still run here.
[SuppressMessage("Design", "CA1001", Justification = "The timer is there only while trials are under way, and ends itself.")]
public sealed partial class Study
{
    private Timer? renewal;

    /// <summary>While another holds it, leases are not renewed, as if the process were stopped.</summary>
    internal Lock Renewing { get; } = new();

    /// <summary>For how long a worker of a shared storage holds a trial without saying that it still runs it, which it does three times as
    /// often; then another goes on with it. At least 100 milliseconds. Default: 30 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is shorter, or longer than a day.</exception>
    public TimeSpan Lease
    {
        get;
        init => field = Guard.That(
            value >= TimeSpan.FromMilliseconds(100) && value <= TimeSpan.FromDays(1), value, "from 100 milliseconds to a day", Who,
            nameof(Lease), nameof(Lease));
    }
    = TimeSpan.FromSeconds(30);

    private void KeepLeases()
    {
        if (renewal is not null) return;
        TimeSpan period = Lease / 3;
        // It holds the study only as long as trials are under way.
        renewal = new Timer(_ => Renew(), null, period, period);
    }

    private void Renew()
    {
        if (!Renewing.TryEnter()) return;
        try
        {
            StoredTrial[] held;
            lock (gate)
            {
                held = [.. underWay.Values.Where(trial => !trial.IsTelling).Select(trial => trial.Row(TrialState.Running, ""))];
                if (underWay.Count == 0)
                {
                    renewal?.Dispose();
                    renewal = null;
                }
            }
            if (held.Length > 0) Exchange(known => Storage.Renew(known, held, Span));
        }
        catch (Exception)
        {
            // The next time, or whoever tells the storage something, meets the same. Here it would end the process.
        }
        finally
        {
            Renewing.Exit();
        }
    }
}
