namespace MiniGrad.Benchmarks.Measurements;

/// <summary>A number as the unevaluated sum of two doubles, with about 32 digits: the reference by which the kernels' errors are measured
/// (Dekker, "A floating-point technique for extending the available precision", 1971). Range and special values are those of a
/// double.</summary>
internal readonly struct DoubleDouble(double high, double low)
{
    private static readonly DoubleDouble logTwo = new(0.6931471805599453, 2.3190468138462996e-17);
    private static readonly DoubleDouble inverseRootTwo = new(0.7071067811865476, -4.833646656726457e-17);
    private static readonly DoubleDouble inverseRootPi = new(0.5641895835477563, 7.66772980658294e-18);

    public double High => high;

    public double Low => low;

    public static implicit operator DoubleDouble(double value) => new(value, 0);

    public static DoubleDouble operator -(DoubleDouble a) => new(-a.High, -a.Low);

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        (double sum, double error) = TwoSum(a.High, b.High);
        (double lowSum, double lowError) = TwoSum(a.Low, b.Low);
        (sum, error) = TwoSum(sum, error + lowSum);
        return Normalize(sum, error + lowError);
    }

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        double product = a.High * b.High;
        return Normalize(product, Math.FusedMultiplyAdd(a.High, b.High, -product) + (a.High * b.Low + a.Low * b.High));
    }

    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        double first = a.High / b.High;
        if (!double.IsFinite(first) || double.IsInfinity(b.High)) return first;
        DoubleDouble rest = a - b * first;
        double second = rest.High / b.High;
        rest -= b * second;
        return Normalize(first, second) + rest.High / b.High;
    }

    public static DoubleDouble Sqrt(double x)
    {
        double root = Math.Sqrt(x);
        return root == 0 || !double.IsFinite(root) ? root : Normalize(root, -Math.FusedMultiplyAdd(root, root, -x) / (2 * root));
    }

    public static DoubleDouble Exp(double x) => Exp((DoubleDouble)x);

    /// <summary>eˣ = 2ⁿ·(e^(r/256))²⁵⁶.</summary>
    public static DoubleDouble Exp(DoubleDouble x)
    {
        if (double.IsNaN(x.High)) return double.NaN;
        if (x.High > 800) return double.PositiveInfinity;
        if (x.High < -800) return 0;
        double n = Math.Round(x.High / logTwo.High);
        DoubleDouble r = (x - logTwo * n) * (1.0 / 256), power = Series(r);
        // Squaring 1 + s as 2s + s² keeps the digits of s.
        for (int i = 0; i < 8; i++) power = power * 2 + power * power;
        power += 1;
        return new(Math.ScaleB(power.High, (int)n), Math.ScaleB(power.Low, (int)n));
    }

    public static DoubleDouble ExpMinusOne(double x) => ExpMinusOne((DoubleDouble)x);

    public static DoubleDouble Log(double x)
    {
        double first = Math.Log(x);
        if (!double.IsFinite(first)) return first;
        // x·e^−y is 1 + d, and log x = y + log(1 + d) with a small d. x is brought near 1 first.
        int n = Math.ILogB(x);
        if (Math.ScaleB(x, -n) > 1.4142135623730951) n++;
        double significand = Math.ScaleB(x, -n), y = Math.Log(significand);
        DoubleDouble d = significand * Exp(-y) - 1;
        return logTwo * n + (y + (d - d * d * 0.5));
    }

    public static DoubleDouble LogOnePlus(double x)
    {
        if (!(x > -1) || double.IsInfinity(x)) return x == -1 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
        return LogOnePlus((DoubleDouble)x);
    }

    public static DoubleDouble Tanh(double x)
    {
        if (!(Math.Abs(x) < 40)) return double.IsNaN(x) ? x : Math.Sign(x);
        if (Math.Abs(x) < 1e-100) return x;
        DoubleDouble t = ExpMinusOne(2 * x);
        return t / (t + 2);
    }

    public static DoubleDouble Sigmoid(double x)
    {
        DoubleDouble power = Exp(-Math.Abs(x));
        return (x < 0 ? power : 1) / (1 + power);
    }

    public static DoubleDouble Softplus(double x)
    {
        if (double.IsInfinity(x)) return Math.Max(x, 0);
        DoubleDouble power = Exp(-Math.Abs(x));
        return Math.Max(x, 0) + (power.High < 1e-100 ? power : LogOnePlus(power));
    }

    /// <summary>Φ(x), by the series of erf without cancellation near 0, and by the continued fraction of erfc further out.</summary>
    public static DoubleDouble NormalDistribution(double x)
    {
        if (Math.Abs(x) > 40) return x > 0 ? 1 : 0;
        DoubleDouble a = Math.Abs(x) * inverseRootTwo, square = (DoubleDouble)x * x * 0.5, bell = Exp(-square), tail;
        if (a.High < 3)
        {
            // erf a = 2/√π·e^−a²·Σ 2ⁿ a²ⁿ⁺¹ / (1·3·…·(2n + 1))
            DoubleDouble term = a, sum = a;
            for (int n = 1; term.High > sum.High * 1e-34; n++) sum += term = term * square * 2 / (2 * n + 1);
            tail = (1 - sum * bell * inverseRootPi * 2) * 0.5;
        }
        else
        {
            // erfc a = e^−a²/√π / (a + ½/(a + 1/(a + 3/2/(a + …))))
            DoubleDouble fraction = a;
            for (int n = 400; n > 0; n--) fraction = a + 0.5 * n / fraction;
            tail = bell * inverseRootPi / fraction * 0.5;
        }
        return x < 0 ? tail : 1 - tail;
    }

    private static DoubleDouble LogOnePlus(DoubleDouble x)
    {
        if (Math.Abs(x.High) < 1e-12) return x - x * x * 0.5 + x * x * x * (1.0 / 3);
        // One step of Newton's method from y: log(1 + x) = y + log(1 + d) with d = (x − (eʸ − 1))·e^−y.
        double y = Math.Log(1 + x.High) is var rough && Math.Abs(x.High) < 0.5 ? x.High * (rough / (1 + x.High - 1)) : rough;
        DoubleDouble d = (x - ExpMinusOne((DoubleDouble)y)) * Exp(-y);
        return y + (d - d * d * 0.5);
    }

    private static DoubleDouble ExpMinusOne(DoubleDouble x)
    {
        if (Math.Abs(x.High) < 1e-100) return x;
        if (!(Math.Abs(x.High) < 0.5)) return Exp(x) - 1;
        DoubleDouble power = Series(x * (1.0 / 256));
        for (int i = 0; i < 8; i++) power = power * 2 + power * power;
        return power;
    }

    /// <summary>eʳ − 1 for |r| below 0.002.</summary>
    private static DoubleDouble Series(DoubleDouble r)
    {
        DoubleDouble sum = 0;
        for (int n = 12; n > 0; n--) sum = (sum + 1) * r / n;
        return sum;
    }

    private static (double Sum, double Error) TwoSum(double a, double b)
    {
        double sum = a + b, part = sum - a;
        return (sum, a - (sum - part) + (b - part));
    }

    private static DoubleDouble Normalize(double high, double low)
    {
        double sum = high + low;
        return double.IsFinite(sum) ? new(sum, low - (sum - high)) : new(high, 0);
    }
}
