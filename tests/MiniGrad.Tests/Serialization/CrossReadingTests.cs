using System.Text.Json.Nodes;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Serialization;

/// <summary>What is written here is read by others to the last bit, and the reverse.</summary>
public sealed class CrossReadingTests : IDisposable
{
    private const string StandardLibrary = "json";
    private const string NumPy = "numpy";
    private const string Torch = "torch";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [PythonFact(StandardLibrary)]
    public void A_reader_in_Python_reads_our_safetensors_file()
    {
        string path = folder.File("ours.safetensors");
        SafetensorsBuilder builder = new SafetensorsBuilder().AddMetadata("epoch", "3").AddMetadata("Ort", "Köln \"🙂\"\n");
        foreach (ArrayCase array in ArrayCase.All) array.AddTo(builder);
        builder.Save(path);

        JsonNode read = JsonNode.Parse(Python.Run(StandardLibrary, "safetensors_tool.py", "", "read", path))!;

        AssertEqual(Description(ElementTypes.SafetensorsName, builder.Metadata), read);
    }

    [PythonFact(StandardLibrary)]
    public void A_safetensors_file_by_a_writer_in_Python_is_read()
    {
        string path = folder.File("theirs.safetensors");
        Dictionary<string, string> metadata = new() { ["b"] = "1", ["a"] = "Köln \"🙂\"\n" };
        Python.Run(StandardLibrary, "safetensors_tool.py", Description(ElementTypes.SafetensorsName, metadata).ToJsonString(), "write",
            path);

        using SafetensorsFile file = SafetensorsFile.Open(path);

        Assert.Equal(metadata, file.Metadata);
        Assert.Equal(ArrayCase.All.Select(array => array.Name), file.Entries.Select(entry => entry.Name));
        foreach (ArrayCase array in ArrayCase.All)
        {
            Assert.Equal(array.Shape, file.Find(array.Name)!.Shape);
            Assert.Equal(array.Bits, array.BitsIn(file));
        }
    }

    [PythonFact(Torch)]
    public void A_network_gives_the_same_outputs_here_and_in_PyTorch()
    {
        string theirs = folder.File("theirs.safetensors"), ours = folder.File("ours.safetensors");
        float[] outputs = Outputs("write", theirs);
        Mlp<float> model = new([3, 5, 4, 2], Activation.Tanh, new Random(1), dropout: 0.5, normalization: Normalization.Batch);

        Weights.Load(model, theirs, new WeightsOptions { Rename = TorchNames.FromTorch(model) });

        Tensor<float> inputs = Tensor.Create([.. Enumerable.Range(0, 12).Select(i => i / 6f - 1)], [4, 3]);
        AssertClose(outputs, model.Predict(inputs).ToArray());

        Mlp<float> other = new([3, 5, 4, 2], Activation.Tanh, new Random(2), dropout: 0.5, normalization: Normalization.Batch);
        Weights.Save(other, ours, layout: WeightLayout.OutputsFirst, rename: TorchNames.ToTorch(other));
        AssertClose(Outputs("read", ours), other.Predict(inputs).ToArray());

        static float[] Outputs(string verb, string path) =>
            [.. JsonNode.Parse(Python.Run(Torch, "torch_tool.py", "", verb, path))!.AsArray().Select(value => (float)value!)];

        static void AssertClose(float[] expected, float[] actual) =>
            Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= 1e-6f * (1 + Math.Abs(a)));
    }

    [PythonFact(NumPy)]
    public void NumPy_reads_our_archives_and_arrays()
    {
        NpzBuilder builder = new();
        foreach (ArrayCase array in ArrayCase.All) array.AddTo(builder);
        foreach (bool compress in (bool[])[false, true])
        {
            string path = folder.File($"ours{compress}.npz");
            builder.Save(path, compress);

            AssertEqual(Description(NpyDescription.NameOf), JsonNode.Parse(Python.Run(NumPy, "numpy_tool.py", "", "read", path))!);
        }

        string single = folder.File("single.npy");
        NpyFile.Write(single, Tensor.Create([1f, -0f], [2, 1]));
        Assert.Equal(
            """{"arrays": {"": {"dtype": "f4", "shape": [2, 1], "bits": [1065353216, 2147483648]}}}""",
                Python.Run(NumPy, "numpy_tool.py", "", "read", single));
    }

    [PythonFact(NumPy)]
    public void Files_of_NumPys_are_read_in_every_order_and_version()
    {
        // NumPy 1.24 and before name members of archives by file names, which not every system allows to be any text.
        ArrayCase[] arrays = [.. ArrayCase.All.Where(array => char.IsAscii(array.Name[0]) && array.Name.All(char.IsAscii))];
        JsonObject description = Description(NpyDescription.NameOf, arrays: arrays);
        Python.Run(NumPy, "numpy_tool.py", description.ToJsonString(), "write", folder.Path);

        foreach (string archive in (string[])["one.npz", "two.npz"])
        {
            using NpzFile file = NpzFile.Open(folder.File(archive));
            Assert.Equal(arrays.Select(array => array.Name), file.Names);
            foreach (ArrayCase array in arrays)
            {
                Assert.Equal(array.Bits, array.BitsIn(file, out Shape shape));
                Assert.Equal(array.Shape, shape);
            }
        }
        for (int number = 0; number < arrays.Length; number++)
        {
            foreach (string variant in (string[])["", ".big", ".fortran", ".2", ".3"])
                Assert.Equal(arrays[number].Bits, ReadAlone(arrays[number], folder.File($"{number}{variant}.npy")));
        }
    }

    /// <summary>The bits of the array in a file of its own, by way of an archive of it alone.</summary>
    private static ulong[] ReadAlone(ArrayCase array, string path)
    {
        using MemoryStream stream = new(NpzBytes.Stored((array.Name, File.ReadAllBytes(path))));
        using NpzFile file = NpzFile.Open(stream, path);
        return array.BitsIn(file, out _);
    }

    private static JsonObject Description(
        Func<ElementType, string> typeName, IReadOnlyDictionary<string, string>? metadata = null, IReadOnlyList<ArrayCase>? arrays = null)
    {
        JsonObject description = [];
        if (metadata is not null) description["metadata"] =
            new JsonObject(metadata.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value)));
        description["arrays"] = new JsonObject(
            (arrays ?? ArrayCase.All).Select(array => KeyValuePair.Create(array.Name, (JsonNode?)array.Description(typeName))));
        return description;
    }

    private static void AssertEqual(JsonObject expected, JsonNode actual) => Assert.Equal(expected.ToJsonString(), actual.ToJsonString());
}
