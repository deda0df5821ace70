namespace MiniGrad.Search;

/// <summary>Whether a space has all that another one has, so that trials of the other may be trials of it.</summary>
internal static class SpaceGrowth
{
    private const int MostPlaces = 1000;

    /// <summary>What a space lacks, in words; null for nothing.</summary>
    /// <param name="space">The space.</param>
    /// <param name="kept">What it should have all of.</param>
    public static string? Lack(SearchSpace space, SearchSpace kept)
    {
        foreach (HyperParameter parameter in kept.Parameters)
        {
            HyperParameter? own = space.Parameters.FirstOrDefault(known => known.Name == parameter.Name);
            if (own is null) return $"this study's space does not have '{parameter.Name}'";
            if (!Contains(own.Domain, parameter.Domain))
                return $"this study's space has '{parameter.Name}' without some of the values that were searched";
        }
        return null;
    }

    private static bool Contains(Domain own, Domain kept)
    {
        if (own is ChoiceDomain ownChoices)
            return kept is ChoiceDomain choices && choices.Names.ToHashSet(StringComparer.Ordinal).IsSubsetOf(ownChoices.Names);
        if (kept.IsChoice) return false;
        if (kept.Count is not { } count)
            return own is NumberDomain && kept is NumberDomain range && own.Contains(range.Minimum) && own.Contains(range.Maximum);
        // Equal steps are within others if the first two and the last are; rounding may still leave one out.
        long stride = Math.Max(1, count / MostPlaces);
        for (long place = 0; place < count; place += place < 2 ? 1 : stride)
            if (!own.Contains(kept.ValueAt(place))) return false;
        return own.Contains(kept.ValueAt(count - 1));
    }
}
