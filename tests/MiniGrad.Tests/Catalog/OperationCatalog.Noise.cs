using System.Numerics;
using MiniGrad.Kernels;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    private const int Seed = 3;
    private static readonly int[][][] noiseShapes = [[[3, 4], [3, 4]], [[37], [37]], [[], []], [[0], [0]]];

    /// <summary>Samples z = μ + σ·ε of a distribution with a computed mean and deviation.</summary>
    private static IEnumerable<CatalogRow<T>> Noises<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        Sample<T>(
            "normal noise", shape => Noise.Normal<T>(shape, new XoshiroRandom(Seed), 0.5, 2),
            output => RandomFill.Normal(output, 0.5, 2, new XoshiroRandom(Seed))),
        Sample<T>(
            "uniform noise", shape => Noise.Uniform<T>(shape, new XoshiroRandom(Seed), -1, 3),
            output => RandomFill.Uniform(output, -1, 3, new XoshiroRandom(Seed))),
        Sample<T>(
            "bernoulli noise", shape => Noise.Bernoulli<T>(shape, new XoshiroRandom(Seed), 0.25),
            output => RandomFill.DropoutMask(output, 0.75, 1, new XoshiroRandom(Seed))),
    ];

    private delegate void Filling(Span<double> output);

    private static CatalogRow<T> Sample<T>(string name, Func<Shape, Tensor<T>> noise, Filling fill)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = "Multiply",
            Apply = inputs => inputs[0] + inputs[1] * noise(inputs[1].Shape),
            Reference = inputs =>
            {
                double[] samples = new double[inputs[1].Values.Length];
                fill(samples);
                int next = 0;
                NaiveArray deviations = NaiveArray.Of(inputs[1].Sizes, _ => inputs[1].Values[next] * samples[next++]);
                return NaiveArray.Broadcast(inputs[0], deviations, (mean, deviation) => mean + deviation);
            },
            Shapes = noiseShapes,
            Draw = [CatalogRow<T>.Between(-2, 2)],
        };
}
