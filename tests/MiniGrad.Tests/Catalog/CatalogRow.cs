using System.Numerics;

namespace MiniGrad.Tests.Catalog;

/// <summary>One operation with one choice of settings: how to apply it, what it means, and on which inputs to try it.</summary>
internal sealed class CatalogRow<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The distance that drawn inputs keep from points without a derivative.</summary>
    public const double KinkDistance = 0.05;

    /// <summary>Shapes for two inputs that broadcast, each also tried the other way round.</summary>
    private static readonly int[][][] broadcastingShapes =
    [
        [[3, 4], []], [[3, 4], [4]], [[3, 4], [3, 1]], [[3, 4], [1, 1]], [[2, 1, 3], [4, 1]], [[2, 3, 4], [3, 1]], [[1], []],
        [[2, 37], [37]], [[2, 37], [2, 1]], [[2, 0, 3], [3]], [[0], [1]], [[0, 3], []],
    ];

    public required string Name { get; init; }

    /// <summary>What the messages of exceptions call the operation.</summary>
    public required string Operation { get; init; }

    public required Func<IReadOnlyList<Tensor<T>>, Tensor<T>> Apply { get; init; }

    /// <summary>The same function from its mathematical definition.</summary>
    public required Func<IReadOnlyList<NaiveArray>, NaiveArray> Reference { get; init; }

    /// <summary>The shapes of the inputs of each case; the first case is the sample.</summary>
    public required IReadOnlyList<int[][]> Shapes { get; init; }

    /// <summary>Whether the two inputs broadcast against each other, which adds cases.</summary>
    public bool Broadcasts { get; init; }

    /// <summary>How the elements of each input are drawn. Inputs beyond the list are drawn like the last in it.</summary>
    public IReadOnlyList<Func<Random, double>> Draw { get; init; } = [Between(-2, 2)];

    /// <summary>Numbers that must stay at a distance from 0, because where they are 0 there is no derivative.</summary>
    public Func<IReadOnlyList<NaiveArray>, IEnumerable<double>> Kinks { get; init; } = _ => [];

    /// <summary>The places of the inputs that have a gradient. Default: all.</summary>
    public IReadOnlyList<int>? Differentiable { get; init; }

    /// <summary>From inputs and the gradient of the output, the gradients of the inputs, for a row whose inputs are on kinks, where a
    /// convention settles them and not a limit. Between its kinks such a row is linear.</summary>
    public Func<IReadOnlyList<NaiveArray>, NaiveArray, NaiveArray[]>? GradientsOnKinks { get; init; }

    /// <summary>For an operation that is never recorded: the operation that the row applies.</summary>
    public Func<IReadOnlyList<Tensor<T>>, Operation<T>>? Unrecorded { get; init; }

    /// <summary>Shapes that do not fit, with the words that the message must contain besides the operation's name.</summary>
    public IReadOnlyList<Refusal> Refused { get; init; } = [];

    public IReadOnlyList<int[][]> Cases =>
        Broadcasts ? [.. Shapes, .. broadcastingShapes, .. broadcastingShapes.Select(pair => pair.Reverse().ToArray())] : Shapes;

    /// <summary>A uniform distribution.</summary>
    public static Func<Random, double> Between(double low, double high) => random => low + (high - low) * random.NextDouble();

    /// <summary>One of a few numbers.</summary>
    public static Func<Random, double> OneOf(params double[] numbers) => random => numbers[random.Next(numbers.Length)];

    public bool HasGradient(int input) => Differentiable?.Contains(input) ?? true;

    /// <summary>The inputs of a case, always the same: in the operation's domain, away from kinks, and exact in single precision.</summary>
    public NaiveArray[] Inputs(int[][] shapes)
    {
        Random random = new(Name.Aggregate(shapes.Length, (hash, letter) => unchecked(31 * hash + letter)));
        for (int attempt = 0; attempt < 10_000; attempt++)
        {
            NaiveArray[] inputs = [.. shapes.Select((sizes, input) =>
            {
                Func<Random, double> draw = Draw[Math.Min(input, Draw.Count - 1)];
                return NaiveArray.Of(sizes, _ => (float)draw(random));
            })];
            if (Kinks(inputs).All(kink => Math.Abs(kink) >= KinkDistance)) return inputs;
        }
        throw new InvalidOperationException($"{Name}: found no inputs away from the kinks.");
    }

    /// <summary>The inputs as tensors, of which those that have a gradient are tracked.</summary>
    public Tensor<T>[] Track(IReadOnlyList<NaiveArray> inputs) =>
        [.. inputs.Select((input, place) => HasGradient(place) ? ToTensor(input).Tracked() : ToTensor(input))];

    public static Tensor<T> ToTensor(NaiveArray array) => Tensor.Create<T>([.. array.Values.Select(T.CreateTruncating)], array.Sizes);
}

/// <summary>Shapes that an operation must refuse, and words that its message must contain; by default the shapes themselves.</summary>
internal sealed record Refusal(int[][] Shapes, params string[] Words)
{
    public IEnumerable<string> ExpectedWords => Words.Length > 0 ? Words : Shapes.Select(sizes => $"[{string.Join(", ", sizes)}]");
}
