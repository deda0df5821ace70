namespace MiniGrad.Data;

/// <summary>Takes the values of a column, batch by batch.</summary>
internal interface IValueSink
{
    /// <summary>Takes the values that rows refer to by their places; those before are forgotten.</summary>
    /// <param name="entries">The values.</param>
    /// <param name="bytes">Where those lie that are bytes.</param>
    void BeginDictionary(ReadOnlySpan<long> entries, byte[] bytes);

    /// <summary>Takes rows that have their own values.</summary>
    /// <param name="values">The values of those rows that have one.</param>
    /// <param name="bytes">Where those lie that are bytes.</param>
    /// <param name="present">For each row whether it has a value, 1 or 0; empty if all have.</param>
    void Add(ReadOnlySpan<long> values, byte[] bytes, ReadOnlySpan<int> present);

    /// <summary>Takes rows whose values stand in the dictionary.</summary>
    /// <param name="places">The places of those rows that have a value.</param>
    /// <param name="present">For each row whether it has a value, 1 or 0; empty if all have.</param>
    void AddPlaces(ReadOnlySpan<int> places, ReadOnlySpan<int> present);
}
