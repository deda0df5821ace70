using MiniGrad.Data;
using Xunit;

namespace MiniGrad.Tests.Data.Sequences;

public class PaddedSequencesTests
{
    [Fact]
    public void Shorter_sequences_are_filled_up_at_their_ends()
    {
        PaddedSequences sequences = new([[3, 4, 5], [6], [4, 4]]);
        Assert.Equal([3, 3], sequences.Tokens.Shape);
        Assert.Equal([3, 4, 5, 6, 0, 0, 4, 4, 0], sequences.Tokens.ToArray());
        Assert.Equal([3, 1, 2], sequences.Lengths.ToArray());
        Assert.Equal([3], sequences.Lengths.Shape);
    }

    [Fact]
    public void Padding_and_the_least_number_of_steps_can_be_given()
    {
        Assert.Equal([1, 9, 9, 9, 2, 3, 9, 9], new PaddedSequences([[1], [2, 3]], padding: 9, minLength: 4).Tokens.ToArray());
        Assert.Equal([2, 2], new PaddedSequences([[1], [2, 3]], minLength: 1).Tokens.Shape);
    }

    [Fact]
    public void No_sequences_and_empty_ones_are_refused()
    {
        Assert.Contains("sequence", Assert.Throws<ArgumentException>(() => new PaddedSequences([])).Message, StringComparison.Ordinal);
        Assert.Contains("got none in sequence 1", Assert.Throws<ArgumentException>(() => new PaddedSequences([[1], [], []])).Message,
            StringComparison.Ordinal);
        Assert.Contains("sequence 1 is null", Assert.Throws<ArgumentNullException>(() => new PaddedSequences([[1], null!])).Message,
            StringComparison.Ordinal);
    }
}
