using System.IO.Compression;
using MiniGrad.Data;
using MiniGrad.Estimators;
using Xunit;

namespace MiniGrad.Tests.Data;

public class MnistTests
{
    [MnistFact]
    public void Training_set_is_read_whole()
    {
        IdxArray images = Read("train-images-idx3-ubyte.gz");
        IdxArray labels = Read("train-labels-idx1-ubyte.gz");

        Assert.Equal([60_000, 28, 28], images.Dimensions);
        Assert.Equal([60_000], labels.Dimensions);
        Assert.Equal([5, 0, 4, 1, 9, 2, 1, 3, 1, 4], labels.ToArray<byte>()[..10]);
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], Histogram(labels));

        // The mean that everybody normalises MNIST with, 0.1307.
        Assert.Equal(0.1307, images.ToArray<byte>().Average(pixel => pixel / 255.0), 4);
    }

    [MnistFact]
    public void Test_set_is_read_whole()
    {
        IdxArray images = Read("t10k-images-idx3-ubyte.gz");
        IdxArray labels = Read("t10k-labels-idx1-ubyte.gz");

        Assert.Equal([10_000, 28, 28], images.Dimensions);
        Assert.Equal([10_000], labels.Dimensions);
        Assert.Equal([7, 2, 1, 0, 4, 1, 4, 9, 5, 9], labels.ToArray<byte>()[..10]);
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], Histogram(labels));
    }

    [MnistFact]
    public void A_file_that_is_read_and_written_has_the_original_bytes()
    {
        const string Name = "t10k-labels-idx1-ubyte.gz";
        using var original = new MemoryStream();
        using (var packed = new GZipStream(File.OpenRead(PathOf(Name)), CompressionMode.Decompress))
            packed.CopyTo(original);

        Assert.Equal(original.ToArray(), IdxBytes.Of(Read(Name)));
    }

    private static string PathOf(string name) => Path.Combine(MnistFactAttribute.Folder!, name);

    private static IdxArray Read(string name) => IdxFile.Read(PathOf(name));

    private static int[] Histogram(IdxArray labels)
    {
        var counts = new int[10];
        foreach (byte label in labels.ToArray<byte>())
            counts[label]++;
        return counts;
    }
}
