namespace MiniGrad.Search;

/// <summary>Values that were asked for break a relation whatever else is chosen.</summary>
#pragma warning disable CA1032 // Thrown and caught in this assembly.
internal sealed class UnmeetableValuesException(string message, long position) : Exception(message)
{
    /// <summary>Their place in the queue.</summary>
    public long Position => position;
}
#pragma warning restore CA1032
