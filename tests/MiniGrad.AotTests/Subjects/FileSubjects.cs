using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Onnx;
using MiniGrad.Serialization;
using MiniGrad.Tests.Golden;

namespace MiniGrad.AotTests.Subjects;

/// <summary>All formats of files, out and in.</summary>
internal static class FileSubjects
{
    public static IEnumerable<Subject> All =>
    [
        new("safetensors", Safetensors),
        new("weights of networks", NetworkWeights),
        new("npy and npz", Numpy),
        new("IDX", Idx),
        new("PyTorch's types", TorchTypes),
        new("PyTorch's networks", place =>
        {
            foreach (GoldenTorchNetwork golden in GoldenFile.TorchFiles.Networks)
            {
                LoadTorch<float>(golden, place.Fingerprint, 1e-6, 0.3);
                LoadTorch<double>(golden, place.Fingerprint, 1e-12, 1e-3);
            }
        }),
        new("ONNX in single precision", Onnx<float>),
        new("ONNX in double precision", Onnx<double>),
        new("ONNX of sequences", OnnxOfSequences),
        new("files that are refused", Refuse),
    ];

    private static void Safetensors(Workplace place)
    {
        string path = place.File("all.safetensors");
        new SafetensorsBuilder()
            .Add("single", Tensor.Create([1.5f, -2, float.Epsilon], [3])).Add("double", Tensor.Create([Math.PI, double.NaN], [2, 1]))
            .Add("indices", IndexTensor.Create([7, -1]))
            .Add("half", [(Half)1.5]).Add("long", [long.MinValue]).Add("int", [int.MaxValue]).Add("short", [(short)-3])
            .Add("sbyte", [(sbyte)-4]).Add("ulong", [5UL]).Add("uint", [6U]).Add("ushort", [(ushort)7]).Add("byte", [(byte)8])
            .Add("bool", [true, false]).AddScalar("scalar", 0.5).AddMetadata("made by", "a test").Save(path);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Workplace.Require(file.Metadata["made by"] == "a test" && file.Entries.Count == 14);
        Workplace.Require(file.ReadIndices("indices").ToArray().SequenceEqual([7, -1]) && file.ReadScalar<double>("scalar") == 0.5);
        Workplace.Require(file.ReadArray<bool>("bool").SequenceEqual([true, false]) && file.ReadArray<long>("long")[0] == long.MinValue);
        // Every type becomes single and double, and integers become indices, where nothing is lost.
        foreach (string name in (string[])["single", "double", "half", "long", "short", "sbyte", "ulong", "uint", "ushort", "byte", "bool"])
        {
            place.Fingerprint.Add(file.ReadTensor<float>(name));
            place.Fingerprint.Add(file.ReadTensor<double>(name));
        }
        foreach (string name in (string[])["int", "short", "sbyte", "ulong", "uint", "ushort", "byte"])
            place.Fingerprint.Add<int>([.. file.ReadIndices(name).ToArray()]);
        Workplace.RequireRefused<InvalidDataException>(() => file.ReadIndices("long"), "is not an index");
        Workplace.RequireRefused<InvalidDataException>(() => file.ReadTensor<float>("int"), "is not a float exactly");
        place.Fingerprint.AddFile(path);
    }

    private static void NetworkWeights(Workplace place)
    {
        Mlp<float> Make(int seed) => new([6, 8, 3], Activation.Relu, new Random(seed), normalization: Normalization.Batch);
        Mlp<float> model = Make(1), same = Make(2), torch = Make(3);
        Tensor<float> inputs = Tensor.Uniform([5, 6], -1f, 1f, new Random(4)), expected = model.Predict(inputs);
        Weights.Save(model, place.File("model.safetensors"));
        Weights.Load(same, place.File("model.safetensors"));
        Weights.Save(model, place.File("torch.safetensors"), layout: WeightLayout.OutputsFirst, rename: TorchNames.ToTorch(model));
        Weights.Load(torch, place.File("torch.safetensors"), new WeightsOptions { Rename = TorchNames.FromTorch(torch) });
        Workplace.Require(expected.ToArray().SequenceEqual(same.Predict(inputs).ToArray()));
        Workplace.Require(expected.ToArray().SequenceEqual(torch.Predict(inputs).ToArray()));
        place.Fingerprint.Add(expected);
        place.Fingerprint.AddFile(place.File("model.safetensors"));
        place.Fingerprint.AddFile(place.File("torch.safetensors"));
    }

    private static void Numpy(Workplace place)
    {
        Tensor<double> x = Tensor.Uniform([3, 4], -1.0, 1, new Random(1));
        NpyFile.Write(place.File("x.npy"), x);
        Workplace.Require(NpyFile.ReadTensor<double>(place.File("x.npy")).ToArray().SequenceEqual(x.ToArray()));
        place.Fingerprint.Add(NpyFile.ReadTensor<float>(place.File("x.npy")));
        foreach (bool compress in (bool[])[false, true])
        {
            string path = place.File($"{compress}.npz");
            new NpzBuilder().Add("x", x).Add("labels", IndexTensor.Create([3, 1, 2])).Add("raw", [1L, -2], [2, 1]).Save(path, compress);
            using NpzFile file = NpzFile.Open(path);
            Workplace.Require(file.ReadTensor<double>("x").ToArray().SequenceEqual(x.ToArray()));
            place.Fingerprint.Add(file.ReadTensor<float>("labels"));
            place.Fingerprint.Add<int>([.. file.ReadIndices("labels").ToArray()]);
            place.Fingerprint.Add(file.ReadArray<long>("raw", out Shape shape));
            place.Fingerprint.Add($"{shape}");
        }
    }

    private static void Idx(Workplace place)
    {
        foreach (string name in (string[])["a.idx", "a.idx.gz"])
        {
            IdxFile.Write(place.File(name), IdxArray.Create<short>([1, -2, 258, 0, 5, 6], 2, 3));
            IdxArray array = IdxFile.Read(place.File(name));
            Workplace.Require(array.ToArray<int>().SequenceEqual([1, -2, 258, 0, 5, 6]));
            place.Fingerprint.Add(array.ToArray<double>());
        }
        (byte[] pixels, byte[] labels) = new DigitGenerator(new Random(1)).Generate(20);
        IdxFile.Write(place.File("images"), IdxArray.Create<byte>(pixels, 20, 28, 28));
        IdxFile.Write(place.File("labels"), IdxArray.Create<byte>(labels, 20));
        Dataset<float> images = LabeledImages.Read<float>(place.File("images"), place.File("labels"));
        Workplace.Require(images.Count == 20);
        place.Fingerprint.Add(images.Inputs);
    }

    private static void TorchTypes(Workplace place)
    {
        using PyTorchFile file = PyTorchFile.Open(TorchPath("types.pt"));
        foreach (GoldenTorchTensor golden in GoldenFile.TorchFiles.Types)
        {
            Workplace.Require(file.Find(golden.Name)!.TypeName == golden.Type, golden.Name);
            Workplace.Require(file.ReadTensor<double>(golden.Name).ToArray().SequenceEqual(golden.Values), golden.Name);
            place.Fingerprint.Add(file.ReadTensor<double>(golden.Name));
        }
        Workplace.RequireRefused<InvalidDataException>(() => file.ReadTensor<float>("complex64"), "'complex64' has the type complex64");
        Workplace.RequireRefused<InvalidDataException>(
            () => file.ReadIndices("int64"), "the element -1099511627776 of type Signed64, number 1 in the file, is not an index");
    }

    private static void LoadTorch<T>(GoldenTorchNetwork golden, Fingerprint fingerprint, double relativeError, double smallestShare)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(1);
        ActivationLayer<T> tanh = new(Activation.Tanh);
        Linear<T> shared = new(4, 4, random);
        Layer<T> model = golden.Kind switch
        {
            "mlp" => new Sequential<T>(new Linear<T>(3, 5, random), tanh, new Linear<T>(5, 2, random)),
            "normalized" => new Mlp<T>([3, 5, 2], Activation.Tanh, random, normalization: Normalization.Batch),
            "tied" => new Sequential<T>(shared, tanh, shared, new Linear<T>(4, 2, random)),
            "lstm" => new Lstm<T>(3, 4, random, layers: 2, isBidirectional: true),
            _ => new Gru<T>(3, 4, random),
        };
        Weights.Load(model, TorchPath(golden.Name), new WeightsOptions { Entry = golden.Entry });
        Tensor<T> input = golden.Input.As<T>(), output = model switch
        {
            Gru<T> gru => gru.Run(input).Outputs,
            Lstm<T> lstm => lstm.Run(input).Outputs,
            _ => model.Predict(input),
        };
        Agreement.AssertClose(golden.Outputs.Values, output, relativeError, golden.Name, smallestShare);
        fingerprint.Add(output);
    }

    private static void Onnx<T>(Workplace place) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Mlp<T> model = new([6, 20, 5], Activation.Tanh, new Random(1), dropout: 0.1, normalization: Normalization.Layer);
        string path = place.File("model.onnx"), again = place.File("again.onnx");
        OnnxFile.Save(model, path, [6], new OnnxExportOptions { Output = OnnxOutput.Probabilities, Metadata = { ["made_by"] = "a test" } });
        OnnxNetwork<T> network = OnnxNetwork<T>.Load(path);
        Tensor<T> inputs = Tensor.Uniform([7, 6], -T.One, T.One, new Random(2));
        Tensor<T> outputs = network.Predict(inputs);
        Agreement.AssertClose(
            Array.ConvertAll(model.Predict(inputs).Softmax().ToArray(), double.CreateChecked), outputs, 1e-5, "ONNX probabilities");
        OnnxFile.Save(network, again, [6]);
        Workplace.Require(OnnxNetwork<T>.Load(again).Predict(inputs).ToArray().SequenceEqual(outputs.ToArray()));
        place.Fingerprint.Add(outputs);
        place.Fingerprint.AddFile(path);
        place.Fingerprint.Add($"{OnnxFile.Describe(again)}");
    }

    private static void OnnxOfSequences(Workplace place)
    {
        Embedding<float> letters = new(count: 30, dimension: 8, new Random(1));
        Lstm<float> reader = new(inputs: 8, units: 16, new Random(2));
        string path = place.File("reader.onnx");
        OnnxFile.Save(
            new Sequential<float>(letters, reader), path,
            [OnnxInput.Integers("letters", "batch", "time"), OnnxInput.Integers("lengths", "batch")],
            inputs =>
            {
                LstmResult<float> read = reader.Run(
                    letters, inputs["letters"].ToIndices(), lengths: inputs["lengths"].ToIndices());
                return new Dictionary<string, OnnxValue> { ["outputs"] = read.Outputs, ["last"] = read.Last.Hidden.Squeeze(0) };
            });
        IndexTensor words = IndexTensor.Create([3, 1, 4, 1, 5, 9, 2, 6], [2, 4]), lengths = IndexTensor.Create([4, 2]);
        OnnxNetwork<float> network = OnnxNetwork<float>.Load(path);
        Tensor<float> last = network.Run(new OnnxInputs { ["letters"] = words, ["lengths"] = lengths })["last"].ToTensor<float>();
        Tensor<float> expected = reader.Run(letters, words, lengths: lengths).Last.Hidden;
        Agreement.AssertClose(Array.ConvertAll(expected.ToArray(), double.CreateChecked), last, 1e-5, "ONNX sequences");
        place.Fingerprint.Add(last);
        place.Fingerprint.AddFile(path);
    }

    private static void Refuse(Workplace place)
    {
        string path = place.File("broken");
        Dictionary<string, Action> readers = new()
        {
            ["safetensors"] = () => SafetensorsFile.Open(path).Dispose(),
            ["npy"] = () => NpyFile.ReadTensor<float>(path),
            ["npz"] = () => NpzFile.Open(path).Dispose(),
            ["idx"] = () => IdxFile.Read(path),
            ["onnx"] = () => OnnxNetwork<float>.Load(path),
        };
        foreach (byte[] content in (byte[][])[[], [1, 2, 3], [.. Enumerable.Range(0, 300).Select(i => (byte)i)]])
        {
            File.WriteAllBytes(path, content);
            foreach ((string name, Action read) in readers)
                place.Fingerprint.Add($"{name}: {Workplace.RequireRefused<InvalidDataException>(read, path).Replace(path, "")}");
        }
    }

    private static string TorchPath(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "torch", name);
}
