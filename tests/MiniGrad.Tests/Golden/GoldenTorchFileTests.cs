using System.Numerics;
using MiniGrad.Layers;
using MiniGrad.Serialization;
using Xunit;

namespace MiniGrad.Tests.Golden;

/// <summary>Files that <c>torch.save</c> wrote are loaded, and their networks compute what they compute in PyTorch.</summary>
public class GoldenTorchFileTests
{
    public static TheoryData<string> Names => [.. GoldenFile.TorchFiles.Networks.Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Networks_compute_the_same_in_double_precision(string name) => AssertAgrees<double>(name, 1e-12, 1e-3);

    // In sums that cancel, PyTorch's own figures in single precision are no nearer.
    [Theory]
    [MemberData(nameof(Names))]
    public void Networks_compute_the_same_in_single_precision(string name) => AssertAgrees<float>(name, 1e-6, 0.3);

    [Fact]
    public void Tensors_of_every_type_are_read_as_they_are()
    {
        using PyTorchFile file = PyTorchFile.Open(PathOf("types.pt"));

        Assert.Equal(GoldenFile.TorchFiles.Types.Select(tensor => tensor.Name).Append("complex64").Order(),
            file.Entries.Select(entry => entry.Name).Order());
        foreach (GoldenTorchTensor golden in GoldenFile.TorchFiles.Types)
        {
            PyTorchEntry entry = file.Find(golden.Name)!;
            Assert.Equal((golden.Type, (Shape)golden.Shape), (entry.TypeName, entry.Shape));
            Assert.Equal(golden.Values, file.ReadTensor<double>(golden.Name).ToArray());
        }
        Assert.Equal([1, 255], file.ReadIndices("uint8").ToArray());
        Assert.Equal([(sbyte)1, 1, 1, -128, -128, -128], file.ReadArray<sbyte>("deep.0"));
        Assert.Equal([true, false, false, true], file.ReadArray<bool>("bool"));
        string message = Assert.Throws<InvalidDataException>(() => file.ReadTensor<float>("complex64")).Message;
        Assert.Contains("'complex64' has the type complex64: expected one of float64, float32", message, StringComparison.Ordinal);
        Assert.Contains("the element -1099511627776 of type Signed64, number 1 in the file, is not an index",
            Assert.Throws<InvalidDataException>(() => file.ReadIndices("int64")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_lists_all_that_is_in_it()
    {
        using PyTorchFile file = PyTorchFile.Open(PathOf("checkpoint.pth"));

        Assert.Equal(
            ["model_state_dict.0.weight: float32 [5, 3]", "model_state_dict.0.bias: float32 [5]"],
            file.Entries.Take(2).Select(entry => $"{entry}"));
        Assert.Equal([5, 3], file.Find("optimizer_state_dict.state.0.exp_avg")!.Shape);
        Assert.Equal([0.125], file.ReadTensor<double>("best").ToArray());
        Assert.Equal(16, file.Find("random")!.ByteCount);
    }

    [Fact]
    public void Weights_that_are_not_the_only_ones_have_to_be_named()
    {
        string path = PathOf("two.pt");
        Layer<float> model = Create<float>("mlp"), same = Create<float>("mlp");

        Assert.StartsWith($"{path} has weights in 'ema', 'nets.model': say which are meant by WeightsOptions.Entry.",
            Assert.Throws<ArgumentException>(() => Weights.Load(model, path)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"{path} has no weights in the entry 'model': there are tensors in 'ema', 'nets.model'.",
            Assert.Throws<ArgumentException>(() => Weights.Load(model, path, new WeightsOptions { Entry = "model" })).Message,
            StringComparison.Ordinal);
        Assert.Equal(same.Parameters.Select(parameter => parameter.ToArray()), model.Parameters.Select(parameter => parameter.ToArray()));
        Weights.Load(model, path, new WeightsOptions { Entry = "ema" });
        Assert.All(model.Parameters, parameter => Assert.All(parameter.ToArray(), value => Assert.Equal(9, value)));
    }

    [Theory]
    [InlineData("whole.pt", "it holds 'torch.nn.modules.container.Sequential', but only dictionaries",
        "torch.save(model.state_dict(), path)")]
    [InlineData("old.pt", "a file of PyTorch's format before 1.6", "torch.save(torch.load(path), path)")]
    [InlineData("script.pt", "a TorchScript archive", "torch.save(torch.jit.load(path).state_dict(), 'weights.pt')")]
    public void Files_of_another_kind_are_refused_and_the_message_says_what_to_save(string name, string problem, string advice)
    {
        string path = PathOf(name);
        string message = Assert.Throws<InvalidDataException>(() => Weights.Load(Create<float>("mlp"), path)).Message;
        Assert.StartsWith($"{path}: {problem}", message, StringComparison.Ordinal);
        Assert.Contains(advice, message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => PyTorchFile.Open(path));
    }

    [Fact]
    public void Tensors_without_names_are_listed_and_no_weights()
    {
        string path = PathOf("list.pt");
        Assert.StartsWith($"{path} has no dictionary of weights: expected one that torch.save(model.state_dict(), path) wrote",
            Assert.Throws<ArgumentException>(() => Weights.Load(Create<float>("mlp"), path)).Message, StringComparison.Ordinal);
        using PyTorchFile file = PyTorchFile.Open(path);
        Assert.Equal(["0", "1", "2", "3"], file.Entries.Select(entry => entry.Name));
    }

    [Fact]
    public void Another_name_of_weights_that_are_shared_is_not_extra()
    {
        string path = PathOf("tied.pt");
        LoadedWeights loaded = Weights.Load(Create<float>("tied"), path);
        Assert.Equal("everything fits", loaded.ToString());

        // Of a model that does not share them all names are needed, and each gets a copy.
        Linear<float> first = new(4, 4, new Random(1)), second = new(4, 4, new Random(2));
        ActivationLayer<float> tanh = new(Activation.Tanh);
        Weights.Load(new Sequential<float>(first, tanh, second, new Linear<float>(4, 2, new Random(3))), path);
        Assert.Equal(first.Weight.ToArray(), second.Weight.ToArray());

        // What only the file shares has no place in a model that lacks the name.
        string message = Assert.Throws<ArgumentException>(() =>
            Weights.Load(new Sequential<float>(first, tanh, tanh, new Linear<float>(4, 2, new Random(3))), path)).Message;
        Assert.Contains("'2.weight' is not expected, '2.bias' is not expected", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_is_listed()
    {
        string path = PathOf("normalized.pt");
        string message = Assert.Throws<ArgumentException>(() => Weights.Load(Create<float>("mlp"), path)).Message;
        Assert.StartsWith(
            $"{path} does not fit the model: 'layers.0.bias' is missing, 'layers.2.weight' is missing, 'layers.2.bias' is missing, " +
            "'1.weight' is not expected, '1.bias' is not expected, '1.running_mean' is not expected, '1.running_var' is not expected, " +
            "'3.weight' is not expected, '3.bias' is not expected.", message, StringComparison.Ordinal);
    }

    private static void AssertAgrees<T>(string name, double relativeError, double smallestShare)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GoldenTorchNetwork golden = GoldenFile.TorchFiles.Networks.Single(golden => golden.Name == name);
        Layer<T> model = Create<T>(golden.Kind);

        LoadedWeights loaded = Weights.Load(model, PathOf(name), new WeightsOptions { Entry = golden.Entry });

        Assert.Equal("everything fits", loaded.ToString());
        Tensor<T> input = golden.Input.As<T>();
        (GoldenTensor?, Tensor<T>)[] results = model switch
        {
            Gru<T> gru when gru.Run(input) is var result => [(golden.Outputs, result.Outputs), (golden.LastH, result.Last)],
            Lstm<T> lstm when lstm.Run(input) is var result =>
                [(golden.Outputs, result.Outputs), (golden.LastH, result.Last.Hidden), (golden.LastC, result.Last.Cell)],
            _ => [(golden.Outputs, model.Predict(input))],
        };
        foreach ((GoldenTensor? expected, Tensor<T> actual) in results)
            Agreement.AssertClose(expected!.Values, actual, relativeError, name, smallestShare);
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "torch", name);

    private static Layer<T> Create<T>(string kind) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(1);
        Linear<T> shared = new(4, 4, random);
        ActivationLayer<T> tanh = new(Activation.Tanh);
        return kind switch
        {
            "mlp" => new Sequential<T>(new Linear<T>(3, 5, random), tanh, new Linear<T>(5, 2, random)),
            "normalized" => new Mlp<T>([3, 5, 2], Activation.Tanh, random, normalization: Normalization.Batch),
            "tied" => new Sequential<T>(shared, tanh, shared, new Linear<T>(4, 2, random)),
            "lstm" => new Lstm<T>(3, 4, random, layers: 2, isBidirectional: true),
            _ => new Gru<T>(3, 4, random),
        };
    }
}
