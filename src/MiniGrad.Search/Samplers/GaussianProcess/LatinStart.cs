namespace MiniGrad.Search;

/// <summary>The first points of a search: of each parameter, one in each of as many strips of its range as there are points, in orders of
/// their own (McKay, Beckman and Conover, "A comparison of three methods for selecting values of input variables", 1979).</summary>
internal sealed class LatinStart
{
    // Far from the streams of trials, which are their numbers.
    private const ulong Stream = 0x4C61_7469_6E00_0000;

    private readonly SearchSpace space;
    private readonly int[][] orders;

    public LatinStart(SearchSpace space, int count, ulong seed)
    {
        this.space = space;
        Count = count;
        orders = new int[space.Parameters.Count][];
        for (int j = 0; j < orders.Length; j++)
        {
            orders[j] = [.. Enumerable.Range(0, count)];
            new XoshiroRandom(seed, Stream + (ulong)j).Shuffle(orders[j]);
        }
    }

    public int Count { get; }

    /// <summary>The point of a number; one at random beyond the count, and where a relation is broken.</summary>
    public double[] Draw(int number, Random random)
    {
        if (number >= Count) return space.Draw(random);
        double[] numbers = new double[space.Parameters.Count];
        foreach (HyperParameter parameter in space.Parameters)
        {
            double share = (orders[parameter.Index][number] + random.NextDouble()) / Count;
            numbers[parameter.Index] = parameter.IsThere(numbers) ? parameter.Domain.FromUnit(share) : double.NaN;
        }
        return space.BrokenRelation(numbers) is null ? numbers : space.Draw(random);
    }
}
