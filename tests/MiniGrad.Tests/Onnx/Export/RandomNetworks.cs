using System.Numerics;
using MiniGrad.Layers;

namespace MiniGrad.Tests.Onnx;

/// <summary>Networks drawn from all layers.</summary>
internal static class RandomNetworks
{
    public const int Features = 6, Categories = 5;

    /// <summary>A network, the first column of whose input is the number of a category.</summary>
    public static Layer<T> Create<T>(int seed, out Tensor<T> input) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        XoshiroRandom random = new((ulong)seed);
        // Normalising one or two numbers makes anything of their rounding.
        int width = 4 + random.Next(9);
        List<Layer<T>> layers = [];
        Layer<T> numbers = new Columns<T>(1, Features - 1);
        if (random.Next(3) == 0)
        {
            int dimension = 1 + random.Next(4);
            Sequential<T> category = new(
                new Columns<T>(0, 1), new Embedding<T>(Categories, dimension, random), new Flatten<T>());
            layers.Add(new Parallel<T>(ParallelMerge.Concatenate, category, numbers));
            layers.Add(Affine<T>(dimension + Features - 1, width, random));
        }
        else
        {
            layers.Add(numbers);
            layers.Add(Affine<T>(Features - 1, width, random));
        }
        int depth = 1 + random.Next(5);
        for (int i = 0; i < depth; i++) layers.Add(Block<T>(width, random, nesting: 0));
        layers.Add(new Linear<T>(width, 1 + random.Next(5), random));
        Sequential<T> network = new([.. layers]);
        foreach ((_, Parameter<T> parameter) in network.NamedParameters) parameter.Assign(parameter + Noise<T>(parameter.Shape, random));
        // Averages as training leaves them.
        foreach ((string name, Parameter<T> buffer) in network.NamedBuffers)
            buffer.Assign(name.EndsWith("variance", StringComparison.Ordinal)
                ? Noise<T>(buffer.Shape, random).Abs() + T.CreateChecked(0.5) : Noise<T>(buffer.Shape, random));
        Tensor<T> values = Tensor.Normal([64, Features - 1], T.Zero, T.One, random);
        T[] drawn = [.. Enumerable.Range(0, 64).Select(_ => T.CreateChecked(random.Next(Categories)))];
        Tensor<T> categories = Tensor.Create<T>(drawn, [64, 1]);
        input = Tensor.Concatenate([categories, values], axis: 1);
        return network;
    }

    private static Layer<T> Affine<T>(int inputs, int outputs, Random random) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new Linear<T>(inputs, outputs, random, hasBias: random.Next(4) > 0);

    private static Layer<T> Block<T>(int width, Random random, int nesting) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (random.Next(nesting < 2 ? 9 : 6))
        {
            case 0:
                return new BatchNormalization<T>(width, affine: random.Next(2) == 0);
            case 1:
                return new LayerNormalization<T>(width, affine: random.Next(2) == 0);
            case 2:
                return new RmsNormalization<T>(width, affine: random.Next(2) == 0);
            case 3:
                return new Dropout<T>(0.5, random);
            case 4 or 5:
                return new Sequential<T>(Affine<T>(width, width, random), Activated<T>(random));
            case 6:
                return new Residual<T>(Block<T>(width, random, nesting + 1));
            case 7:
                return new Residual<T>(Block<T>(width, random, nesting + 1), Affine<T>(width, width, random));
            default:
                ParallelMerge merge = (ParallelMerge)random.Next(Enum.GetValues<ParallelMerge>().Length);
                Parallel<T> branches = new(merge, Block<T>(width, random, nesting + 1), Block<T>(width, random, nesting + 1));
                return merge == ParallelMerge.Concatenate ? new Sequential<T>(branches, Affine<T>(2 * width, width, random)) : branches;
        }
    }

    private static ActivationLayer<T> Activated<T>(Random random) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Double precision has no GELU in ONNX Runtime.
        Activation[] all = [.. Enum.GetValues<Activation>().Where(kind => typeof(T) == typeof(float) || kind != Activation.Gelu)];
        return new ActivationLayer<T>(all[random.Next(all.Length)]);
    }

    private static Tensor<T> Noise<T>(Shape shape, Random random) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Tensor.Normal(shape, T.Zero, T.CreateChecked(0.3), random);
}
