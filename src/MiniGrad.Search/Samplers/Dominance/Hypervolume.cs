namespace MiniGrad.Search;

/// <summary>How much of the goals' space some points dominate.</summary>
internal static class Hypervolume
{
    /// <summary>The volume of what lies between a reference and at least one of the points; smaller is better. Points that are not better
    /// than the reference in every goal add nothing. For two goals by a sweep; for more by the volumes that each point alone adds (While,
    /// Bradstreet and Barone, "A fast way of calculating exact hypervolumes", 2012).</summary>
    /// <param name="points">Finite numbers, a row a point, as many as the reference has.</param>
    /// <param name="reference">What is just not good any more, for each goal.</param>
    /// <exception cref="ArgumentException">A point has another number of goals.</exception>
    public static double Of(IReadOnlyList<double[]> points, double[] reference)
    {
        List<double[]> inside = [];
        for (int i = 0; i < points.Count; i++)
        {
            double[] point = points[i];
            if (point.Length != reference.Length)
                throw new ArgumentException(
                    Invariant($"Hypervolume: expected {reference.Length} goals as of the reference, got {point.Length} of point {i}."),
                    nameof(points));
            bool isInside = true;
            for (int goal = 0; goal < point.Length; goal++) isInside &= point[goal] < reference[goal];
            if (isInside) inside.Add(point);
        }
        return Volume(Front(inside), reference);
    }

    private static double Volume(List<double[]> front, double[] reference)
    {
        if (front.Count == 0) return 0;
        if (front.Count == 1) return Box(front[0], reference);
        // Along the last goal from the worst: what is left then varies in the others alone.
        int last = reference.Length - 1;
        if (last == 0) return reference[0] - front.Min(point => point[0]);
        front.Sort((x, y) => Compare(y, x, last));
        if (last == 1) return Sweep(front, reference);
        double sum = 0;
        for (int i = 0; i < front.Count; i++)
        {
            List<double[]> others = new(front.Count - i - 1);
            for (int other = i + 1; other < front.Count; other++)
            {
                double[] limited = new double[reference.Length];
                for (int goal = 0; goal < limited.Length; goal++) limited[goal] = Math.Max(front[i][goal], front[other][goal]);
                others.Add(limited);
            }
            sum += Box(front[i], reference) - Volume(Front(others), reference);
        }
        return sum;
    }

    private static double Sweep(List<double[]> front, double[] reference)
    {
        double sum = 0, before = reference[1];
        foreach (double[] point in front)
        {
            sum += (reference[0] - point[0]) * (before - point[1]);
            before = point[1];
        }
        return sum;
    }

    private static double Box(double[] point, double[] reference)
    {
        double product = 1;
        for (int goal = 0; goal < point.Length; goal++) product *= reference[goal] - point[goal];
        return product;
    }

    /// <summary>The points that no other dominates, of equal ones the first.</summary>
    private static List<double[]> Front(List<double[]> points)
    {
        List<double[]> sorted = [.. points], front = [];
        sorted.Sort((x, y) => Compare(x, y, 0));
        double smallest = double.PositiveInfinity;
        foreach (double[] point in sorted)
        {
            bool isWorse;
            if (point.Length == 2) isWorse = point[1] >= smallest;
            else isWorse = front.Exists(other => other.AsSpan().SequenceEqual(point) || Losses.IsBetter(other, point));
            if (isWorse) continue;
            front.Add(point);
            smallest = Math.Min(smallest, point[^1]);
        }
        return front;
    }

    /// <summary>By a goal, then by all from the first on.</summary>
    private static int Compare(double[] x, double[] y, int first)
    {
        int result = x[first].CompareTo(y[first]);
        for (int goal = 0; result == 0 && goal < x.Length; goal++) result = x[goal].CompareTo(y[goal]);
        return result;
    }
}
