using System.Globalization;
using System.Numerics;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Onnx;
using MiniGrad.Onnx.Schema;
using MiniGrad.Tests.Data;
using Xunit;
using Xunit.Abstractions;

namespace MiniGrad.Tests.Onnx;

/// <summary>Weights that are written beside the model are read here and by ONNX Runtime, and never those of another model.</summary>
public sealed class WeightsFileTests(ITestOutputHelper output) : IDisposable
{
    private static readonly OnnxExportOptions beside = new() { InlineWeightBytes = 0 };
    private static readonly OnnxImportOptions allowed = new() { ReadsExternalWeights = true };

    private readonly TemporaryFolder folder = new();

    private string ModelPath => folder.File("model.onnx");

    private string[] WeightFiles => [.. Directory.GetFiles(folder.Path, "*.data").Order(StringComparer.Ordinal)];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Weights_beside_the_model_are_those_of_the_network_here_and_in_ONNX_Runtime()
    {
        AssertSame<float>(5e-6);
        AssertSame<double>(1e-13);

        void AssertSame<T>(double tolerance) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Mlp<T> network = new([40, 700, 300, 3], Activation.Tanh, new XoshiroRandom(1));
            OnnxFile.Save(network, ModelPath, [40], beside);
            Tensor<T> input = Tensor.Normal<T>([5, 40], T.Zero, T.One, new XoshiroRandom(2)), expected = network.Predict(input);

            Assert.Equal(expected.ToArray(), OnnxNetwork<T>.Load(ModelPath, allowed).Predict(input).ToArray());
            using OnnxRuntime runtime = new(ModelPath);
            Assert.InRange(ExportRun.Relative(expected, runtime.Run(input)), 0, tolerance);
            Assert.Equal(network.Parameters.Sum(parameter => (long)parameter.ElementCount), OnnxFile.Describe(ModelPath).WeightCount);
        }
    }

    [Fact]
    public void Places_are_those_that_readers_can_map()
    {
        OnnxFile.Save(new Mlp<float>([40, 7000, 300, 3], Activation.Tanh, new XoshiroRandom(1)), ModelPath, [40], beside);

        GraphProto graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(ModelPath)).Graph;
        string name = Path.GetFileName(Assert.Single(WeightFiles));
        Assert.Matches("^model\\.onnx\\.[0-9a-f]{32}\\.data$", name);
        Assert.All(graph.Initializer, tensor => Assert.Equal(
            tensor.Dims.Aggregate(4L, (bytes, size) => bytes * size) >= 1024,
            tensor.DataLocation == TensorProto.Types.DataLocation.External));
        long end = 0;
        foreach (TensorProto tensor in graph.Initializer.Where(tensor => tensor.ExternalData.Count > 0))
        {
            Assert.Equal(["location", "offset", "length"], tensor.ExternalData.Select(entry => entry.Key));
            Assert.Equal(name, tensor.ExternalData[0].Value);
            long start = long.Parse(tensor.ExternalData[1].Value, CultureInfo.InvariantCulture);
            long bytes = long.Parse(tensor.ExternalData[2].Value, CultureInfo.InvariantCulture);
            Assert.Equal(0, start % (bytes >= 1 << 20 ? 65536 : 4096));
            Assert.True(start >= end && start - end < 65536);
            end = start + bytes;
        }
        Assert.Equal(end, new FileInfo(WeightFiles[0]).Length);
    }

    [Fact]
    public void A_copy_keeps_its_weights_when_the_model_is_saved_anew()
    {
        Save(1);
        File.Copy(ModelPath, folder.File("backup.onnx"));
        Save(2);
        Assert.Equal(2, WeightFiles.Length);
        OnnxNetwork<float>.Load(folder.File("backup.onnx"), allowed);
        File.Delete(folder.File("backup.onnx"));
        Save(1);
        OnnxNetwork<float>.Load(ModelPath, allowed);
        Save(3);
        OnnxNetwork<float>.Load(ModelPath, allowed);
    }

    [Fact]
    public void Through_a_link_the_weights_go_beside_what_it_leads_to()
    {
        if (OperatingSystem.IsWindows()) return;
        string other = Path.Combine(folder.Path, "other");
        Directory.CreateDirectory(other);
        Save(1);
        string link = Path.Combine(other, "link.onnx");
        File.CreateSymbolicLink(link, ModelPath);
        OnnxFile.Save(new Mlp<float>([40, 70, 3], Activation.Tanh, new XoshiroRandom(2)), link, [40], beside);
        OnnxNetwork<float>.Load(ModelPath, allowed);
        Assert.Equal([link], Directory.GetFiles(other));
    }

    [Fact]
    public void Saves_of_many_threads_leave_a_model_with_its_weights()
    {
        Parallel.For(1, 9, seed => OnnxFile.Save(
            new Mlp<float>([40, 70, 3], Activation.Tanh, new XoshiroRandom((ulong)seed)), ModelPath, [40], beside));
        OnnxNetwork<float>.Load(ModelPath, allowed);
        Assert.Single(WeightFiles);
    }

    [Fact]
    public void They_are_read_only_where_that_is_allowed()
    {
        Save(1);
        string location = Path.GetFileName(Assert.Single(WeightFiles));
        Assert.Contains($"has its elements in the file '{location}'; ReadsExternalWeights allows to read it.",
            Assert.Throws<InvalidDataException>(() => OnnxNetwork<float>.Load(ModelPath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_network_gives_the_same_files()
    {
        Save(1);
        (string name, byte[] weights, byte[] model) = (WeightFiles[0], File.ReadAllBytes(WeightFiles[0]), File.ReadAllBytes(ModelPath));
        Save(1);
        Assert.Equal(name, Assert.Single(WeightFiles));
        Assert.Equal(weights, File.ReadAllBytes(name));
        Assert.Equal(model, File.ReadAllBytes(ModelPath));
    }

    [Fact]
    public void A_model_that_is_written_over_another_takes_its_weights_away_and_nobody_elses()
    {
        string[] others = ["other.onnx.0123456789abcdef0123456789abcdef.data", "model.onnx.data", "model.onnx.mine.data",
            "model.onnx.0123456789ABCDEF0123456789abcdef.data", "amodel.onnx.0123456789abcdef0123456789abcdef.data"];
        foreach (string other in others) File.WriteAllText(folder.File(other), "");
        Save(1);
        Mlp<float> second = Save(2);
        Assert.Equal(others.Length + 1, WeightFiles.Length);
        AssertIs(second);

        // Without weights beside it those of the one before go as well.
        OnnxFile.Save(second, ModelPath, [40]);
        Assert.Equal(others.Order(StringComparer.Ordinal), WeightFiles.Select(Path.GetFileName));
        Assert.Equal(second.Predict(Inputs()).ToArray(), OnnxNetwork<float>.Load(ModelPath).Predict(Inputs()).ToArray());
    }

    /// <summary>Every state of the folder that writing over a model goes through, as it would be left if it ended there.</summary>
    [Fact]
    public void Wherever_writing_ends_a_model_has_its_own_weights()
    {
        Mlp<float> first = Save(1);
        string oldWeights = WeightFiles[0];
        (byte[] old, byte[] oldModel) = (File.ReadAllBytes(oldWeights), File.ReadAllBytes(ModelPath));
        Mlp<float> second = Save(2);
        (string weights, byte[] content) = (WeightFiles[0], File.ReadAllBytes(WeightFiles[0]));
        byte[] model = File.ReadAllBytes(ModelPath);

        Assert.NotEqual(oldWeights, weights);
        // The new weights are there, the new model is not.
        File.WriteAllBytes(oldWeights, old);
        File.WriteAllBytes(ModelPath, oldModel);
        AssertIs(first);
        // Half of the new weights, under a name that is only theirs for now.
        File.WriteAllBytes(weights, content[..(content.Length / 2)]);
        AssertIs(first);
        // Written again they are whole.
        Save(2);
        AssertIs(second);
        Assert.Equal(content, File.ReadAllBytes(weights));
        // The new model is there, the old weights are so still.
        File.WriteAllBytes(oldWeights, old);
        AssertIs(second);
        // A model without its weights.
        File.WriteAllBytes(ModelPath, oldModel);
        File.Delete(oldWeights);
        Assert.Contains("which does not exist", Assert.Throws<InvalidDataException>(() => OnnxNetwork<float>.Load(
            ModelPath, allowed)).Message, StringComparison.Ordinal);
        Assert.NotEqual(oldModel, model);
    }

    [Fact]
    public void Where_the_model_cannot_be_written_there_are_no_weights()
    {
        Directory.CreateDirectory(ModelPath);
        Assert.ThrowsAny<Exception>(() => Save(1));
        Assert.Empty(Directory.GetFiles(folder.Path));
        Assert.Throws<DirectoryNotFoundException>(() => OnnxFile.Save(
            new Mlp<float>([40, 50, 1], Activation.Tanh, new XoshiroRandom(1)), folder.File("none/model.onnx"), [40], beside));
    }

    [Theory]
    [InlineData("a:b.onnx")]
    [InlineData("a\\b.onnx")]
    public void Names_that_readers_refuse_are_refused(string name)
    {
        if (OperatingSystem.IsWindows()) return;
        Mlp<float> network = new([40, 50, 1], Activation.Tanh, new XoshiroRandom(1));
        Assert.Contains($"got '{name}'", Assert.Throws<ArgumentException>(
            () => OnnxFile.Save(network, folder.File(name), [40], beside)).Message, StringComparison.Ordinal);
        OnnxFile.Save(network, folder.File(name), [40]);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Weights_that_fit_stay_in_the_file()
    {
        Mlp<float> network = new([40, 50, 1], Activation.Tanh, new XoshiroRandom(1));
        OnnxFile.Save(network, ModelPath, [40], new OnnxExportOptions { InlineWeightBytes = 4 * (40 * 50 + 50 + 50 + 1) });
        Assert.Empty(WeightFiles);
        OnnxFile.Save(network, ModelPath, [40], new OnnxExportOptions { InlineWeightBytes = 4 * (40 * 50 + 50 + 50 + 1) - 1 });
        Assert.Single(WeightFiles);
        Assert.Throws<ArgumentOutOfRangeException>(() => new OnnxExportOptions { InlineWeightBytes = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OnnxExportOptions { InlineWeightBytes = 1L << 31 });
    }

    [Fact]
    public void An_estimators_weights_go_beside_it_as_well()
    {
        MlpClassifier classifier = new() { HiddenSizes = [100], Epochs = 2, Seed = 1 };
        classifier.Fit(Tensor.Normal<float>([60, 30], 0, 1, new XoshiroRandom(1)), IndexTensor.Create([.. Enumerable.Range(0, 60).Select(
            row => row % 3)]));
        OnnxFile.Save(classifier, ModelPath, beside);
        Assert.Single(WeightFiles);
        using Microsoft.ML.OnnxRuntime.InferenceSession session = new(ModelPath);
        Assert.Equal(2, session.OutputMetadata.Count);
    }

    [LargeFilesFact]
    public void More_than_two_gigabytes_in_one_weight_are_written_and_read()
    {
        const int Size = 23_500;
        Linear<float> network = new(Size, Size, new XoshiroRandom(1));
        Tensor<float> input = Tensor.Normal<float>([2, Size], 0, 1, new XoshiroRandom(2)), expected = network.Predict(input);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        OnnxFile.Save(network, ModelPath, [Size]);
        long written = GC.GetTotalAllocatedBytes(precise: true) - before, length = new FileInfo(Assert.Single(WeightFiles)).Length;
        output.WriteLine(FormattableString.Invariant($"{length:N0} bytes of weights, {written:N0} allocated to write them"));
        Assert.InRange(length, (1L << 31) + 1, long.MaxValue);
        Assert.InRange(written, 0, 64 << 20);
        using (OnnxRuntime runtime = new(ModelPath)) Assert.InRange(ExportRun.Relative(expected, runtime.Run(input)), 0, 5e-6);
        Assert.Equal(expected.ToArray(), OnnxNetwork<float>.Load(ModelPath, allowed).Predict(input).ToArray());
    }

    private static Tensor<float> Inputs() => Tensor.Normal<float>([3, 40], 0, 1, new XoshiroRandom(3));

    private Mlp<float> Save(int seed)
    {
        Mlp<float> network = new([40, 50, 1], Activation.Tanh, new XoshiroRandom((ulong)seed));
        OnnxFile.Save(network, ModelPath, [40], beside);
        return network;
    }

    private void AssertIs(Mlp<float> network) => Assert.Equal(
        network.Predict(Inputs()).ToArray(), OnnxNetwork<float>.Load(ModelPath, allowed).Predict(Inputs()).ToArray());
}
