using System.Numerics;
using MiniGrad.Kernels;
using Xunit;

namespace MiniGrad.Tests.Kernels;

/// <summary>The elementwise functions keep their stated accuracy over the whole range.</summary>
public class ElementwiseAccuracyTests
{
    public static TheoryData<string, double> SingleBounds => new()
    {
        { "exp", 1.3 }, { "log", 1.3 }, { "tanh", 1.3 }, { "sigmoid", 2.2 }, { "log1p", 2 }, { "softplus", 2.5 }, { "elu", 1.3 },
        { "sin", 2.2 }, { "cos", 2.2 }, { "tan", 3.5 }, { "asin", 2 }, { "acos", 2 }, { "atan", 2 }, { "sinh", 3 }, { "cosh", 2 },
        { "asinh", 3.5 }, { "acosh", 3.5 }, { "atanh", 3.5 }, { "expm1", 1.5 }, { "log2", 2.5 }, { "log10", 2 },
    };

    /// <summary>Against the platform's functions in double precision, at half a million numbers of every exponent and both signs.</summary>
    [Theory]
    [MemberData(nameof(SingleBounds))]
    public void Single_precision_is_within_its_bound(string name, double bound)
    {
        float[] x = [.. Enumerable.Range(0, 1 << 19).Select(i => BitConverter.UInt32BitsToSingle((uint)i * 8191))];
        float[] y = Apply(name, x);
        for (int i = 0; i < x.Length; i++)
        {
            double exact = Exact(name, x[i]);
            Assert.True(Error(y[i], exact) <= bound,
                $"{name}({x[i]:R}) is {y[i]:R}, expected {exact:R}: off by {Error(y[i], exact):0.00} units.");
        }
    }

    /// <summary>Figures by mpmath in 40 digits.</summary>
    [Theory]
    [InlineData("exp", 1, 2.7182818284590452354)]
    [InlineData("exp", -700.5, 5.9801961186397912e-305)]
    [InlineData("exp", 709.75, 1.7398368732641606e308)]
    [InlineData("log", 10, 2.3025850929940456840)]
    [InlineData("log", 0.75, -0.28768207245178092744)]
    [InlineData("log", 5e-324, -744.44007192138126232)]
    [InlineData("tanh", 0.625, 0.55459972234938229)]
    [InlineData("tanh", 1e-300, 1e-300)]
    [InlineData("tanh", 3, 0.99505475368673045133)]
    [InlineData("sigmoid", -40, 4.2483542552915889863e-18)]
    [InlineData("sigmoid", -708, 3.3075530036384080e-308)]
    [InlineData("sigmoid", 2, 0.88079707797788244406)]
    public void Double_precision_is_within_two_units(string name, double x, double expected) =>
        Assert.InRange(Apply(name, [x])[0], expected - 2 * Math.ScaleB(1, Math.ILogB(expected) - 52),
            expected + 2 * Math.ScaleB(1, Math.ILogB(expected) - 52));

    [Fact]
    public void Special_values_are_right()
    {
        Check<float>();
        Check<double>();

        static void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T infinity = T.PositiveInfinity, zero = T.Zero, one = T.One, tiny = T.Epsilon;
            AssertSame([one, one, zero, infinity, T.NaN, one], Apply("exp", [zero, -zero, -infinity, infinity, T.NaN, tiny]));
            AssertSame([-infinity, -infinity, infinity, T.NaN, T.NaN, T.NaN, zero],
                Apply("log", [zero, -zero, infinity, -infinity, -one, T.NaN, one]));
            AssertSame([zero, -zero, one, -one, T.NaN, tiny, -tiny], Apply("tanh", [zero, -zero, infinity, -infinity, T.NaN, tiny, -tiny]));
            AssertSame([zero, one, T.NaN, T.CreateChecked(0.5)], Apply("sigmoid", [-infinity, infinity, T.NaN, zero]));
            AssertSame([-zero, infinity, -infinity, T.NaN, tiny], Apply("log1p", [-zero, infinity, -one, -infinity, tiny]));
            AssertSame([zero, infinity, T.NaN], Apply("softplus", [-infinity, infinity, T.NaN]));
            AssertSame([-one, infinity, T.NaN, -zero], Apply("elu", [-infinity, infinity, T.NaN, -zero]));
            AssertSame([zero, zero, infinity, T.NaN], Apply("relu", [-infinity, -zero, infinity, T.NaN]));
            Assert.True(T.IsFinite(Apply("exp", [T.CreateChecked(typeof(T) == typeof(float) ? 88.72 : 709.78)])[0]));
        }
    }

    [Fact]
    public void Tiny_arguments_keep_every_digit() => Assert.Equal([1e-40f, -1e-40f, 1e-10f], Apply("tanh", [1e-40f, -1e-40f, 1e-10f]));

    internal static T[] Apply<T>(string name, T[] x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] y = new T[x.Length];
        switch (name)
        {
            case "exp": Elementwise.Apply(x, y, default(ExpOperation<T>.Operator)); break;
            case "log": Elementwise.Apply(x, y, default(LogOperation<T>.Operator)); break;
            case "tanh": Elementwise.Apply(x, y, default(TanhOperation<T>.Operator)); break;
            case "sigmoid": Elementwise.Apply(x, y, default(SigmoidOperation<T>.Operator)); break;
            case "log1p": Elementwise.Apply(x, y, default(Log1pOperation<T>.Operator)); break;
            case "softplus": Elementwise.Apply(x, y, default(SoftplusOperation<T>.Operator)); break;
            case "elu": Elementwise.Apply(x, y, new EluOperation<T>.Operator(T.One, T.One)); break;
            case "gelu": Elementwise.Apply(x, y, default(GeluOperation<T>.Operator)); break;
            case "relu": Elementwise.Apply(x, y, default(RectifyOperator<T>)); break;
            case "sin": Elementwise.Apply(x, y, default(SinOperation<T>.Operator)); break;
            case "cos": Elementwise.Apply(x, y, default(CosOperation<T>.Operator)); break;
            case "tan": Elementwise.Apply(x, y, default(TanOperation<T>.Operator)); break;
            case "asin": Elementwise.Apply(x, y, default(AsinOperation<T>.Operator)); break;
            case "acos": Elementwise.Apply(x, y, default(AcosOperation<T>.Operator)); break;
            case "atan": Elementwise.Apply(x, y, default(AtanOperation<T>.Operator)); break;
            case "sinh": Elementwise.Apply(x, y, default(SinhOperation<T>.Operator)); break;
            case "cosh": Elementwise.Apply(x, y, default(CoshOperation<T>.Operator)); break;
            case "asinh": Elementwise.Apply(x, y, default(AsinhOperation<T>.Operator)); break;
            case "acosh": Elementwise.Apply(x, y, default(AcoshOperation<T>.Operator)); break;
            case "atanh": Elementwise.Apply(x, y, default(AtanhOperation<T>.Operator)); break;
            case "expm1": Elementwise.Apply(x, y, default(Expm1Operation<T>.Operator)); break;
            case "log2": Elementwise.Apply(x, y, default(Log2Operation<T>.Operator)); break;
            case "log10": Elementwise.Apply(x, y, default(Log10Operation<T>.Operator)); break;
            case "floor": Elementwise.Apply(x, y, default(FloorOperation<T>.Operator)); break;
            case "ceiling": Elementwise.Apply(x, y, default(CeilingOperation<T>.Operator)); break;
            case "round": Elementwise.Apply(x, y, default(RoundOperation<T>.Operator)); break;
            case "truncate": Elementwise.Apply(x, y, default(TruncateOperation<T>.Operator)); break;
            case "reciprocal": Elementwise.Apply(x, y, default(ReciprocalOperation<T>.Operator)); break;
            default: throw new ArgumentException(name);
        }
        return y;
    }

    /// <summary>To a hundred-millionth of a unit of single precision.</summary>
    internal static double Exact(string name, double x) => name switch
    {
        "exp" => Math.Exp(x),
        "log" => Math.Log(x),
        "tanh" => Math.Abs(x) < 1e-9 ? x : Math.Tanh(x),
        "sigmoid" => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x)),
        "log1p" => LogOnePlus(x),
        "softplus" => double.IsInfinity(x) ? Math.Max(x, 0) : Math.Max(x, 0) + LogOnePlus(Math.Exp(-Math.Abs(x))),
        "elu" => x > 0 ? x : Math.Abs(x) < 1e-3 ? x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4))) : Math.Exp(x) - 1,
        "sin" => Math.Sin(x),
        "cos" => Math.Cos(x),
        "tan" => Math.Tan(x),
        "asin" => Math.Asin(x),
        "acos" => Math.Acos(x),
        "atan" => Math.Atan(x),
        "sinh" => Math.Sinh(x),
        "cosh" => Math.Cosh(x),
        "asinh" => Math.Asinh(x),
        "acosh" => Math.Acosh(x),
        "atanh" => Math.Atanh(x),
        "expm1" => Math.Abs(x) < 1e-3 ? x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4))) : Math.Exp(x) - 1,
        "log2" => Math.Log2(x),
        "log10" => Math.Log10(x),
        _ => throw new ArgumentException(name),
    };

    private static double LogOnePlus(double x) =>
        Math.Abs(x) < 1e-4 ? x * (1 - x * (0.5 - x * (1.0 / 3 - x * 0.25))) : double.IsInfinity(x) && x > 0 ? x : Math.Log(1 + x);

    /// <summary>In units in the last place of the exact result.</summary>
    private static double Error(float actual, double exact)
    {
        float rounded = (float)exact;
        if (!float.IsFinite(rounded) || !float.IsFinite(actual)) return actual.Equals(rounded) ? 0 : double.PositiveInfinity;
        if (exact == 0) return actual == 0 ? 0 : double.PositiveInfinity;
        return Math.ScaleB(Math.Abs(actual - exact), -Math.Max(Math.ILogB(exact) - 23, -149));
    }

    /// <summary>Equal, the sign of a zero included.</summary>
    private static void AssertSame<T>(T[] expected, T[] actual) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Assert.Equal(expected.Select(value => (value, T.IsNegative(value) && !T.IsNaN(value))),
            actual.Select(value => (value, T.IsNegative(value) && !T.IsNaN(value))));
}
