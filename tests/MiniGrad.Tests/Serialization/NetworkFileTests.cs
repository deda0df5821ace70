using System.Numerics;
using MiniGrad.Layers;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Layers;
using Xunit;

namespace MiniGrad.Tests.Serialization;

/// <summary>Networks that files bring their architecture along with.</summary>
public sealed class NetworkFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Names => LayerCatalog.Names;

    private string FilePath => folder.File("model.safetensors");

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_network_of_the_catalog_comes_back_in_single_precision(string name) => AssertComesBack<float>(name);

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_network_of_the_catalog_comes_back_in_double_precision(string name) => AssertComesBack<double>(name);

    [Fact]
    public void Layers_outside_the_catalog_come_back()
    {
        Random random = new(1);
        foreach (Layer<float> layer in (Layer<float>[])
        [
            new Lstm<float>(3, 4, random, layers: 2, isBidirectional: true, dropout: 0.25), new Gru<float>(3, 4, random),
            new LstmCell<float>(3, 4, random), new GruCell<float>(3, 4, random), new Attention<float>(),
            new Embedding<float>(5, 2, random, paddingIndex: 1), new Linear<float>(2, 3, random, hasBias: false),
            new Dropout<float>(0.25, random), new Mlp<float>([2, 3, 1], Activation.Selu, random),
            new Residual<float>(new Linear<float>(2, 2, random)), new Columns<float>(1, 2), new ActivationLayer<float>(Activation.Gelu),
        ])
        {
            NetworkFile.Save(layer, FilePath);
            Layer<float> same = NetworkFile.Load<float>(FilePath);
            Assert.Equal(layer.GetType(), same.GetType());
            Assert.Equal(layer.Description, same.Description);
            AssertSameState(layer, same);
            NetworkFile.Save(same, folder.File("again.safetensors"));
            Assert.Equal(File.ReadAllBytes(FilePath), File.ReadAllBytes(folder.File("again.safetensors")));
        }
        Assert.Equal(0.25, ((Lstm<float>)Reloaded(new Lstm<float>(1, 1, random, layers: 2, dropout: 0.25))).Dropout);
        Mlp<float> mlp = (Mlp<float>)Reloaded(
            new Mlp<float>([2, 3, 1], Activation.Elu, random, dropout: 0.5, normalization: Normalization.Layer));
        Assert.Equal(
            ([2, 3, 1], Activation.Elu, 0.5, Normalization.Layer), (mlp.Sizes.ToArray(), mlp.Activation, mlp.Dropout, mlp.Normalization),
            EqualityComparer<(int[], Activation, double, Normalization)>.Create(
                (a, b) => a.Item1.SequenceEqual(b.Item1) && (a.Item2, a.Item3, a.Item4) == (b.Item2, b.Item3, b.Item4)));
    }

    [Fact]
    public void Frozen_parameters_layers_in_inference_and_shared_layers_come_back_as_such()
    {
        Random random = new(1);
        Linear<double> shared = new(3, 3, random);
        Mlp<double> inner = new([3, 4, 3], Activation.Tanh, random, normalization: Normalization.Batch);
        inner.Children.Single(entry => entry.Name == "normalizations.0").Layer.StaysInInference = true;
        Sequential<double> model = new(shared, inner, shared);
        shared.Bias!.IsFrozen = true;

        Layer<double> same = Reloaded(model);

        Assert.Same(same.Children[0].Layer, same.Children[2].Layer);
        Assert.Equal(
            ["layers.0.bias"], same.NamedParameters.Where(entry => entry.Parameter.IsFrozen).Select(entry => entry.Name));
        Assert.Equal(
            ["layers.1.normalizations.0"], same.All().Where(entry => entry.Layer.StaysInInference).Select(entry => entry.Name));
    }

    [Fact]
    public void Metadata_go_along_and_weights_can_be_loaded_alone_and_in_another_precision()
    {
        Mlp<double> model = new([2, 3, 1], Activation.Relu, new Random(1));
        NetworkFile.Save(model, FilePath, [new("trained", "today")]);
        using (SafetensorsFile file = SafetensorsFile.Open(FilePath))
        {
            Assert.Equal("today", file.Metadata["trained"]);
            AssertSameState(model, NetworkFile.Load<double>(file));
        }
        Mlp<double> other = new([2, 3, 1], Activation.Relu, new Random(2));
        Weights.Load(other, FilePath);
        AssertSameState(model, other);
        Assert.Equal(
            model.Parameters[0].ToArray().Select(value => (float)value), NetworkFile.Load<float>(FilePath).Parameters[0].ToArray());
        Assert.Throws<ArgumentException>(() => NetworkFile.Save(model, FilePath, [new("network", "mine")]));
    }

    [Fact]
    public void A_layer_of_ones_own_is_refused_before_anything_is_written()
    {
        NotSupportedException own = Assert.Throws<NotSupportedException>(
            () => NetworkFile.Save(new Sequential<float>(new Flatten<float>(), new Twice()), FilePath));
        Assert.Contains("'Twice' is of the class Twice, which is not one of the library's", own.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(FilePath));
    }

    [Theory]
    [InlineData("""{"version":2,"layer":{"kind":"Flatten"}}""", "it is of version 2, and this program knows those up to 1")]
    [InlineData("""{"version":0,"layer":{"kind":"Flatten"}}""", "whole number from 1 for 'version'")]
    [InlineData("""{"layer":{"kind":"Flatten"}}""", "whole number from 1 for 'version'")]
    [InlineData("""{"version":1}""", "expected 'layer', got nothing")]
    [InlineData("""[1]""", "whole number from 1 for 'version'")]
    [InlineData("""{"version":1,"layer":{"kind":"Convolution"}}""", "there is no layer of the kind 'Convolution' in this version")]
    [InlineData("{\"version\":1,\"layer\":{\"kind\":\"\\ud800\"}}", "is not right")]
    [InlineData("""{"version":1,"layer":{"kind":7}}""", "expected a layer with a 'kind'")]
    [InlineData("""{"version":1,"layer":[]}""", "expected a layer, got Array")]
    [InlineData("""{"version":1,"layer":{"same":0}}""", "expected the number of a layer before for 'same', got 0")]
    [InlineData("""{"version":1,"layer":{"kind":"Sequential","layers":[{"same":0}]}}""", "expected the number of a layer before")]
    [InlineData("""{"version":1,"layer":{"kind":"Sequential","layers":[]}}""", "expected at least one layer, got none")]
    [InlineData("""{"version":1,"layer":{"kind":"Sequential"}}""", "Sequential: expected a list for 'layers', got nothing")]
    [InlineData("""{"version":1,"layer":{"kind":"Flatten","depth":3}}""", "Flatten: there is no setting 'depth'")]
    [InlineData("""{"version":1,"layer":{"kind":"Dropout","probability":1.5}}""", "the probability must be from 0 to below 1, got 1.5")]
    [InlineData("""{"version":1,"layer":{"kind":"Dropout","probability":"x"}}""",
        "Dropout: expected a number for 'probability', got \"x\"")]
    [InlineData("""{"version":1,"layer":{"kind":"ActivationLayer","activation":"3"}}""", "expected one of Identity, Sigmoid,")]
    [InlineData("""{"version":1,"layer":{"kind":"Flatten"},"frozen":["weight"]}""", "names of its parts for 'frozen', got \"weight\"")]
    [InlineData("""{"version":1,"layer":{"kind":"Flatten"},"inference":[""]}""", null)]
    [InlineData("""{"version":1,"layer":{"kind":"Linear","inputs":2000000000,"outputs":2000000000,"bias":true}}""",
        "more than are left in")]
    [InlineData("""{"version":1,"layer":{"kind":"Mlp","sizes":[9,2000000000,9],"activation":"Relu","dropout":0,"normalization":"None"}}""",
        "Mlp: it would have 18000000000 weights, more than are left in the file")]
    [InlineData("""{"version":1,"layer":{"kind":"Lstm","inputs":1,"units":1,"layers":2000000000,"bidirectional":true,"dropout":0}}""",
        "more than are left in")]
    [InlineData("""{"version":1,"layer":{"kind":"Embedding","count":-5,"dimension":-1000000000}}""", "more than are left in")]
    [InlineData("""{"version":1,"layer":{"kind":"Linear","inputs":-2,"outputs":1,"bias":true}}""", "Linear: it would have -2 weights")]
    [InlineData("""{"version":1,"layer":{"kind":"LayerNormalization","shape":[65536,65536],"epsilon":1,"affine":true}}""", "more than are")]
    [InlineData("""{"version":1,"layer":{"kind":"Linear","inputs":2,"outputs":1,"bias":false}}""", "the model")]
    [InlineData("""{"version":1,"version":1,"layer":{"kind":"Flatten"}}""", "is not right")]
    [InlineData("""{"version":1,"layer":{"kind":"Flatten"}""", "is not right")]
    public void What_is_not_right_in_a_file_is_said(string network, string? message)
    {
        SafetensorsBuilder builder = new();
        if (message is not null) builder.Add("other", Tensor.Zeros<float>([3]));
        builder.AddMetadata("network", network);
        builder.AddMetadata("linear_weights", "in,out");
        builder.Save(FilePath);
        if (message is null)
        {
            Assert.True(NetworkFile.Load<float>(FilePath).StaysInInference);
            return;
        }
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => NetworkFile.Load<float>(FilePath));
        Assert.StartsWith(FilePath, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_weights_alone_is_refused()
    {
        Weights.Save(new Linear<float>(2, 1, new Random(1)), FilePath);
        Assert.Contains(
            "expected a network, as NetworkFile.Save writes it",
            Assert.Throws<InvalidDataException>(() => NetworkFile.Load<float>(FilePath)).Message, StringComparison.Ordinal);
    }

    private Layer<T> Reloaded<T>(Layer<T> model) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NetworkFile.Save(model, FilePath);
        return NetworkFile.Load<T>(FilePath);
    }

    private void AssertComesBack<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LayerCatalogRow<T> row = LayerCatalog.Row<T>(name);
        Layer<T> model = row.Create(new Random(1));
        Tensor<T> x = row.Input(8, new Random(2));
        model.Forward(x);
        Layer<T> same = Reloaded(model);
        AssertSameState(model, same);
        Assert.Equal(model.Predict(x).ToArray(), same.Predict(x).ToArray());
        Assert.Equal(model.Summary(x.Shape), same.Summary(x.Shape));
    }

    private static void AssertSameState<T>(Layer<T> expected, Layer<T> actual) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.NamedParameters.Select(entry => entry.Name), actual.NamedParameters.Select(entry => entry.Name));
        Assert.Equal(LayerTraining.State(expected), LayerTraining.State(actual));
    }

    private sealed class Twice : Layer<float>
    {
        protected override Tensor<float> Compute(Tensor<float> input) => 2f * input;
    }
}
