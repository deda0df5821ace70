namespace MiniGrad.Kernels;

/// <summary>The standard normal distribution, to full relative precision far out on the left too.</summary>
/// <remarks>With a = |x| and t = (a − c) / (a + c), c = 3.75·√2, the tail is Φ(−a) = ½·e^(−a²/2)·p(t) / (1 + √2·a), the form of Shepherd
/// and Laframboise (Mathematics of Computation 36, 1981). The polynomials were found for this file by the Remez exchange algorithm in
/// 60-digit arithmetic, over the a for which the tail is not 0: relative errors 7.5e-9 in single precision, 6.8e-17 in double.</remarks>
internal static class NormalDistribution
{
    private const double Center = 3.75 * 1.4142135623730951;

    /// <summary>An a at which e^(−a²/2) has become 0.</summary>
    [MethodImpl(AggressiveInlining)] public static double Limit<T>() => typeof(T) == typeof(float) ? 14.5 : 39;

    /// <summary>Φ(x), the distribution function, and e^(−x²/2), which is √(2π) times the density.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Distribution<TSimd, TVector, T>(TVector x, out TVector bell)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector a = TSimd.Min(TSimd.Constant(Limit<T>()), TSimd.Abs(x)), one = TSimd.Constant(1), center = TSimd.Constant(Center);

        // a² as the square of a's leading half, which is exact, and a small rest: rounding the exponent would cost up to a²/2 units.
        long mask = typeof(T) == typeof(float) ? unchecked((int)0xFFFFF000) : unchecked((long)0xFFFFFFFFF8000000);
        TVector head = TSimd.And(a, TSimd.Pattern(mask));
        TVector rest = TSimd.Multiply(TSimd.Subtract(a, head), TSimd.Add(a, head)), minusHalf = TSimd.Constant(-0.5);
        bell = ExponentialFunction.ExpOfSum<TSimd, TVector, T>(
            TSimd.Multiply(TSimd.Multiply(head, head), minusHalf), TSimd.Multiply(rest, minusHalf));

        TVector t = TSimd.Divide(TSimd.Subtract(a, center), TSimd.Add(a, center));
        TVector factor = TSimd.Divide(
            TSimd.Multiply(Tail<TSimd, TVector, T>(t), TSimd.Constant(0.5)), TSimd.MultiplyAdd(a, TSimd.Constant(1.4142135623730951), one));
        TVector tail = TSimd.Multiply(bell, factor);
        return TSimd.Select(TSimd.LessThan(x, TSimd.Constant(0)), tail, TSimd.Subtract(one, tail));
    }

    [MethodImpl(AggressiveInlining)]
    private static TVector Tail<TSimd, TVector, T>(TVector t)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            TVector q = TSimd.MultiplyAdd(TSimd.Constant(0.0010506698442827099), t, TSimd.Constant(0.002175190739874141));
            q = TSimd.MultiplyAdd(q, t, TSimd.Constant(-0.010041955361013957));
            q = TSimd.MultiplyAdd(q, t, TSimd.Constant(0.028048737172187706));
            q = TSimd.MultiplyAdd(q, t, TSimd.Constant(-0.05868035694177504));
            q = TSimd.MultiplyAdd(q, t, TSimd.Constant(0.0923727602998593));
            q = TSimd.MultiplyAdd(q, t, TSimd.Constant(-0.10879867269969795));
            q = TSimd.MultiplyAdd(q, t, TSimd.Constant(0.08227108487899362));
            q = TSimd.MultiplyAdd(q, t, TSimd.Constant(0.003584981430830579));
            q = TSimd.MultiplyAdd(q, t, TSimd.Constant(-0.1402404647876624));
            return TSimd.MultiplyAdd(q, t, TSimd.Constant(1.2375126345161203));
        }
        TVector p = TSimd.MultiplyAdd(TSimd.Constant(5.040142361929692e-9), t, TSimd.Constant(2.9375099671505302e-8));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(-2.0381811843612895e-9));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(-2.550139440001328e-7));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(-2.4617935364248356e-8));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(1.7569584586050762e-6));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(-9.973829826397062e-7));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(-1.14514927537793e-5));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(2.239500966000905e-5));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(5.165321317228511e-5));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(-0.0002901571869928254));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(0.0002937123877980937));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(0.0017556264225616308));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(-0.00974657932754102));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(0.028362277354863644));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(-0.058693398612918994));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(0.09230432116445379));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(-0.10880393014057461));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(0.08227673849002202));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(0.0035854154854417916));
        p = TSimd.MultiplyAdd(p, t, TSimd.Constant(-0.14024059858554583));
        return TSimd.MultiplyAdd(p, t, TSimd.Constant(1.2375126308378277));
    }
}
