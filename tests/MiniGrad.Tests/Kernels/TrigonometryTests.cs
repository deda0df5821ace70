using System.Numerics;
using Xunit;

namespace MiniGrad.Tests.Kernels;

/// <summary>Trigonometric and hyperbolic functions, their inverses, and logarithms to other bases.</summary>
public class TrigonometryTests
{
    private const double Pi = Math.PI;

    /// <summary>Figures by mpmath in 60 digits, also at the numbers that are nearest to multiples of π/2.</summary>
    [Theory]
    [InlineData("sin", 1e-300, 1e-300)]
    [InlineData("cos", 1e-300, 1.0)]
    [InlineData("tan", 1e-300, 1e-300)]
    [InlineData("sin", 0.5, 0.479425538604203)]
    [InlineData("cos", 0.5, 0.8775825618903728)]
    [InlineData("tan", 0.5, 0.5463024898437905)]
    [InlineData("sin", 1.0, 0.8414709848078965)]
    [InlineData("cos", 1.0, 0.5403023058681398)]
    [InlineData("tan", 1.0, 1.5574077246549023)]
    [InlineData("sin", 3.0, 0.1411200080598672)]
    [InlineData("cos", 3.0, -0.9899924966004454)]
    [InlineData("tan", 3.0, -0.1425465430742778)]
    [InlineData("sin", 1000.0, 0.8268795405320025)]
    [InlineData("cos", 1000.0, 0.5623790762907029)]
    [InlineData("tan", 1000.0, 1.4703241557027185)]
    [InlineData("sin", 1000000.0, -0.34999350217129294)]
    [InlineData("cos", 1000000.0, 0.9367521275331447)]
    [InlineData("tan", 1000000.0, -0.373624453987599)]
    [InlineData("sin", 1500000.0, 0.5109987142462677)]
    [InlineData("cos", 1500000.0, -0.8595814760909295)]
    [InlineData("tan", 1500000.0, -0.5944738555443376)]
    [InlineData("sin", 10000000000.0, -0.4875060250875107)]
    [InlineData("cos", 10000000000.0, 0.873119622676856)]
    [InlineData("tan", 10000000000.0, -0.5583496378112418)]
    [InlineData("sin", 1e+22, -0.8522008497671888)]
    [InlineData("cos", 1e+22, 0.523214785395139)]
    [InlineData("tan", 1e+22, -1.6287782256068988)]
    [InlineData("sin", 252.89820861816406, 1.0)]
    [InlineData("cos", 252.89820861816406, -4.185706803757208e-09)]
    [InlineData("tan", 252.89820861816406, -238908276.87748507)]
    [InlineData("sin", 1573224.7779161215, -1.0596509548899284e-14)]
    [InlineData("cos", 1573224.7779161215, -1.0)]
    [InlineData("tan", 1573224.7779161215, 1.0596509548899284e-14)]
    [InlineData("sin", 1590310.3295626696, -1.0)]
    [InlineData("cos", 1590310.3295626696, -1.4162833143898324e-14)]
    [InlineData("tan", 1590310.3295626696, 70607341754274.86)]
    [InlineData("asin", 1e-300, 1e-300)]
    [InlineData("acos", 1e-300, 1.5707963267948966)]
    [InlineData("asin", 0.3, 0.3046926540153975)]
    [InlineData("acos", 0.3, 1.2661036727794992)]
    [InlineData("asin", 0.5, 0.5235987755982989)]
    [InlineData("acos", 0.5, 1.0471975511965979)]
    [InlineData("asin", 0.75, 0.848062078981481)]
    [InlineData("acos", 0.75, 0.7227342478134157)]
    [InlineData("asin", 0.999999, 1.5693821131146521)]
    [InlineData("acos", 0.999999, 0.0014142136802445852)]
    [InlineData("acos", -0.3, 1.8754889808102941)]
    [InlineData("acos", -0.5, 2.0943951023931957)]
    [InlineData("acos", -0.999999, 3.1401784399095485)]
    [InlineData("atan", 1e-300, 1e-300)]
    [InlineData("atan", 0.4, 0.3805063771123649)]
    [InlineData("atan", 1.0, 0.7853981633974483)]
    [InlineData("atan", 1.5, 0.982793723247329)]
    [InlineData("atan", 10000000000.0, 1.5707963266948965)]
    [InlineData("sinh", 1e-300, 1e-300)]
    [InlineData("sinh", 1e-09, 1e-09)]
    [InlineData("sinh", 0.3, 0.3045202934471426)]
    [InlineData("sinh", 1.0, 1.1752011936438014)]
    [InlineData("sinh", 20.0, 242582597.70489514)]
    [InlineData("sinh", 710.0, 1.1169973830808555e+308)]
    [InlineData("sinh", 710.4, 1.6663642832806496e+308)]
    [InlineData("cosh", 1e-09, 1.0)]
    [InlineData("cosh", 0.3, 1.0453385141288605)]
    [InlineData("cosh", 1.0, 1.5430806348152437)]
    [InlineData("cosh", 20.0, 242582597.70489514)]
    [InlineData("cosh", 710.0, 1.1169973830808555e+308)]
    [InlineData("cosh", 710.4, 1.6663642832806496e+308)]
    [InlineData("asinh", 1e-300, 1e-300)]
    [InlineData("asinh", 1e-09, 1e-09)]
    [InlineData("asinh", 0.3, 0.29567304756342244)]
    [InlineData("asinh", 1.0, 0.881373587019543)]
    [InlineData("asinh", 20.0, 3.6895038689889055)]
    [InlineData("asinh", 10000000000.0, 23.7189981105004)]
    [InlineData("asinh", 1e+17, 39.837093761458725)]
    [InlineData("asinh", 1e+19, 44.44226394744681)]
    [InlineData("asinh", 1e+300, 691.4686750787737)]
    [InlineData("acosh", 1.0000000001, 1.4142136208675862e-05)]
    [InlineData("acosh", 1.5, 0.9624236501192069)]
    [InlineData("acosh", 20.0, 3.6882538673612966)]
    [InlineData("acosh", 10000000000.0, 23.7189981105004)]
    [InlineData("acosh", 1e+19, 44.44226394744681)]
    [InlineData("acosh", 1e+300, 691.4686750787737)]
    [InlineData("atanh", 1e-300, 1e-300)]
    [InlineData("atanh", 1e-09, 1e-09)]
    [InlineData("atanh", 0.3, 0.3095196042031117)]
    [InlineData("atanh", 0.5, 0.5493061443340549)]
    [InlineData("atanh", 0.999999, 7.254328619247669)]
    [InlineData("expm1", 1e-300, 1e-300)]
    [InlineData("expm1", 1e-09, 1.0000000005000001e-09)]
    [InlineData("expm1", 0.3, 0.3498588075760031)]
    [InlineData("expm1", 1.0, 1.7182818284590453)]
    [InlineData("expm1", -0.3, -0.2591817793182821)]
    [InlineData("expm1", -1e-09, -9.999999995e-10)]
    [InlineData("expm1", -30.0, -0.9999999999999064)]
    [InlineData("expm1", 700.0, 1.0142320547350045e+304)]
    [InlineData("expm1", 709.7, 1.6549840276802644e+308)]
    [InlineData("log2", 5e-324, -1074.0)]
    [InlineData("log10", 5e-324, -323.3062153431158)]
    [InlineData("log2", 0.3, -1.7369655941662063)]
    [InlineData("log10", 0.3, -0.5228787452803376)]
    [InlineData("log2", 0.75, -0.4150374992788438)]
    [InlineData("log10", 0.75, -0.12493873660829995)]
    [InlineData("log2", 1.0000001, 1.4426949695965583e-07)]
    [InlineData("log10", 1.0000001, 4.3429446044209946e-08)]
    [InlineData("log2", 8.0, 3.0)]
    [InlineData("log10", 8.0, 0.9030899869919435)]
    [InlineData("log2", 1e+300, 996.5784284662087)]
    [InlineData("log10", 1e+300, 300.0)]
    public void Double_precision_is_within_three_units(string name, double x, double expected)
    {
        double error = Math.Abs(ElementwiseAccuracyTests.Apply(name, [x])[0] - expected);
        double unit = Math.ScaleB(1, Math.Max(Math.ILogB(expected) - 52, -1074));
        Assert.True(error <= 3 * unit, $"{name}({x:R}) is off by {error / unit} units.");
    }

    /// <summary>Against the platform's functions, at numbers of every size at which the function is neither 0 nor its argument.</summary>
    [Theory]
    [InlineData("sin", 1e9)]
    [InlineData("cos", 1e9)]
    [InlineData("tan", 1e9)]
    [InlineData("asin", 1)]
    [InlineData("acos", 1)]
    [InlineData("atan", 1e9)]
    [InlineData("sinh", 700)]
    [InlineData("cosh", 700)]
    [InlineData("asinh", 1e200)]
    [InlineData("acosh", 1e200)]
    [InlineData("expm1", 700)]
    [InlineData("log2", 1e300)]
    [InlineData("log10", 1e300)]
    public void Double_precision_agrees_with_the_platform(string name, double largest)
    {
        Random random = new(1);
        double[] x = [.. Enumerable.Range(0, 100_000).Select(_ => largest * Math.Pow(random.NextDouble(), 12) * (random.Next(2) * 2 - 1))];
        double[] y = ElementwiseAccuracyTests.Apply(name, x);
        for (int i = 0; i < x.Length; i++)
        {
            double expected = ElementwiseAccuracyTests.Exact(name, x[i]);
            if (name == "expm1" && Math.Abs(x[i]) < 0.5) continue;
            if (double.IsNaN(expected)) Assert.Equal(double.NaN, y[i]);
            else Assert.True(Math.Abs(y[i] - expected) <= 1e-15 * Math.Abs(expected), $"{name}({x[i]:R}) is {y[i]:R}, not {expected:R}.");
        }
    }

    [Theory]
    [InlineData("sin")]
    [InlineData("cos")]
    [InlineData("tan")]
    [InlineData("asin")]
    [InlineData("atan")]
    [InlineData("sinh")]
    [InlineData("asinh")]
    [InlineData("acosh")]
    [InlineData("round")]
    public void A_result_depends_neither_on_its_place_nor_on_its_neighbours(string name)
    {
        Check<float>();
        Check<double>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            // Every fifth is so large that sine takes another way.
            Random random = new(2);
            T[] x = [.. Enumerable.Range(0, 203).Select(i => T.CreateChecked((i % 5 == 0 ? 1e7 : 3) * random.NextDouble()))];
            T[] whole = ElementwiseAccuracyTests.Apply(name, x);
            for (int i = 0; i < x.Length; i++) Assert.Equal(whole[i], ElementwiseAccuracyTests.Apply(name, [x[i]])[0]);
            for (int start = 1; start < 9; start++) Assert.Equal(whole[start..], ElementwiseAccuracyTests.Apply(name, x[start..]));
        }
    }

    [Fact]
    public void Special_values_are_right()
    {
        Check<float>();
        Check<double>();

        static void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T infinity = T.PositiveInfinity, zero = T.Zero, one = T.One, tiny = T.Epsilon, nan = T.NaN, two = one + one;
            AssertSame([zero, -zero, tiny, -tiny, nan, nan, nan], Apply("sin", [zero, -zero, tiny, -tiny, infinity, -infinity, nan]));
            AssertSame([one, one, one, nan, nan, nan], Apply("cos", [zero, -zero, tiny, infinity, -infinity, nan]));
            AssertSame([zero, -zero, tiny, -tiny, nan, nan], Apply("tan", [zero, -zero, tiny, -tiny, infinity, nan]));
            AssertSame([zero, -zero, tiny, Number(Pi / 2), Number(-Pi / 2), nan, nan, nan],
                Apply("asin", [zero, -zero, tiny, one, -one, two, -infinity, nan]));
            AssertSame([Number(Pi / 2), zero, Number(Pi), nan, nan, nan], Apply("acos", [zero, one, -one, two, -infinity, nan]));
            AssertSame([zero, -zero, tiny, Number(Pi / 2), Number(-Pi / 2), nan],
                Apply("atan", [zero, -zero, tiny, infinity, -infinity, nan]));
            AssertSame([zero, -zero, tiny, -tiny, infinity, -infinity, nan],
                Apply("sinh", [zero, -zero, tiny, -tiny, infinity, -infinity, nan]));
            AssertSame([one, infinity, infinity, nan], Apply("cosh", [-zero, infinity, -infinity, nan]));
            AssertSame([zero, -zero, tiny, -tiny, infinity, -infinity, nan],
                Apply("asinh", [zero, -zero, tiny, -tiny, infinity, -infinity, nan]));
            AssertSame([zero, infinity, nan, nan, nan, nan], Apply("acosh", [one, infinity, zero, -two, -infinity, nan]));
            AssertSame([zero, -zero, tiny, infinity, -infinity, nan, nan, nan],
                Apply("atanh", [zero, -zero, tiny, one, -one, two, infinity, nan]));
            AssertSame([zero, -zero, tiny, -tiny, infinity, -one, nan],
                Apply("expm1", [zero, -zero, tiny, -tiny, infinity, -infinity, nan]));
            AssertSame([Number(3), Number(-1), zero, -infinity, -infinity, infinity, nan, nan],
                Apply("log2", [Number(8), Number(0.5), one, zero, -zero, infinity, -one, nan]));
            AssertSame([zero, -infinity, infinity, nan, nan], Apply("log10", [one, -zero, infinity, -one, nan]));
            AssertSame([infinity, -infinity, zero, -zero, nan], Apply("reciprocal", [zero, -zero, infinity, -infinity, nan]));

            static T Number(double value) => T.CreateTruncating(value);
        }
    }

    [Fact]
    public void Angles_have_the_signs_of_zeros_and_infinities()
    {
        double[] numbers = [0.0, -0.0, 1, -1, 1e-300, -1e300, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 2.5];
        foreach (double y in numbers)
        {
            foreach (double x in numbers)
            {
                double expected = Math.Atan2(y, x), actual = Tensor.Scalar(y).Atan2(Tensor.Scalar(x)).ToScalar();
                AssertNear(expected, actual);
                AssertNear(MathF.Atan2((float)y, (float)x), Tensor.Scalar((float)y).Atan2(Tensor.Scalar((float)x)).ToScalar());
            }
        }

        // Within a unit, and of the same sign; a zero is a zero.
        static void AssertNear<T>(T expected, T actual) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (T.IsNaN(expected) || expected == T.Zero) Assert.Equal(expected, actual);
            else Assert.InRange(actual, T.BitDecrement(expected), T.BitIncrement(expected));
            if (!T.IsNaN(expected)) Assert.Equal(T.IsNegative(expected), T.IsNegative(actual));
        }
    }

    [Fact]
    public void Whole_numbers_are_those_of_the_platform()
    {
        float[] x = [.. Enumerable.Range(0, 1 << 18).Select(i => BitConverter.UInt32BitsToSingle((uint)i * 16381))];
        AssertSame(Array.ConvertAll(x, MathF.Floor), Apply("floor", x));
        AssertSame(Array.ConvertAll(x, MathF.Ceiling), Apply("ceiling", x));
        AssertSame(Array.ConvertAll(x, value => MathF.Round(value, MidpointRounding.ToEven)), Apply("round", x));
        AssertSame(Array.ConvertAll(x, MathF.Truncate), Apply("truncate", x));
        double[] halves =
        [
            -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 4503599627370495.5, 4503599627370497, 0.49999999999999994,
            -0.49999999999999994,
        ];
        AssertSame(Array.ConvertAll(halves, value => Math.Round(value, MidpointRounding.ToEven)), Apply("round", halves));
        AssertSame(Array.ConvertAll(halves, Math.Floor), Apply("floor", halves));
    }

    private static T[] Apply<T>(string name, T[] x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ElementwiseAccuracyTests.Apply(name, x);

    /// <summary>Equal, the sign of a zero included.</summary>
    private static void AssertSame<T>(T[] expected, T[] actual) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Assert.Equal(expected.Select(value => (value, T.IsNegative(value) && !T.IsNaN(value))),
            actual.Select(value => (value, T.IsNegative(value) && !T.IsNaN(value))));
}
