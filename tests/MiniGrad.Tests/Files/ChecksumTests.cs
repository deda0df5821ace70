using Xunit;

namespace MiniGrad.Tests.Files;

public class ChecksumTests
{
    [Fact]
    public void The_check_value_of_the_standard_comes_out()
    {
        Checksum checksum = default;
        Assert.Equal(0u, checksum.Value);
        checksum.Add("123456789"u8);
        Assert.Equal(0xCBF43926, checksum.Value);
    }

    [Fact]
    public void Pieces_of_any_length_give_the_same_as_the_whole()
    {
        byte[] bytes = new byte[1000];
        new Random(1).NextBytes(bytes);
        Checksum whole = default;
        whole.Add(bytes);
        for (int length = 1; length < 40; length++)
        {
            Checksum pieces = default;
            foreach (byte[] piece in bytes.Chunk(length)) pieces.Add(piece);
            Assert.Equal(whole.Value, pieces.Value);
        }
    }
}
