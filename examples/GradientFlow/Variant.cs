using MiniGrad;
using MiniGrad.Initializers;
using MiniGrad.Layers;
using MiniGrad.Optimizers;

namespace DeepNetworks;

/// <summary>One way to build and train a deep network.</summary>
/// <param name="Name">What tables and pictures call it.</param>
/// <param name="Activation">After each hidden layer.</param>
/// <param name="Weights">How the hidden layers' weights start.</param>
/// <param name="IsExpectedToLearn">Whether it is one that deals with the problem rather than shows it.</param>
internal sealed record Variant(string Name, Activation Activation, Initializer Weights, bool IsExpectedToLearn)
{
    /// <summary>The units of each hidden layer.</summary>
    private const int Width = 64;

    /// <summary>1.4 times the deviation that He's have: so much larger does the signal become in every layer, and 1.4²⁰ is 840.</summary>
    private static readonly Initializer tooLarge = Initializer.Normal(0, 1.4 * Math.Sqrt(2.0 / Width));

    /// <summary>All of them, each problem in front of its remedies.</summary>
    public static IReadOnlyList<Variant> All { get; } =
    [
        new("sigmoid", Activation.Sigmoid, Initializer.GlorotUniform, IsExpectedToLearn: false),
        new("sigmoid, batch normalised", Activation.Sigmoid, Initializer.GlorotUniform, IsExpectedToLearn: true) { IsNormalized = true },
        new("ReLU, He's weights", Activation.Relu, Initializer.HeUniform, IsExpectedToLearn: true),
        new("ReLU, large weights", Activation.Relu, tooLarge, IsExpectedToLearn: false),
        new("ReLU, large weights, clipped", Activation.Relu, tooLarge, IsExpectedToLearn: true) { Clipping = GradientClipping.ByGlobalNorm(5) },
        new("ReLU, large weights, batch normalised", Activation.Relu, tooLarge, IsExpectedToLearn: true) { IsNormalized = true },
    ];

    /// <summary>Whether there is batch normalisation between a hidden layer and its activation.</summary>
    public bool IsNormalized { get; init; }

    /// <summary>How large a gradient may be, or null.</summary>
    public GradientClipping? Clipping { get; init; }

    /// <summary>The network: <paramref name="depth"/> hidden layers, and a last one that gives the scores of the classes.</summary>
    public Sequential<float> Build(int inputs, int depth, int classes, Random random)
    {
        List<Layer<float>> layers = [];
        for (int i = 0; i < depth; i++)
        {
            // Normalisation takes the mean away, and with it any bias.
            layers.Add(new Linear<float>(i == 0 ? inputs : Width, Width, random, Weights, hasBias: !IsNormalized));
            if (IsNormalized) layers.Add(new BatchNormalization<float>(Width));
            layers.Add(new ActivationLayer<float>(Activation));
        }
        layers.Add(new Linear<float>(Width, classes, random));
        return new Sequential<float>([.. layers]);
    }
}
