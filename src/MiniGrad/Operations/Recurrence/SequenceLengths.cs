using MiniGrad.Kernels;

namespace MiniGrad;

/// <summary>The numbers of steps of padded sequences.</summary>
internal static class SequenceLengths
{
    /// <summary>Throws unless there is one for each sequence.</summary>
    public static void CheckShape(IndexTensor? lengths, int batch, string owner)
    {
        if (lengths is not null && lengths.Shape != [batch])
            throw new ArgumentException($"{owner}: expected lengths [{batch}], got {lengths.Shape}.", nameof(lengths));
    }

    /// <summary>Throws unless each is from 1 to the number of steps.</summary>
    public static void Check(IndexTensor? lengths, int steps, string operation)
    {
        if (lengths is null) return;
        int sequence = 0;
        foreach (int length in lengths.Span)
        {
            if (length < 1 || length > steps)
                throw new ArgumentOutOfRangeException(
                    nameof(lengths),
                    $"{operation}: expected lengths from 1 to {steps}, the number of steps, got {length} for sequence {sequence}.");
            sequence++;
        }
    }

    /// <summary>Tokens [batch, time] in the order in which they are read.</summary>
    public static TokenOrder Order(IndexTensor tokens, IndexTensor? lengths, bool isReversed) =>
        new(tokens.Span, lengths is null ? default : lengths.Span, tokens.Shape[1], isReversed);
}
