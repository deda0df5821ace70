namespace MiniGrad.Search;

/// <summary>Keeps a Gaussian process fitted to a history that grows.</summary>
/// <remarks>The settings are fitted anew after certain numbers of trials, each time from those before, and from fixed ones after every
/// <see cref="Restart"/> trials: so they follow from the history, and a run that has just begun finds the same from the last such number
/// on.</remarks>
internal sealed class ProcessFit
{
    /// <summary>Of more trials the process knows half of so many that are the best, and half the latest.</summary>
    public const int MostPoints = 300;

    private const int Restart = 100;
    private const int First = 2;
    private const int WarmCalls = 12;
    private const int FreshCalls = 20;
    private const int ColdCalls = 40;

    private readonly PointEncoding encoding;
    private readonly ProcessEvidence evidence;
    private readonly BoxMinimizer minimizer;
    private readonly double[] settings, start, low, high, features;
    private readonly PointTable table;
    private List<int> chosen = [];
    private int fitted, revision, modelled;
    private bool isStale = true;

    public ProcessFit(PointEncoding encoding, bool isNoisy)
    {
        this.encoding = encoding;
        int count = encoding.Parameters.Length;
        Process = new GaussianProcess(encoding.IsChoice);
        evidence = new ProcessEvidence(encoding.IsChoice);
        table = new PointTable(count);
        features = new double[count];
        minimizer = new BoxMinimizer(count + 2);
        start = new double[count + 2];
        low = new double[count + 2];
        high = new double[count + 2];
        // Logarithms of 1 / ℓ, of s² and of the noise.
        start.AsSpan(0, count).Fill(Math.Log(2));
        low.AsSpan(0, count).Fill(Math.Log(0.01));
        high.AsSpan(0, count).Fill(Math.Log(100));
        (low[^2], high[^2]) = (Math.Log(1e-3), Math.Log(1e3));
        double least = Math.Log(1e-8);
        (start[^1], low[^1], high[^1]) = isNoisy ? (Math.Log(1e-3), Math.Log(1e-7), 0) : (least, least, least);
        settings = [.. start];
    }

    public GaussianProcess Process { get; }

    /// <summary>The values of the points of the process.</summary>
    public double[] Values { get; private set; } = [];

    /// <summary>Fits the process to what may be seen.</summary>
    /// <param name="history">The history.</param>
    /// <param name="losses">A number for each trial that may be seen.</param>
    /// <param name="isFresh">Whether the numbers of earlier trials were others when the process was fitted before.</param>
    public void Update(History history, double[] losses, bool isFresh)
    {
        int count = history.Observed.Count;
        if (history.Revision != revision || count < modelled) (fitted, revision, isStale) = (0, history.Revision, true);
        if (isFresh)
        {
            Choose(losses, count);
            start.CopyTo(settings, 0);
            FitSettings(history, Warped(losses), FreshCalls);
            isStale = true;
        }
        else
        {
            int last = LastFit(count), first = FirstOf(last);
            for (int next = fitted < first ? first : fitted + 1; next <= last; next++)
            {
                if (LastFit(next) != next) continue;
                double[] known = next == count ? losses : TrialLosses.Of(history.Observed, next, null);
                Choose(known, next);
                bool isCold = next == first;
                if (isCold) start.CopyTo(settings, 0);
                FitSettings(history, Warped(known), isCold ? ColdCalls : WarmCalls);
                fitted = next;
                isStale = true;
            }
        }
        if (isStale)
        {
            Fill(Process.Points, history, chosen);
            Process.Set(settings, chosen.Count);
            modelled = isFresh ? count : fitted;
        }
        else Process.Truncate(chosen.Count);
        isStale = false;
        for (; modelled < count; modelled++)
        {
            chosen.Add(modelled);
            encoding.Encode(history.Observed[modelled].Parameters, features);
            Process.Add(features);
        }
        Values = Warped(losses);
        Process.SetValues(Values);
    }

    /// <summary>The last number of trials, up to this, after which settings are fitted.</summary>
    private static int LastFit(int count)
    {
        int step = count <= 30 ? 1 : count <= 60 ? 2 : count <= Restart ? 4 : count <= 2 * Restart ? 10 : 20;
        return count - count % step;
    }

    /// <summary>The number from which the fits up to this one go on from each other.</summary>
    private static int FirstOf(int count) => count < Restart ? First : count - count % Restart;

    private void Choose(double[] losses, int count)
    {
        chosen = [.. Enumerable.Range(0, count)];
        if (count <= MostPoints) return;
        int recent = MostPoints / 2;
        int[] best = [.. chosen.Take(count - recent).OrderBy(i => losses[i]).Take(MostPoints - recent).Order()];
        chosen = [.. best, .. chosen.Skip(count - recent)];
    }

    private double[] Warped(double[] losses)
    {
        double[] values = [.. chosen.Select(i => losses[i])];
        TargetWarp.Apply(values);
        return values;
    }

    private void Fill(PointTable points, History history, List<int> indices)
    {
        points.Truncate(0);
        foreach (int index in indices)
        {
            encoding.Encode(history.Observed[index].Parameters, features);
            points.Add(features);
        }
    }

    private void FitSettings(History history, double[] values, int calls)
    {
        Fill(table, history, chosen);
        evidence.Set(table, values);
        minimizer.Minimize(evidence.Evaluate, settings, low, high, 0.5, calls, 1e-3);
    }
}
