namespace MiniGrad.Search;

/// <summary>Parts the parameters of a space into those that are always there together.</summary>
internal static class ConditionBlocks
{
    private const int MostCompared = 4096;

    /// <summary>The blocks in the order of their first parameters: what a block's condition looks at lies in one before.</summary>
    public static IEnumerable<IReadOnlyList<HyperParameter>> Of(SearchSpace space)
    {
        List<List<HyperParameter>> blocks = [];
        foreach (HyperParameter parameter in space.Parameters)
        {
            if (blocks.Find(block => IsSame(block[0].When, parameter.When)) is { } known) known.Add(parameter);
            else blocks.Add([parameter]);
        }
        return blocks;
    }

    /// <summary>The parameters that conditions look at.</summary>
    public static IReadOnlyList<HyperParameter> Gates(SearchSpace space) =>
        [.. space.Parameters.Select(parameter => parameter.When?.Parameter).OfType<HyperParameter>().Distinct()
            .OrderBy(parameter => parameter.Index)];

    private static bool IsSame(Condition? one, Condition? two)
    {
        if (ReferenceEquals(one, two)) return true;
        if (one is null || two is null || !ReferenceEquals(one.Parameter, two.Parameter)) return false;
        Domain domain = one.Parameter.Domain;
        if (domain.Count is not { } count || count > MostCompared) return false;
        for (long place = 0; place < count; place++)
            if (one.Holds(domain.ValueAt(place)) != two.Holds(domain.ValueAt(place))) return false;
        return true;
    }
}
