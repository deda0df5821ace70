using System.Numerics;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    private static readonly int[] someLengths = [2, 1];

    private static IEnumerable<CatalogRow<T>> Recurrence<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        Lstm<T>("lstm", hasState: true, lengths: null, [(2, 2, 1), (1, 1, 2), (3, 2, 3), (2, 3, 19), (0, 2, 1), (2, 0, 2), (1, 1, 1)]),
        Lstm<T>("lstm without a state", hasState: false, lengths: null, [(2, 2, 1), (3, 1, 1), (2, 2, 17), (0, 1, 1)]),
        Lstm<T>("lstm with lengths", hasState: true, someLengths, [(2, 2, 1), (3, 2, 3)]),
        Gru<T>("gru", hasState: true, lengths: null, [(2, 2, 1), (1, 1, 2), (3, 2, 3), (2, 3, 19), (0, 2, 1), (2, 0, 2), (1, 1, 1)]),
        Gru<T>("gru without a state", hasState: false, lengths: null, [(2, 2, 1), (3, 1, 1), (2, 2, 17), (0, 1, 1)]),
        Gru<T>("gru with lengths", hasState: true, someLengths, [(2, 2, 1), (3, 2, 3)]),
        Unrecorded<T>(
            "lstm gradient", "LstmGradient",
            x => new RecurrentGradientOperation<T>(RecurrentKind.Lstm, x, null, givesInitial: true),
            x => NaiveRecurrence.LstmGradient(x[0], x[1], x[2], x[4], null), LstmGradientShapes(3, 2, 3), LstmGradientShapes(2, 3, 19)),
        Unrecorded<T>(
            "lstm gradient with lengths", "LstmGradient",
            x => new RecurrentGradientOperation<T>(RecurrentKind.Lstm, x, someLengths, givesInitial: false),
            x => NaiveRecurrence.LstmGradient(x[0], x[1], x[2], x[4], someLengths), LstmGradientShapes(3, 2, 3)),
        Unrecorded<T>(
            "gru gradient", "GruGradient", x => new RecurrentGradientOperation<T>(RecurrentKind.Gru, x, null, givesInitial: true),
            x => NaiveRecurrence.GruGradient(x[0], x[1], x[2], x[3], x[4]),
            [[3, 2, 3], [3, 2, 12], [3, 9], [3, 2, 3], [1, 2, 3]], [[2, 3, 17], [2, 3, 68], [17, 51], [2, 3, 17], [1, 3, 17]]),
        Unrecorded<T>(
            "gru inward gradient", "GruInwardGradient", x => new GruInwardGradientOperation<T>(x[0], x[1]),
            x => NaiveArray.Of(x[0].Sizes, i =>
            {
                int units = x[0].Sizes[2] / 3;
                return x[0][i] * (i[2] < 2 * units ? 1 : x[1][i[0], i[1], i[2] - 2 * units]);
            }),
            [[3, 2, 9], [3, 2, 12]], [[2, 1, 57], [2, 1, 76]], [[0, 2, 3], [0, 2, 4]]),
        Unrecorded<T>(
            "recurrent weight gradient", "RecurrentWeightGradient", x => new RecurrentWeightGradientOperation<T>(x),
            x => NaiveArray.Of([x[0].Sizes[2], x[1].Sizes[2]], i => Positions(x[1]).Sum(at =>
                (at.Step > 0 ? x[0][at.Step - 1, at.Sequence, i[0]] : x[2][0, at.Sequence, i[0]]) * x[1][at.Step, at.Sequence, i[1]])),
            [[4, 2, 3], [3, 2, 12], [2, 2, 3]], [[1, 2, 3], [1, 2, 9], [1, 2, 3]], [[1, 2, 3], [0, 2, 12], [2, 2, 3]]),
        Unrecorded<T>(
            "recurrent weight gradient without a state", "RecurrentWeightGradient", x => new RecurrentWeightGradientOperation<T>(x),
            x => NaiveArray.Of([x[0].Sizes[2], x[1].Sizes[2]], i => Positions(x[1]).Where(at => at.Step > 0).Sum(at =>
                x[0][at.Step - 1, at.Sequence, i[0]] * x[1][at.Step, at.Sequence, i[1]])),
            [[4, 2, 3], [3, 2, 12]], [[1, 2, 3], [1, 2, 9]]),
        Order<T>("time first", null, isReversed: false, toTimeFirst: true, 3, 0, [2, 3, 2], [1, 3, 1], [0, 3, 2], [2, 3, 0]),
        Order<T>("time first with lengths, reversed", someLengths, isReversed: true, toTimeFirst: true, 3, 1, [2, 3, 2]),
        Order<T>("batch first, reversed", null, isReversed: true, toTimeFirst: false, 3, 1, [4, 2, 2], [4, 0, 2]),
        TokenRows<T>("token rows", null, isReversed: false),
        TokenRows<T>("token rows with lengths, reversed", [3, 1], isReversed: true),
        TokenSums<T>("token sums", null, isReversed: false),
        TokenSums<T>("token sums with lengths, reversed", [3, 1], isReversed: true),
        Order<T>("batch first with lengths", someLengths, isReversed: false, toTimeFirst: false, 3, 0, [3, 2, 2]),
    ];

    private static CatalogRow<T> Lstm<T>(string name, bool hasState, int[]? lengths, (int Steps, int Batch, int Units)[] sizes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = "Lstm",
            Apply = x => new RecurrentOperation<T>(RecurrentKind.Lstm, x, lengths is null ? null : IndexTensor.Create(lengths)).Apply(),
            Reference = x => NaiveRecurrence.Lstm(x[0], x[1], hasState ? x[2] : null, lengths),
            Shapes = [.. sizes.Select(size => (int[][])
            [
                [size.Steps, size.Batch, 4 * size.Units], [size.Units, 4 * size.Units],
                .. hasState ? [[2, size.Batch, size.Units]] : (int[][])[],
            ])],
            Draw = [CatalogRow<T>.Between(-2, 2), CatalogRow<T>.Between(-1, 1), CatalogRow<T>.Between(-1, 1)],
            Refused =
            [
                new([[2, 2, 8], [2, 7]]), new([[2, 2, 7], [2, 8]]), new([[2, 8], [2, 8]]), new([[2, 2, 8], [2, 8], [1, 2, 2]]),
                new([[2, 2, 8], [2, 8], [2, 3, 2]]),
            ],
        };

    private static CatalogRow<T> Gru<T>(string name, bool hasState, int[]? lengths, (int Steps, int Batch, int Units)[] sizes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = "Gru",
            Apply = x => new RecurrentOperation<T>(RecurrentKind.Gru, x, lengths is null ? null : IndexTensor.Create(lengths)).Apply(),
            Reference = x => NaiveRecurrence.Gru(x[0], x[1], x[2], hasState ? x[3] : null, lengths),
            Shapes = [.. sizes.Select(size => (int[][])
            [
                [size.Steps, size.Batch, 3 * size.Units], [size.Units, 3 * size.Units], [3 * size.Units],
                .. hasState ? [[1, size.Batch, size.Units]] : (int[][])[],
            ])],
            // Without lengths, numbers of one sign: sums that cancel lose digits in single precision.
            Draw = lengths is null
                ? [CatalogRow<T>.Between(0.2, 2), CatalogRow<T>.Between(0, 0.3), CatalogRow<T>.Between(0.1, 1)]
                : [CatalogRow<T>.Between(-2, 2), CatalogRow<T>.Between(-1, 1), CatalogRow<T>.Between(-1, 1)],
            Refused =
            [
                new([[2, 2, 6], [2, 7], [6]]), new([[2, 2, 6], [2, 6], [5]]), new([[2, 2, 6], [2, 6], [6], [2, 2, 2]]),
            ],
        };

    /// <summary>A derivative that is computed as it is, and is not differentiated itself.</summary>
    private static CatalogRow<T> Unrecorded<T>(
        string name, string operation, Func<IReadOnlyList<Tensor<T>>, Operation<T>> create,
        Func<IReadOnlyList<NaiveArray>, NaiveArray> reference, params int[][][] shapes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = operation,
            Apply = x => create(x).Apply(),
            Unrecorded = create,
            Reference = reference,
            Shapes = shapes,
            Draw = [CatalogRow<T>.Between(-1, 1), CatalogRow<T>.Between(0.1, 0.9), CatalogRow<T>.Between(-1, 1)],
            Differentiable = [],
        };

    private static CatalogRow<T> Order<T>(
        string name, int[]? lengths, bool isReversed, bool toTimeFirst, int steps, int behind, params int[][] shapes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = "SequenceOrder",
            Apply = x => new SequenceOrderOperation<T>(
                "Lstm", x[0], lengths is null ? null : IndexTensor.Create(lengths), isReversed, toTimeFirst, steps, behind).Apply(),
            Reference = x => NaiveRecurrence.Order(x[0], lengths, isReversed, toTimeFirst, steps, behind),
            Shapes = [.. shapes.Select(shape => (int[][])[shape])],
        };

    private static readonly int[,] someTokens = { { 0, 4, 4 }, { 2, 4, 1 } };

    private static CatalogRow<T> TokenRows<T>(string name, int[]? lengths, bool isReversed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = "Embedding",
            Apply = x => new TokenRowsOperation<T>(
                x[0], SomeTokens, lengths is null ? null : IndexTensor.Create(lengths), isReversed).Apply(),
            Reference = x => NaiveArray.Of([3, 2, x[0].Sizes[1]], i =>
                TokenAt(i[0], i[1], lengths, isReversed) is { } token ? x[0][token, i[2]] : 0),
            Shapes = [[[5, 3]], [[6, 1]], [[5, 37]], [[5, 0]]],
            Refused = [new([[4, 3]], "token 4", "0 to 3")],
        };

    private static CatalogRow<T> TokenSums<T>(string name, int[]? lengths, bool isReversed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = "Embedding",
            Apply = x => new TokenSumsOperation<T>(
                x[0], SomeTokens, lengths is null ? null : IndexTensor.Create(lengths), isReversed, count: 5).Apply(),
            Reference = x => NaiveArray.Of([5, x[0].Sizes[2]], i => NaiveArray.Positions([3, 2])
                .Where(at => TokenAt(at[0], at[1], lengths, isReversed) == i[0]).Sum(at => x[0][at[0], at[1], i[1]])),
            Shapes = [[[3, 2, 3]], [[3, 2, 1]], [[3, 2, 37]], [[3, 2, 0]]],
        };

    private static IndexTensor SomeTokens => IndexTensor.Create([.. someTokens.Cast<int>()], [2, 3]);

    /// <summary>The token that is read at a step, or null behind the end.</summary>
    private static int? TokenAt(int step, int sequence, int[]? lengths, bool isReversed)
    {
        int length = lengths?[sequence] ?? 3;
        return step >= length ? null : someTokens[sequence, isReversed ? length - 1 - step : step];
    }

    private static int[][] LstmGradientShapes(int steps, int batch, int units) =>
    [
        [steps + 1, batch, units], [steps, batch, 6 * units], [units, 4 * units], [steps + 1, batch, units], [2, batch, units],
    ];

    private static IEnumerable<(int Step, int Sequence)> Positions(NaiveArray x) =>
        Enumerable.Range(0, x.Sizes[0]).SelectMany(step => Enumerable.Range(0, x.Sizes[1]).Select(sequence => (step, sequence)));
}
