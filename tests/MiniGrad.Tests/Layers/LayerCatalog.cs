using System.Numerics;
using MiniGrad.Layers;

namespace MiniGrad.Tests.Layers;

/// <summary>One network for each kind of layer that is more than an affine map, from [rows, inputs] to [rows, 5].</summary>
internal sealed record LayerCatalogRow<T>(string Name, int Inputs, Func<Random, Layer<T>> Create, bool IsRandom = false)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether inputs are whole numbers from 0 to 9, in respect of which there is no derivative.</summary>
    public bool TakesNumbers { get; init; }

    public Tensor<T> Input(int rows, Random random)
    {
        Tensor<T> values = Tensor.Uniform<T>([rows, Inputs], T.CreateChecked(-2), T.CreateChecked(2), random);
        if (!TakesNumbers) return values;
        return Tensor.Create<T>([.. values.ToArray().Select(value => T.Floor((value + T.CreateChecked(2)) * T.CreateChecked(2.499)))],
            values.Shape);
    }
}

internal static partial class LayerCatalog
{
    public static LayerCatalogRow<T> Row<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Rows<T>().Single(row => row.Name == name);

    public static IEnumerable<LayerCatalogRow<T>> Rows<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        Around<T>("batch normalisation", (width, _) => new BatchNormalization<T>(width)),
        Around<T>("batch normalisation, not affine", (width, _) => new BatchNormalization<T>(width, momentum: 1, affine: false)),
        Around<T>("layer normalisation", (width, _) => new LayerNormalization<T>([width])),
        Around<T>("layer normalisation, not affine", (width, _) => new LayerNormalization<T>([width], affine: false)),
        Around<T>("root mean square normalisation", (width, _) => new RmsNormalization<T>([width])),
        Around<T>("root mean square normalisation, not affine", (width, _) => new RmsNormalization<T>([width], affine: false)),
        Around<T>("residual", (width, random) =>
            new Residual<T>(new Sequential<T>(new BatchNormalization<T>(width), new Linear<T>(width, width, random)))),
        Around<T>(
            "residual with a shortcut",
            (width, random) => new Residual<T>(Tanh<T>(width, width, random), new Linear<T>(width, width, random))),
        Around<T>(
            "parallel, summed",
            (width, random) => new Parallel<T>(
                ParallelMerge.Sum, Tanh<T>(width, width, random), new BatchNormalization<T>(width), new Linear<T>(width, width, random))),
        new("parallel, concatenated", 6, random => new Sequential<T>(
            new Parallel<T>(ParallelMerge.Concatenate, Tanh<T>(6, 20, random), new Linear<T>(6, 3, random)), new Linear<T>(23, 5, random))),
        new("alpha dropout", 6, random => new Sequential<T>(
            new Linear<T>(6, 20, random), new ActivationLayer<T>(Activation.Selu), new AlphaDropout<T>(0.2, random),
                new Linear<T>(20, 5, random)), IsRandom: true),
        new("embedding", 3, random => new Sequential<T>(
            new Embedding<T>(10, 4, random), new Flatten<T>(), new BatchNormalization<T>(12),
                new Linear<T>(12, 5, random))) { TakesNumbers = true },
        new("gaussian noise", 6, random => new Sequential<T>(
            new Linear<T>(6, 20, random), new GaussianNoise<T>(0.1, random), new Linear<T>(20, 5, random)), IsRandom: true),
        new("weights normalised", 6, random => new Sequential<T>(
            new WeightNormalizedLinear<T>(6, 20, random), new ActivationLayer<T>(Activation.Tanh),
                new WeightNormalizedLinear<T>(20, 5, random, hasBias: false))),
        // With so many iterations the singular vectors are those of the weights, which the gradient takes them for.
        new("spectrum normalised", 6, random => new Sequential<T>(
            new SpectralNormalizedLinear<T>(6, 20, random, iterations: 200), new ActivationLayer<T>(Activation.Tanh),
                new SpectralNormalizedLinear<T>(20, 5, random, hasBias: false, iterations: 200))),
        new("embedding with padding", 3, random => new Sequential<T>(
            new Embedding<T>(11, 4, random, paddingIndex: 10), new Flatten<T>(), new Linear<T>(12, 5, random))) { TakesNumbers = true },
        new("batch normalisation in inference", 6, random => new Sequential<T>(
            new Linear<T>(6, 20, random), new BatchNormalization<T>(20) { StaysInInference = true }, new Linear<T>(20, 5, random))),
        new("columns", 6, random => new Sequential<T>(Tanh<T>(6, 20, random), new Columns<T>(4, 10), new Linear<T>(10, 5, random))),
        new("columns, of which one is embedded", 3, random => new Sequential<T>(
            new Parallel<T>(
                ParallelMerge.Concatenate, new Sequential<T>(new Columns<T>(0, 1), new Embedding<T>(10, 4, random), new Flatten<T>()),
                    new Columns<T>(1, 2)),
            new BatchNormalization<T>(6), new Linear<T>(6, 5, random))) { TakesNumbers = true },
        new("normalised positions", 3, random => new Sequential<T>(
            new Embedding<T>(10, 4, random), new BatchNormalization<T>(4), new LayerNormalization<T>([3, 4]), new Flatten<T>(),
                new Linear<T>(12, 5, random)))
        {
            TakesNumbers = true,
        },
        new("perceptron, batches normalised", 6, random =>
            new Mlp<T>([6, 20, 10, 5], Activation.Tanh, random, normalization: Normalization.Batch)),
        new(
            "perceptron, layers normalised", 6,
            random =>
                new Mlp<T>([6, 20, 10, 5], Activation.Relu, random, dropout: 0.2, normalization: Normalization.Layer), IsRandom: true),
        Shared<T>(),
    ];

    /// <summary>A layer of 300 units, so many that threads share its work, between two linear ones.</summary>
    private static LayerCatalogRow<T> Around<T>(string name, Func<int, Random, Layer<T>> middle)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(
        name, 6, random => new Sequential<T>(
            new Linear<T>(6, 300, random), middle(300, random), new ActivationLayer<T>(Activation.Tanh), new Linear<T>(300, 5, random)));

    private static Sequential<T> Tanh<T>(int inputs, int outputs, Random random) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(new Linear<T>(inputs, outputs, random), new ActivationLayer<T>(Activation.Tanh));

    /// <summary>The same linear layer and the same normalisation twice.</summary>
    private static LayerCatalogRow<T> Shared<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => new("shared layers", 5, random =>
    {
        Linear<T> linear = new(5, 5, random);
        BatchNormalization<T> normalization = new(5);
        return new Sequential<T>(linear, normalization, new ActivationLayer<T>(Activation.Tanh), linear, normalization);
    });
}
