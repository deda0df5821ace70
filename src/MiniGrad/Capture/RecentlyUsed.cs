namespace MiniGrad;

/// <summary>Up to 32 things to use again; of more, the least recently used is forgotten.</summary>
internal sealed class RecentlyUsed<TItem, TKey>(Func<TItem, TKey, bool> fits) where TItem : class
{
    private const int Capacity = 32, Few = 4, RememberedShapes = 64;

    private readonly List<TItem> items = [];
    private readonly List<Shape[]> seenOnce = [];

    /// <summary>The things, the last used at the end.</summary>
    public IReadOnlyList<TItem> Items => items;

    /// <summary>The item that fits a key, or null.</summary>
    [MethodImpl(AggressiveOptimization)]
    public TItem? Find(TKey key)
    {
        for (int i = items.Count - 1; i >= 0; i--)
        {
            TItem item = items[i];
            if (!fits(item, key)) continue;
            if (i < items.Count - 1)
            {
                items.RemoveAt(i);
                items.Add(item);
            }
            return item;
        }
        return null;
    }

    /// <summary>Whether a new item for some shapes will be used again, as far as one can tell: while there are few items, or if the shapes
    /// were asked for before.</summary>
    public bool IsWorthAdding(params ReadOnlySpan<Shape> shapes)
    {
        if (items.Count < Few) return true;
        for (int i = seenOnce.Count - 1; i >= 0; i--)
        {
            if (!shapes.SequenceEqual(seenOnce[i])) continue;
            seenOnce.RemoveAt(i);
            return true;
        }
        if (seenOnce.Count == RememberedShapes) seenOnce.RemoveAt(0);
        seenOnce.Add(shapes.ToArray());
        return false;
    }

    /// <summary>Forgets those that will not fit again.</summary>
    public void Forget(Predicate<TItem> isOver) => items.RemoveAll(isOver);

    public TItem Add(TItem item)
    {
        if (items.Count == Capacity) items.RemoveAt(0);
        items.Add(item);
        return item;
    }
}
