using System.Numerics;

namespace MiniGrad.Benchmarks.Measurements;

/// <summary>How far a computed number lies from the exact one, counted in the spacing of the type's numbers there.</summary>
internal static class UnitsInTheLastPlace
{
    public static double Between<T>(T computed, DoubleDouble exact) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T rounded = T.CreateTruncating(exact.High);
        if (!T.IsFinite(computed) || !T.IsFinite(rounded))
            return computed.Equals(rounded) ? 0 : T.IsInfinity(rounded)
                && computed == T.CopySign(T.BitDecrement(T.PositiveInfinity), rounded) ? 1 : double.PositiveInfinity;
        if (rounded == T.Zero && computed == T.Zero) return 0;
        int smallest = typeof(T) == typeof(float) ? -149 : -1074, digits = typeof(T) == typeof(float) ? 23 : 52;
        int exponent = exact.High == 0 ? smallest : Math.Max(Math.ILogB(exact.High) - digits, smallest);
        double difference = double.CreateTruncating(computed) - exact.High - exact.Low;
        return Math.ScaleB(Math.Abs(difference), -exponent);
    }
}
