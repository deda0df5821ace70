using MiniGrad.Layers;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using Xunit;
using static MiniGrad.Tests.Serialization.PickleBytes;
using static MiniGrad.Tests.Serialization.PyTorchBytes;

namespace MiniGrad.Tests.Serialization;

public class WeightsStreamTests
{
    [Fact]
    public void A_stream_gets_the_bytes_of_a_file_and_gives_them_back()
    {
        using TemporaryFolder folder = new();
        Mlp<double> model = Model(1);
        KeyValuePair<string, string>[] metadata = [new("epoch", "3")];
        Weights.Save(model, folder.File("a"), metadata, WeightLayout.OutputsFirst, name => "m." + name);
        using MemoryStream written = new();
        Weights.Save(model, written, metadata, WeightLayout.OutputsFirst, name => "m." + name);
        byte[] bytes = written.ToArray();
        Assert.Equal(File.ReadAllBytes(folder.File("a")), bytes);

        WeightsOptions options = new() { Rename = name => name[2..] };
        Mlp<double> fromMemory = Model(2);
        Weights.Load(fromMemory, bytes, options);
        AssertSame(model, fromMemory);
        foreach (Stream stream in SlowStream.All(bytes))
        {
            Mlp<double> loaded = Model(3);
            Weights.Load(loaded, stream, options);
            AssertSame(model, loaded);
            if (stream.CanSeek) Assert.Equal(stream.Length, stream.Position);
            Assert.True(stream.CanRead);
        }
    }

    [Fact]
    public void Files_of_PyTorch_come_from_streams_and_memory_too()
    {
        byte[] bytes = PyTorchBytes.Of(
            Dictionary(
                ("weight", View(Storage("0", 2), 0, [1, 2], [2, 1])), ("bias", View(Storage("1", 1), 0, [1], [1]))),
            ("0", Bytes(3f, 4)), ("1", Bytes(5f)));
        Linear<float> fromMemory = new(2, 1, new Random(1));
        Weights.Load(fromMemory, bytes);
        Assert.Equal([3f, 4, 5], fromMemory.Parameters.SelectMany(parameter => parameter.ToArray()));
        foreach (Stream stream in SlowStream.All(bytes))
        {
            Linear<float> loaded = new(2, 1, new Random(1));
            Weights.Load(loaded, stream);
            Assert.Equal([3f, 4, 5], loaded.Parameters.SelectMany(parameter => parameter.ToArray()));
        }
    }

    [Fact]
    public void Names_that_do_not_fit_are_listed_and_nothing_is_changed()
    {
        using MemoryStream written = new();
        Weights.Save(Model(1), written);
        Mlp<double> other = new([3, 5, 2], Activation.Tanh, new Random(4)), same = new([3, 5, 2], Activation.Tanh, new Random(4));
        string message = Assert.Throws<ArgumentException>(() => Weights.Load(other, new SlowStream(written.ToArray(), 10))).Message;
        Assert.StartsWith("the stream does not fit the model: 'layers.0.weight' has the shape", message, StringComparison.Ordinal);
        AssertSame(same, other);
    }

    [Fact]
    public void A_header_that_promises_much_takes_no_memory()
    {
        string header = """{"a":{"dtype":"U8","shape":[2000000000],"data_offsets":[0,2000000000]}}""";
        byte[] bytes = [.. BitConverter.GetBytes((long)header.Length), .. System.Text.Encoding.UTF8.GetBytes(header), 1, 2, 3];
        byte[] promised = [.. BitConverter.GetBytes(99_000_000L), (byte)'{', 1, 2];
        foreach (byte[] hostile in (byte[][])[bytes, promised])
        {
            Mlp<double> model = Model(1);
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (Stream stream in SlowStream.All(hostile))
                Assert.Throws<InvalidDataException>(() => Weights.Load(model, stream));
            Assert.Throws<InvalidDataException>(() => Weights.Load(model, hostile));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
        }
    }

    [Fact]
    public void A_stream_without_end_is_refused_where_the_file_should_end()
    {
        using MemoryStream written = new();
        Weights.Save(Model(1), written);
        SlowStream endless = new(written.ToArray(), 100, isEndless: true);
        string message = Assert.Throws<InvalidDataException>(() => Weights.Load(Model(2), endless)).Message;
        Assert.Contains("bytes of data follow the header", message, StringComparison.Ordinal);
        Assert.Equal(written.Length + 1, endless.Taken);
        Assert.Throws<InvalidDataException>(() => Weights.Load(Model(2), new SlowStream([], 100, isEndless: true)));
    }

    [Fact]
    public void A_stream_that_lies_about_its_length_is_refused()
    {
        using MemoryStream written = new();
        Weights.Save(Model(1), written);
        byte[] bytes = written.ToArray();
        foreach (int given in (int[])[4, 20, bytes.Length - 5])
            Assert.Throws<InvalidDataException>(() => Weights.Load(Model(2), new ShortStream(bytes, given)));
    }

    private static Mlp<double> Model(int seed) => new([3, 4, 2], Activation.Tanh, new Random(seed));

    private static void AssertSame(Mlp<double> expected, Mlp<double> got)
    {
        foreach ((Parameter<double> one, Parameter<double> other) in expected.Parameters.Zip(got.Parameters))
            Assert.Equal(one.ToArray(), other.ToArray());
    }

    /// <summary>A file that was cut after its length was asked for.</summary>
    private sealed class ShortStream(byte[] bytes, int given) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) =>
            base.Read(buffer[..(int)Math.Clamp(given - Position, 0, buffer.Length)]);
    }
}
