using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Serialization;
using Xunit;

namespace MiniGrad.Tests.Estimators;

/// <summary>What is saved to a stream has the bytes of the file, and comes back from streams of all kinds and from memory.</summary>
public class StreamedFileTests
{
    private static readonly Table plants = Problems.Plants(120, seed: 1);

    [Fact]
    public void A_classifier_in_a_stream_has_the_bytes_of_its_file_and_comes_back_from_everywhere()
    {
        using TemporaryFolder folder = new();
        MlpClassifier classifier = new() { HiddenSizes = [5], Epochs = 2, Members = 2 };
        classifier.Fit(plants, "species");
        classifier.Save(folder.File("a"));
        byte[] bytes = Bytes(classifier.Save);
        Assert.Equal(File.ReadAllBytes(folder.File("a")), bytes);
        float[] expected = classifier.PredictProbabilities(plants).ToArray();
        AssertSame(MlpClassifier.Load(bytes));
        foreach (Stream stream in SlowStream.All(bytes)) AssertSame(MlpClassifier.Load(stream));
        AssertSame((MlpClassifier)MlpEstimator.Load(bytes));
        foreach (Stream stream in SlowStream.All(bytes)) AssertSame((MlpClassifier)MlpEstimator.Load(stream));
        Assert.Equal(
            "the bytes: it holds a 'MlpClassifier': expected MlpRegressor.",
            Assert.Throws<InvalidDataException>(() => MlpRegressor.Load(bytes)).Message);

        void AssertSame(MlpClassifier loaded) => Assert.Equal(expected, loaded.PredictProbabilities(plants).ToArray());
    }

    [Fact]
    public void A_regressor_comes_back_from_a_stream_and_from_memory()
    {
        MlpRegressor regressor = new() { HiddenSizes = [5], Epochs = 2 };
        regressor.Fit(plants, "price");
        byte[] bytes = Bytes(regressor.Save);
        float[] expected = regressor.Predict(plants).ToArray();
        Assert.Equal(expected, MlpRegressor.Load(bytes).Predict(plants).ToArray());
        foreach (Stream stream in SlowStream.All(bytes)) Assert.Equal(expected, MlpRegressor.Load(stream).Predict(plants).ToArray());
    }

    [Fact]
    public void An_ensemble_comes_back_from_a_stream_and_from_memory()
    {
        Ensemble<float> ensemble = new Ensemble<float>([Network(1), Network(2)], [1, 3]).WithTemperature(0.5);
        byte[] bytes = Bytes(ensemble.Save);
        Tensor<float> inputs = Tensor.Uniform<float>([4, 3], -1, 1, new Random(1));
        float[] expected = ensemble.PredictProbabilities(inputs).ToArray();
        Assert.Equal(expected, Ensemble.Load(bytes, _ => Network(9)).PredictProbabilities(inputs).ToArray());
        foreach (Stream stream in SlowStream.All(bytes))
            Assert.Equal(expected, Ensemble.Load(stream, _ => Network(9)).PredictProbabilities(inputs).ToArray());

        static Mlp<float> Network(int seed) => new([3, 4, 2], Activation.Tanh, new Random(seed));
    }

    [Fact]
    public void An_encoder_in_a_stream_has_the_bytes_of_its_file_and_comes_back_from_everywhere()
    {
        using TemporaryFolder folder = new();
        var encoder = TableEncoder.Fit(plants, "species");
        encoder.Save(folder.File("a"));
        byte[] bytes = Bytes(encoder.Save);
        Assert.Equal(File.ReadAllBytes(folder.File("a")), bytes);
        Assert.Equal(encoder.ToJson(), System.Text.Encoding.UTF8.GetString(bytes));
        Assert.Equal(encoder.ToJson(), TableEncoder.Load(folder.File("a")).ToJson());
        Assert.Equal(encoder.ToJson(), TableEncoder.Load(bytes).ToJson());
        foreach (Stream stream in SlowStream.All(bytes)) Assert.Equal(encoder.ToJson(), TableEncoder.Load(stream).ToJson());
        for (int length = 0; length < bytes.Length; length += 7)
        {
            byte[] cut = bytes[..length];
            Assert.Throws<InvalidDataException>(() => TableEncoder.Load(cut));
            foreach (Stream stream in SlowStream.All(cut)) Assert.Throws<InvalidDataException>(() => TableEncoder.Load(stream));
        }
        File.WriteAllBytes(folder.File("a"), bytes[1..]);
        string message = Assert.Throws<InvalidDataException>(() => TableEncoder.Load(folder.File("a"))).Message;
        Assert.StartsWith($"{folder.File("a")}: TableEncoder: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_cut_or_changed_are_refused_or_read()
    {
        MlpClassifier classifier = new() { HiddenSizes = [4], Epochs = 1 };
        classifier.Fit(plants, "species");
        byte[] bytes = Bytes(classifier.Save);
        for (int length = 0; length < bytes.Length; length += 13)
        {
            byte[] cut = bytes[..length];
            Assert.Throws<InvalidDataException>(() => MlpClassifier.Load(cut));
            foreach (Stream stream in SlowStream.All(cut))
            {
                string message = Assert.Throws<InvalidDataException>(() => MlpClassifier.Load(stream)).Message;
                Assert.StartsWith("the stream: ", message, StringComparison.Ordinal);
            }
        }
        Random random = new(5);
        for (int i = 0; i < 300; i++)
        {
            byte[] changed = [.. bytes];
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            try
            {
                MlpClassifier.Load(new SlowStream(changed, 1000));
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    [Fact]
    public void Nothing_was_fitted_or_the_stream_is_closed()
    {
        Assert.Throws<InvalidOperationException>(() => new MlpClassifier().Save(Stream.Null));
        Assert.Throws<ArgumentNullException>(() => MlpClassifier.Load((Stream)null!));
        MemoryStream closed = new();
        closed.Dispose();
        Assert.Contains(
            "expected a stream that can be read",
            Assert.Throws<ArgumentException>(() => MlpClassifier.Load(closed)).Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(Action<Stream> save)
    {
        using MemoryStream stream = new();
        save(stream);
        Assert.True(stream.CanWrite);
        return stream.ToArray();
    }
}
