namespace MiniGrad.Data;

/// <summary>Sequences of whole numbers of different lengths in one tensor, each filled up at its end.</summary>
public sealed class PaddedSequences
{
    /// <param name="sequences">The sequences, none of them empty.</param>
    /// <param name="padding">What stands behind them. Default: 0, as in <see cref="Vocabulary"/>.</param>
    /// <param name="minLength">The least number of steps of the tensor. Default: that of the longest sequence.</param>
    /// <exception cref="ArgumentException">There are no sequences, or one is empty; it is named.</exception>
    public PaddedSequences(IReadOnlyList<int[]> sequences, int padding = Vocabulary.Padding, int minLength = 0)
    {
        Guard.NotEmpty(sequences, nameof(PaddedSequences), "sequence");
        int empty = sequences.Index().FirstOrDefault(entry => entry.Item.Length == 0, (-1, [])).Index;
        if (empty >= 0)
            throw new ArgumentException(
                Invariant($"PaddedSequences: expected sequences of at least one token, got none in sequence {empty}."), nameof(sequences));
        int steps = Math.Max(minLength, sequences.Max(sequence => sequence.Length));
        int[] tokens = new int[checked(sequences.Count * steps)];
        Array.Fill(tokens, padding);
        foreach ((int row, int[] sequence) in sequences.Index()) sequence.CopyTo(tokens, row * steps);
        Tokens = IndexTensor.Create(tokens, [sequences.Count, steps]);
        Lengths = IndexTensor.Create([.. sequences.Select(sequence => sequence.Length)]);
    }

    /// <summary>The sequences, [sequences, steps].</summary>
    public IndexTensor Tokens { get; }

    /// <summary>The number of steps of each, [sequences].</summary>
    public IndexTensor Lengths { get; }
}
