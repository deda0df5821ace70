using MiniGrad.Data;
using MiniGrad.Serialization;
using Xunit;

namespace MiniGrad.Tests.Data.Streams;

public sealed class FileSamplesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Tensor<float> inputs = Tensor.Uniform([300, 2, 3], -1f, 1f, new XoshiroRandom(1));
    private readonly int[] labels = [.. Enumerable.Range(0, 300).Select(i => i % 7)];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Arrays_of_NumPy_are_the_samples_with_labels_or_targets()
    {
        (string x, string y, string z) = (folder.File("x.npy"), folder.File("y.npy"), folder.File("z.npy"));
        NpyFile.Write(x, inputs);
        NpyFile.Write(y, Array.ConvertAll(labels, label => (long)label));
        NpyFile.Write(z, inputs.Sum([1]));
        AssertSame(new Dataset<float>(inputs, labels), NpyFile.Samples<float>(x, y));
        AssertSame(new Dataset<float>(inputs, inputs.Sum([1])), NpyFile.Samples<float>(x, z));
    }

    [Fact]
    public void Arrays_in_the_other_order_of_bytes_are_read_by_their_places()
    {
        string x = folder.File("x.npy"), y = folder.File("y.npy");
        double[] numbers = [.. Enumerable.Range(0, 5000).Select(i => i / 8.0)];
        byte[] file = WrittenBy(() => NpyFile.Write(x, numbers, [1000, 5]), x);
        int start = file.Length - (8 * numbers.Length);
        for (int i = start; i < file.Length; i += 8) Array.Reverse(file, i, 8);
        file.AsSpan(0, start).Replace((byte)'<', (byte)'>');
        File.WriteAllBytes(x, file);
        NpyFile.Write(y, new byte[1000]);
        Dataset<double> expected = new(new Tensor<double>(numbers, [1000, 5]), new int[1000]);
        IDataset<double> stream = Dataset.Stream(NpyFile.Samples<double>(x, y), 64);
        Assert.Equal(
            expected.Batches(10).Skip(42).SelectMany(batch => batch.Inputs.ToArray()),
            stream.BriefBatches(10, null, false, 42).SelectMany(batch => batch.Inputs.ToArray()));
    }

    [Fact]
    public void Arrays_of_a_safetensors_file_are_named_tensors()
    {
        string path = folder.File("data.safetensors");
        Tensor<float> other = Tensor.Uniform([300], 0f, 1f, new XoshiroRandom(2));
        new SafetensorsBuilder().Add("inputs", inputs).Add("side", other).Add("labels", labels).Add("kind", new byte[300])
            .Add("weights", other).Save(path);
        Dataset<float> expected = new(
            new Dictionary<string, Tensor<float>> { ["inputs"] = inputs, ["side"] = other },
            new() { ["labels"] = labels, ["kind"] = new int[300] }, other);
        AssertSame(expected, SafetensorsFile.Samples<float>(path));
    }

    [Fact]
    public void Images_are_those_that_are_read_at_once()
    {
        (Dataset<float> images, string pixels, string classes) = WriteImages(120);
        AssertSame(images, LabeledImages.Samples<float>(pixels, classes));
    }

    [Fact]
    public void Large_files_have_parts_of_a_few_megabytes_in_a_drawn_order()
    {
        string x = folder.File("x.npy"), y = folder.File("y.npy");
        Tensor<float> large = Tensor.Range(0f, 3_000_000, 1).Reshape(3000, 1000);
        NpyFile.Write(x, large);
        NpyFile.Write(y, new int[3000]);
        SampleSource<float> source = NpyFile.Samples<float>(x, y);
        Assert.Equal(3, source.PartCount);
        Assert.Equal(3000, Enumerable.Range(0, 3).Sum(part => source.CountOf(part)));
        StreamedDataset<float> stream = Dataset.Stream(source, 100);
        float[] first = [.. Enumerable.Range(0, 20).Select(seed =>
            stream.Batches(50, new XoshiroRandom((ulong)seed)).First().Inputs[0, 0])];
        Assert.Equal(3, first.Select(number => (int)(number / 1000 / 1048)).Distinct().Count());
        Assert.Equal(3000L * 2999 / 2, stream.Batches(50, new XoshiroRandom(1)).Sum(batch => batch.Inputs.ToArray()
            .Where((_, i) => i % 1000 == 0).Sum(number => (long)(number / 1000))));
    }

    [Fact]
    public void Identity_is_that_of_the_content()
    {
        (string x, string y, string copy) = (folder.File("x.npy"), folder.File("y.npy"), folder.File("copy.npy"));
        NpyFile.Write(x, inputs);
        NpyFile.Write(y, new int[300]);
        File.Copy(x, copy);
        string identity = NpyFile.Samples<float>(x, y).Identity;
        Assert.Equal(identity, NpyFile.Samples<float>(copy, y).Identity);
        NpyFile.Write(copy, inputs * 2f);
        Assert.NotEqual(identity, NpyFile.Samples<float>(copy, y).Identity);
    }

    [Fact]
    public void A_file_that_changes_while_it_is_read_is_refused()
    {
        string x = folder.File("x.npy"), y = folder.File("y.npy");
        NpyFile.Write(x, inputs);
        NpyFile.Write(y, new int[300]);
        StreamedDataset<float> stream = Dataset.Stream(NpyFile.Samples<float>(x, y), 50);
        NpyFile.Write(x, inputs * 2f);
        File.SetLastWriteTimeUtc(x, DateTime.UtcNow.AddMinutes(1));
        InvalidDataException changed = Assert.Throws<InvalidDataException>(() => stream.Batches(10).Count());
        Assert.StartsWith($"{x}: the file changed while it was in use: expected ", changed.Message, StringComparison.Ordinal);
        File.Delete(x);
        Assert.Throws<FileNotFoundException>(() => stream.Batches(10).Count());
    }

    [Fact]
    public void Files_that_do_not_fit_are_refused()
    {
        (string x, string y) = (folder.File("x.npy"), folder.File("y.npy"));
        NpyFile.Write(x, inputs);
        NpyFile.Write(y, new int[299]);
        Refuse(() => NpyFile.Samples<float>(x, y), $"{y} has 299 rows and {x} has 300: expected as many of both.");
        NpyFile.Write(y, new[] { 5 }, []);
        Refuse(() => NpyFile.Samples<float>(x, y), $"{y}: the array is a single number: expected [samples, ...].");
        byte[] file = WrittenBy(() => NpyFile.Write(y, inputs), y);
        File.WriteAllText(y, "");
        file = [.. System.Text.Encoding.Latin1.GetBytes(
            System.Text.Encoding.Latin1.GetString(file).Replace("False", "True ", StringComparison.Ordinal))];
        File.WriteAllBytes(y, file);
        Refuse(() => NpyFile.Samples<float>(x, y), $"{y}: the array is stored by columns");
        File.WriteAllBytes(y, file[..^1]);
        Refuse(() => NpyFile.Samples<float>(x, y),
            $"{y}: elements of type Binary32 and shape [300, 2, 3] take 7200 bytes, but 7199 follow");
        NpyFile.Write(y, Enumerable.Repeat(-1, 300).ToArray());
        Refuse(() => Dataset.Stream(NpyFile.Samples<float>(x, y)).Batches(5).Count(), $"{x} and {y}, rows 0 to 299: Samples: label -1");

        string path = folder.File("data.safetensors");
        new SafetensorsBuilder().Save(path);
        Refuse(() => SafetensorsFile.Samples<float>(path), $"{path}: there is no array.");
        new SafetensorsBuilder().Add("inputs", inputs).AddScalar("rate", 0.5).Save(path);
        Refuse(() => SafetensorsFile.Samples<float>(path), $"{path}: 'rate' is a single number");

        (_, string pixels, string classes) = WriteImages(12);
        Refuse(() => LabeledImages.Samples<float>(classes, classes), $"{classes}: expected unsigned bytes [images, rows, columns], got ");
        File.WriteAllBytes(pixels, File.ReadAllBytes(pixels)[..^1]);
        Refuse(() => LabeledImages.Samples<float>(pixels, classes), $"{pixels}: 12 rows of 784 bytes do not take the 9407 bytes");

        static void Refuse(Func<object> use, string message) =>
            Assert.StartsWith(message, Assert.Throws<InvalidDataException>(use).Message, StringComparison.Ordinal);
    }

    private (Dataset<float> Images, string Pixels, string Classes) WriteImages(int count)
    {
        byte[] pixels = new byte[count * 784];
        new Random(1).NextBytes(pixels);
        byte[] classes = [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))];
        (string images, string labels) = (folder.File("images.idx"), folder.File("labels.idx"));
        IdxFile.Write(images, IdxArray.Create<byte>(pixels, count, 28, 28));
        IdxFile.Write(labels, IdxArray.Create<byte>(classes, count));
        return (LabeledImages.Read<float>(images, labels), images, labels);
    }

    private static byte[] WrittenBy(Action write, string path)
    {
        write();
        return File.ReadAllBytes(path);
    }

    private static void AssertSame(Dataset<float> expected, SampleSource<float> source)
    {
        StreamedDataset<float> stream = Dataset.Stream(source, expected.Count);
        Assert.Equal(expected.Count, stream.Count);
        Batch<float>[] one = [.. expected.Batches(17, new XoshiroRandom(1))], other = [.. stream.Batches(17, new XoshiroRandom(1))];
        Assert.Equal(one.Length, other.Length);
        foreach ((Batch<float> left, Batch<float> right) in one.Zip(other))
        {
            Assert.Equal(left.Content, right.Content);
            foreach (string name in left.Parts.Names)
            {
                Assert.Equal(left[name].Shape, right[name].Shape);
                Assert.Equal(left[name].ToArray(), right[name].ToArray());
            }
            Assert.Equal(left.Parts.Labels.Select(part => part.ToArray()), right.Parts.Labels.Select(part => part.ToArray()));
            Assert.Equal(left.Weights?.ToArray(), right.Weights?.ToArray());
        }
    }
}
