namespace MiniGrad.Search;

// The points of a space: how many there are, each in turn, and one at random.
public sealed partial class SearchSpace
{
    /// <summary>A space with more points counts as infinite.</summary>
    internal const long MostPoints = 10_000_000;

    private const int MostDraws = 10_000;

    /// <summary>Up to so many points are looked at where draws do not meet the relations.</summary>
    private const long MostListedPoints = 1_000_000;

    private const ulong ProbeStream = 0x50_726F_6265;

    private double[][]? rarePoints, listed;
    private bool isProbed;
    private object? probing;

    /// <summary>The number of points, relations left aside; null for a continuum and beyond <see cref="MostPoints"/>.</summary>
    internal long? CountPoints()
    {
        long count = 1;
        foreach (HyperParameter parameter in parameters)
        {
            if (parameter.When is not null) continue;
            if (CountBelow(parameter) is not { } own || count > MostPoints / own) return null;
            count *= own;
        }
        return count;
    }

    /// <summary>All points that relations allow, those of the tree of conditions once each; what was added last changes first.</summary>
    internal IEnumerable<double[]> Points() => isProbed && rarePoints is { } rare ? rare : AllowedPoints();

    /// <summary>The point of a number, from 0 to below <see cref="CountPoints"/>; relations left aside.</summary>
    internal double[] PointAt(long number)
    {
        double[] numbers = new double[parameters.Count];
        Array.Fill(numbers, double.NaN);
        foreach (HyperParameter parameter in parameters)
        {
            if (parameter.When is not null) continue;
            long count = CountBelow(parameter)!.Value;
            SetBelow(parameter, number % count, numbers);
            number /= count;
        }
        return numbers;
    }

    /// <summary>A point that relations allow: drawn anew, each parameter uniform in its coordinate, until it is so. Where relations are so
    /// rarely met that draws do not help, one of the points that meet them, each with the same chance, if the space is small
    /// enough.</summary>
    /// <exception cref="InvalidOperationException">No point meets the relations, or so many draws did not.</exception>
    internal double[] Draw(Random random)
    {
        if (RarePoints is { } rare) return rare[random.Next(rare.Length)];
        if (TryDraw(random) is { } numbers) return numbers;
        if (!(CountPoints() <= MostListedPoints))
            throw new InvalidOperationException(
                Invariant($"SearchSpace: {MostDraws} draws did not meet what is required: {string.Join("; ", RelationNames)}."));
        double[][] points = LazyInitializer.EnsureInitialized(ref listed, List)!;
        return points[random.Next(points.Length)];
    }

    /// <summary>The points that meet the relations where they are rarely met, as draws of a fixed seed say; else null. It follows from the
    /// space alone, such that a study which is opened again draws the same.</summary>
    private double[][]? RarePoints => relations.Count == 0 || !isFixed ? null : LazyInitializer.EnsureInitialized(
        ref rarePoints, ref isProbed, ref probing,
        () => TryDraw(new XoshiroRandom(0, ProbeStream)) is null && CountPoints() <= MostListedPoints ? List() : null!);

    private double[]? TryDraw(Random random)
    {
        for (int draw = 0; draw < MostDraws; draw++)
        {
            double[] numbers = new double[parameters.Count];
            foreach (HyperParameter parameter in parameters)
                numbers[parameter.Index] = parameter.IsThere(numbers) ? parameter.Domain.FromUnit(random.NextDouble()) : double.NaN;
            if (BrokenRelation(numbers) is null) return numbers;
        }
        return null;
    }

    /// <exception cref="InvalidOperationException">There is none.</exception>
    private double[][] List()
    {
        double[][] listed = [.. AllowedPoints()];
        if (listed.Length > 0) return listed;
        string none = CountPoints() is 1 ? "the only point does not meet" : Invariant($"none of {CountPoints()} points meets");
        throw new InvalidOperationException($"SearchSpace: {none} what is required: {string.Join("; ", RelationNames)}.");
    }

    private IEnumerable<double[]> AllowedPoints() =>
        Points(new double[parameters.Count], 0).Where(numbers => BrokenRelation(numbers) is null);

    /// <summary>The number of points of a parameter with all that hang on it.</summary>
    private long? CountBelow(HyperParameter parameter)
    {
        if (parameter.Domain.Count is not { } count || count > MostPoints) return null;
        HyperParameter[] children = [.. parameters.Where(other => other.When is { } when && ReferenceEquals(when.Parameter, parameter))];
        if (children.Length == 0) return count;
        long?[] counts = Array.ConvertAll(children, CountBelow);
        long sum = 0;
        for (long place = 0; place < count; place++)
        {
            double value = parameter.Domain.ValueAt(place);
            long product = 1;
            for (int i = 0; i < children.Length; i++)
            {
                if (!children[i].When!.Holds(value)) continue;
                if (counts[i] is not { } below || product > MostPoints / below) return null;
                product *= below;
            }
            sum += product;
            if (sum > MostPoints) return null;
        }
        return sum;
    }

    /// <summary>Sets a parameter, and all that hangs on it, to their choice of a number.</summary>
    private void SetBelow(HyperParameter parameter, long number, double[] numbers)
    {
        for (long place = 0; ; place++)
        {
            double value = parameter.Domain.ValueAt(place);
            HyperParameter[] children = [.. parameters.Where(other =>
                other.When is { } when && ReferenceEquals(when.Parameter, parameter) && when.Holds(value))];
            long[] counts = Array.ConvertAll(children, child => CountBelow(child)!.Value);
            long own = counts.Aggregate(1L, (product, count) => product * count);
            if (number >= own)
            {
                number -= own;
                continue;
            }
            numbers[parameter.Index] = value;
            for (int i = 0; i < children.Length; i++)
            {
                SetBelow(children[i], number % counts[i], numbers);
                number /= counts[i];
            }
            return;
        }
    }

    private IEnumerable<double[]> Points(double[] numbers, int index)
    {
        if (index == parameters.Count)
        {
            yield return [.. numbers];
            yield break;
        }
        HyperParameter parameter = parameters[index];
        long count = parameter.IsThere(numbers) ? parameter.Domain.Count!.Value : 0;
        for (long place = 0; place < Math.Max(1, count); place++)
        {
            numbers[index] = count == 0 ? double.NaN : parameter.Domain.ValueAt(place);
            foreach (double[] point in Points(numbers, index + 1)) yield return point;
        }
    }
}
