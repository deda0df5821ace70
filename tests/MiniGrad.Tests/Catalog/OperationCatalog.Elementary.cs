using System.Numerics;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    private static IEnumerable<CatalogRow<T>> Elementary<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        Elementwise<T>("exp", "Exp", x => x.Exp(), Math.Exp),
        Elementwise<T>("log", "Log", x => x.Log(), Math.Log, 0.2, 3),
        Elementwise<T>("log1p", "Log1p", x => x.Log1p(), x => Math.Log(1 + x), -0.7, 3),
        Elementwise<T>("log2", "Log2", x => x.Log2(), x => Math.Log(x) / Math.Log(2), 0.2, 3),
        Elementwise<T>("log10", "Log10", x => x.Log10(), x => Math.Log(x) / Math.Log(10), 0.2, 3),
        Elementwise<T>("expm1", "Expm1", x => x.Expm1(), x => Math.Exp(x) - 1),
        Elementwise<T>("reciprocal", "Reciprocal", x => x.Reciprocal(), x => 1 / x, 0.3, 3),
        Elementwise<T>("floor", "Floor", x => x.Floor(), x => (int)(x + 10) - 10, kinks: [-2, -1, 0, 1, 2]),
        Elementwise<T>("ceiling", "Ceiling", x => x.Ceiling(), x => 10 - (int)(10 - x), kinks: [-2, -1, 0, 1, 2]),
        Elementwise<T>("round", "Round", x => x.Round(), x => (int)(x + 10.5) - 10, kinks: [-1.5, -0.5, 0.5, 1.5]),
        Elementwise<T>("truncate", "Truncate", x => x.Truncate(), x => (int)x, kinks: [-2, -1, 1, 2]),
        Pairwise<T>(
            "remainder", "Remainder", (a, b) => a.Remainder(b), (a, b) => a - b * ((int)(a / b + 10) - 10),
            draw: [CatalogRow<T>.OneOf(-1.7, -0.6, 0.45, 1.5), CatalogRow<T>.OneOf(-0.8, 1.25)],
            kink: (a, b) => a / b - Math.Round(a / b)),
        Elementwise<T>("erf", "Erf", x => x.Erf(), ErrorFunction),
        Elementwise<T>("sqrt", "Sqrt", x => x.Sqrt(), Math.Sqrt, 0.2, 3),
        Elementwise<T>("square", "Square", x => x.Square(), x => x * x),
        Elementwise<T>("abs", "Abs", x => x.Abs(), Math.Abs, kinks: 0),
        Elementwise<T>("sign", "Sign", x => x.Sign(), x => x > 0 ? 1 : -1, kinks: 0),
        Elementwise<T>(
            "clamp", "Clamp", x => x.Clamp(T.CreateChecked(-0.5), T.CreateChecked(0.8)), x =>
                Math.Min(Math.Max(x, -0.5), 0.8), kinks: [-0.5, 0.8]),
        Elementwise<T>("power scalar", "Power", x => x.Power(T.CreateChecked(2.5)), x => x * x * Math.Sqrt(x), 0.2, 3),
        Elementwise<T>("power integer", "Power", x => x.Power(T.CreateChecked(3)), x => x * x * x),
        Pairwise<T>(
            "power tensor", "Power", (a, b) => a.Power(b), (a, b) => Math.Exp(b * Math.Log(a)), [[[3, 4], [4]]],
            [CatalogRow<T>.Between(0.3, 2), CatalogRow<T>.Between(-2, 2)]),
    ];

    /// <summary>2/√π·Σ (−1)ⁿ·x²ⁿ⁺¹ / (n!·(2n + 1)), which loses three digits at 2.</summary>
    private static double ErrorFunction(double x)
    {
        double sum = 0, power = x;
        for (int n = 0; n < 60; power *= -x * x / ++n) sum += power / (2 * n + 1);
        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
