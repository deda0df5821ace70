namespace MiniGrad.Training;

/// <summary>The losses of any number of steps in a bounded number of points: once there are too many, each two become one.</summary>
internal sealed class LossCurve
{
    public const int MaxPoints = 2000;

    private readonly List<(long Step, double Loss)> points = [];
    private double sum;
    private int count;

    public LossCurve() { }

    /// <summary>Goes on from what another has saved.</summary>
    public LossCurve(IEnumerable<(long Step, double Loss)> points, long stride, double sum, int count, long lastStep)
    {
        LastStep = lastStep;
        this.points.AddRange(points);
        (Stride, this.sum, this.count) = (stride, sum, count);
    }

    /// <summary>The number of the last step, or 0 before the first.</summary>
    public long LastStep { get; private set; }

    /// <summary>A copy of the points.</summary>
    public IReadOnlyList<(long Step, double Loss)> Points => [.. points];

    /// <summary>How many steps a point stands for.</summary>
    public long Stride { get; private set; } = 1;

    /// <summary>The sum of the losses that are not in a point yet.</summary>
    public double PendingSum => sum;

    /// <summary>Their number.</summary>
    public int PendingCount => count;

    public void Add(long step, double loss)
    {
        LastStep = step;
        sum += loss;
        if (++count < Stride) return;
        points.Add((step, sum / count));
        (sum, count) = (0, 0);
        if (points.Count > MaxPoints) Halve();
    }

    private void Halve()
    {
        // The last of an odd number waits for its partner.
        (long _, double last) = points[^1];
        bool isOdd = points.Count % 2 == 1;
        int pairs = points.Count / 2;
        for (int i = 0; i < pairs; i++) points[i] = (points[2 * i + 1].Step, (points[2 * i].Loss + points[2 * i + 1].Loss) / 2);
        points.RemoveRange(pairs, points.Count - pairs);
        if (isOdd) (sum, count) = (last * Stride, (int)Stride);
        Stride *= 2;
    }
}
