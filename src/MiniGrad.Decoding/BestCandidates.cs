namespace MiniGrad.Decoding;

/// <summary>The likeliest candidates of those offered, as many as there is room for: a heap whose root is the one to go first.</summary>
internal sealed class BestCandidates(int capacity)
{
    private Candidate[] items = new Candidate[Math.Min(capacity, 16)];
    private int count;

    public bool IsFull => count == capacity;

    /// <summary>A candidate whose sum is smaller than this need not be offered; nor need one of −∞, which is impossible.</summary>
    public double Threshold { get; private set; } = double.MinValue;

    public ReadOnlySpan<Candidate> Items => items.AsSpan(0, count);

    public void Clear()
    {
        count = 0;
        Threshold = double.MinValue;
    }

    public void Offer(in Candidate candidate)
    {
        if (count < capacity)
        {
            if (count == items.Length) Array.Resize(ref items, (int)Math.Min(capacity, 2L * count));
            int place = count++;
            while (place > 0 && items[(place - 1) / 2].Precedes(candidate))
            {
                items[place] = items[(place - 1) / 2];
                place = (place - 1) / 2;
            }
            items[place] = candidate;
        }
        else if (candidate.Precedes(items[0])) Sink(candidate, count);
        else return;
        if (count == capacity) Threshold = items[0].Sum;
    }

    /// <summary>Puts the best first. Nothing can be offered any more until it is cleared.</summary>
    public void Sort()
    {
        for (int end = count - 1; end > 0; end--)
        {
            Candidate last = items[end];
            items[end] = items[0];
            Sink(last, end);
        }
    }

    // Puts a candidate in place of the root, and below what is worse.
    private void Sink(in Candidate candidate, int size)
    {
        int place = 0;
        while (true)
        {
            int child = 2 * place + 1;
            if (child >= size) break;
            if (child + 1 < size && items[child].Precedes(items[child + 1])) child++;
            if (!candidate.Precedes(items[child])) break;
            items[place] = items[child];
            place = child;
        }
        items[place] = candidate;
    }
}
