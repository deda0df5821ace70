using System.Numerics;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    private static IEnumerable<CatalogRow<T>> Trigonometry<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        Elementwise<T>("sin", "Sin", x => x.Sin(), Math.Sin, -4, 4),
        Elementwise<T>("cos", "Cos", x => x.Cos(), Math.Cos, -4, 4),
        Elementwise<T>("tan", "Tan", x => x.Tan(), x => Math.Sin(x) / Math.Cos(x), -1.2, 1.2),
        Elementwise<T>("asin", "Asin", x => x.Asin(), Math.Asin, -0.9, 0.9),
        Elementwise<T>("acos", "Acos", x => x.Acos(), Math.Acos, -0.9, 0.9),
        Elementwise<T>("atan", "Atan", x => x.Atan(), Math.Atan, -3, 3),
        Pairwise<T>(
            "atan2", "Atan2", (y, x) => y.Atan2(x), Math.Atan2,
            draw: [CatalogRow<T>.OneOf(-1.5, -0.4, 0.3, 1.25), CatalogRow<T>.Between(-2, 2)]),
        Elementwise<T>("sinh", "Sinh", x => x.Sinh(), x => (Math.Exp(x) - Math.Exp(-x)) / 2),
        Elementwise<T>("cosh", "Cosh", x => x.Cosh(), x => (Math.Exp(x) + Math.Exp(-x)) / 2),
        Elementwise<T>("asinh", "Asinh", x => x.Asinh(), x => Math.Log(x + Math.Sqrt(x * x + 1))),
        Elementwise<T>("acosh", "Acosh", x => x.Acosh(), x => Math.Log(x + Math.Sqrt(x * x - 1)), 1.3, 4),
        Elementwise<T>("atanh", "Atanh", x => x.Atanh(), x => 0.5 * Math.Log((1 + x) / (1 - x)), -0.9, 0.9),
    ];
}
