using System.Numerics;

namespace MiniGrad.Kernels;

/// <summary>
/// log(1 + x) and eˣ − 1 to a few units in the last place for every x. The platform's <c>LogP1</c> and <c>ExpM1</c> compute just
/// that, the sum and the difference, and lose the digits of a small x.
/// </summary>
/// <remarks>
/// Both by Kahan (Higham, "Accuracy and stability of numerical algorithms", 2nd edition, section 1.14.1 and problem 1.5): the error
/// that 1 + x or eˣ was rounded with is in the numerator and the denominator of a quotient alike, and drops out.
/// </remarks>
internal static class SmallArguments
{
    /// <summary>log(1 + x) = x · log(u) / (u − 1) with u = 1 + x, and x where u is 1.</summary>
    public static T LogOnePlus<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T u = T.One + x;
        if (u == T.One) return x;
        return T.IsPositiveInfinity(u) ? u : x * (T.Log(u) / (u - T.One));
    }

    /// <summary>eˣ − 1 = x · (u − 1) / log(u) with u = eˣ, and x where u is 1.</summary>
    public static T ExpMinusOne<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T u = T.Exp(x);
        if (u == T.One) return x;
        T difference = u - T.One;
        return difference == T.NegativeOne || T.IsPositiveInfinity(u) ? difference : x * (difference / T.Log(u));
    }
}
