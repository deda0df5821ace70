using MiniGrad.Onnx;
using MiniGrad.Onnx.Schema;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Onnx;

/// <summary>Weights in other files are read when asked for, and from within the folder of the model only.</summary>
public sealed class ExternalWeightsTests : IDisposable
{
    private static readonly OnnxImportOptions allowed = new() { ReadsExternalWeights = true };

    private readonly TemporaryFolder folder = new();

    public ExternalWeightsTests()
    {
        Directory.CreateDirectory(folder.File("models/inside"));
        byte[] numbers = [.. new byte[4], .. BitConverter.GetBytes(5f), .. BitConverter.GetBytes(7f)];
        foreach (string name in (string[])["models/weights.bin", "models/inside/weights.bin", "outside.bin"])
            File.WriteAllBytes(folder.File(name), numbers);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("weights.bin")]
    [InlineData("inside/weights.bin")]
    public void They_are_read_when_asked_for(string location)
    {
        string path = Save(location, "4", "8");
        Assert.Equal([6f, 9], OnnxNetwork<float>.Load(path, allowed).Predict(Tensor.Create([1f, 2], [1, 2])).ToArray());
        Assert.Equal([6.0, 9], OnnxNetwork<double>.Load(path, allowed).Predict(Tensor.Create([1.0, 2], [1, 2])).ToArray());
        // From there to the end.
        Assert.Equal([6f, 9], OnnxNetwork<float>.Load(Save(location, "4", null), allowed).Predict(Tensor.Create([1f, 2], [1,
            2])).ToArray());
        Assert.Equal(
            $"'{path}': tensor 'w' has its elements in the file '{location}'; ReadsExternalWeights allows to read it.",
            Assert.Throws<InvalidDataException>(() => OnnxNetwork<float>.Load(path)).Message);
        // A description never needs them.
        Assert.Equal(2, OnnxFile.Describe(path).WeightCount);
    }

    [Theory]
    [InlineData("../outside.bin")]
    [InlineData("inside/../../outside.bin")]
    [InlineData("..\\outside.bin")]
    [InlineData("inside/../weights.bin")]
    [InlineData("./weights.bin")]
    [InlineData("inside//weights.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("C:\\weights.bin")]
    [InlineData("file:weights.bin")]
    [InlineData("\\\\server\\weights.bin")]
    public void Paths_that_lead_elsewhere_are_refused(string location) =>
        AssertRefused($"has its elements in '{location}', which is not a name within the model's folder.", Save(location, "4", "8"));

    [Fact]
    public void Links_are_refused_whether_of_files_or_of_folders()
    {
        File.CreateSymbolicLink(folder.File("models/link.bin"), folder.File("outside.bin"));
        Directory.CreateSymbolicLink(folder.File("models/folder"), folder.Path);
        File.CreateSymbolicLink(folder.File("models/inner.bin"), folder.File("models/weights.bin"));
        foreach (string location in (string[])["link.bin", "folder/outside.bin", "inner.bin"])
            AssertRefused($"has its elements in '{location}', which is a link.", Save(location, "4", "8"));
    }

    [Fact]
    public void Files_that_are_missing_or_too_short_are_refused()
    {
        AssertRefused("has its elements in 'none.bin', which does not exist.", Save("none.bin", "4", "8"));
        AssertRefused("has its elements in 'inside', which does not exist.", Save("inside", "4", "8"));
        AssertRefused("names no file for its elements.", Save("", "4", "8"));
        AssertRefused("has its elements from byte 8 on, 8, of the file 'weights.bin', which has 12 bytes.", Save("weights.bin", "8", "8"));
        AssertRefused("has its elements from byte 13 on, to its end, of the file 'weights.bin', which has 12 bytes.", Save("weights.bin",
            "13", null));
        AssertRefused("has 4 bytes of elements, where Float [2] has 8.", Save("weights.bin", "4", "4"));
        AssertRefused("has 12 bytes of elements, where Float [2] has 8.", Save("weights.bin", "0", null));
        AssertRefused("has the offset '-4'.", Save("weights.bin", "-4", "8"));
        AssertRefused("has the length '99999999999999999999'.", Save("weights.bin", "4", "99999999999999999999"));
        AssertRefused("has the offset 'four'.", Save("weights.bin", "four", "8"));
    }

    [Fact]
    public void Elements_here_and_elsewhere_are_refused() => AssertRefused("has elements both in the file and elsewhere.", Save(
        "weights.bin", "4", "8", tensor => tensor.FloatData.Add([1, 2])));

    private string Save(string location, string offset, string? length, Action<TensorProto>? change = null)
    {
        TensorProto tensor = MadeModel.Tensor("w", TensorProto.Types.DataType.Float, [2]);
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset });
        if (length is not null) tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = length });
        change?.Invoke(tensor);
        MadeModel model = new MadeModel().Node("Add", "x w", "y");
        model.Graph.Initializer.Add(tensor);
        string path = folder.File("models/model.onnx");
        File.WriteAllBytes(path, model.ToBytes());
        return path;
    }

    private static void AssertRefused(string expected, string path) => Assert.Equal(
        $"'{path}': tensor 'w' {expected}", Assert.Throws<InvalidDataException>(() => OnnxNetwork<float>.Load(path, allowed)).Message);
}
