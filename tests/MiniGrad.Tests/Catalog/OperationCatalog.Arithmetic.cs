using System.Numerics;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    private static readonly int[][][] columnAndRow = [[[3, 1], [4]]];

    private static IEnumerable<CatalogRow<T>> Arithmetic<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        Pairwise<T>("add", "Add", (a, b) => a + b, (a, b) => a + b),
        Pairwise<T>("subtract", "Subtract", (a, b) => a - b, (a, b) => a - b),
        Pairwise<T>("multiply", "Multiply", (a, b) => a * b, (a, b) => a * b),
        Pairwise<T>("divide", "Divide", (a, b) => a / b, (a, b) => a / b, draw: Dividend<T>()),
        Pairwise<T>("add broadcast", "Add", (a, b) => a + b, (a, b) => a + b, columnAndRow),
        Pairwise<T>("subtract broadcast", "Subtract", (a, b) => a - b, (a, b) => a - b, columnAndRow),
        Pairwise<T>("multiply broadcast", "Multiply", (a, b) => a * b, (a, b) => a * b, columnAndRow),
        Pairwise<T>("divide broadcast", "Divide", (a, b) => a / b, (a, b) => a / b, columnAndRow, Dividend<T>()),
        Elementwise<T>("negate", "Negate", x => -x, x => -x),
    ];

    /// <summary>Any dividend, and a divisor of at least 1/2 in size.</summary>
    private static Func<Random, double>[] Dividend<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [CatalogRow<T>.Between(-2, 2), random => (0.5 + 1.5 * random.NextDouble()) * (random.Next(2) == 0 ? -1 : 1)];
}
