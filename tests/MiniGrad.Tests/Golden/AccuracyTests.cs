using System.Globalization;
using System.Numerics;
using System.Text.Json;
using MiniGrad.Losses;
using Xunit;
using Xunit.Abstractions;

namespace MiniGrad.Tests.Golden;

/// <summary>Every activation, loss and normalisation, with first and second derivative, against figures of 50 digits over the whole range
/// of single and double precision. <c>accuracy.py</c> computes them.</summary>
/// <remarks>Errors are counted in units in the last place. Derivatives so small that they count as 0 may be 0.</remarks>
public class AccuracyTests(ITestOutputHelper output)
{
    private const double ValueBound = 4, DerivativeBound = 16;

    /// <summary>Where digits cancel: the function, the order of the derivative, the |x| from which on and up to which, the size of what
    /// cancels, beside which errors are counted there, and the reason.</summary>
    private static readonly (string Function, int Order, double From, double To, double Size, string Reason)[] cancellations =
    [
        ("sigmoid", 1, 1, double.PositiveInfinity, 0.25, FromOutput),
        ("sigmoid", 2, 0, double.PositiveInfinity, 0.25, FromOutput),
        ("tanh", 1, 1, double.PositiveInfinity, 1, FromOutput),
        ("tanh", 2, 1, double.PositiveInfinity, 1, FromOutput),
        ("gelu", 1, 0.5, 1, 0.2, "the derivative is 0 at −0.7518"),
        ("gelu", 2, 1, 2, 0.5, "the second derivative is 0 at ±1.4142"),
        ("silu", 1, 1, 1.5, 0.2, "the derivative is 0 at −1.2785"),
        ("silu", 2, 2, 3, 0.2, "the second derivative is 0 at ±2.3994"),
        ("cross-entropy", 0, 0, double.PositiveInfinity, 1, OfSum),
        ("log softmax", 0, 0, double.PositiveInfinity, 1, OfSum),
        ("log softmax", 1, 0, double.PositiveInfinity, 1, NearOne),
        ("log softmax", 2, 0, double.PositiveInfinity, 1, NearOne),
        ("softmax", 1, 0, double.PositiveInfinity, 1, NearOne),
        ("softmax", 2, 0, double.PositiveInfinity, 1, NearOne),
        ("cross-entropy", 2, 0, double.PositiveInfinity, 1, NearOne),
        ("cross-entropy, smoothed", 1, 0, double.PositiveInfinity, 1, NearOne),
        ("cross-entropy, smoothed", 2, 0, double.PositiveInfinity, 1, NearOne),
        ("cross-entropy, probabilities", 2, 0, double.PositiveInfinity, 1, NearOne),
    ];

    private const string FromOutput = "computed from the output, which rounds to 1", OfSum = "the logarithm of a sum that rounds to 1",
        NearOne = "differences of probabilities near 1";

    private static readonly JsonElement figures = Read();

    public static TheoryData<string> Pointwise => [.. Names("pointwise")];

    public static TheoryData<string> Rowwise => [.. Names("rowwise")];

    [Theory]
    [MemberData(nameof(Pointwise))]
    public void Functions_of_single_numbers_are_exact(string function)
    {
        Check<float>();
        Check<double>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            JsonElement[] points = [.. Find("pointwise", function).GetProperty("points").EnumerateArray().Where(IsExact<T>)];
            Tensor<T> x = Tensor.Vector(Array.ConvertAll(points, point => T.CreateChecked(point.GetProperty("x").GetDouble()))).Tracked();
            Tensor<T>[] actual = Derivatives(x, OfPoint<T>(function, x).Reshape(x.Shape), y => y.Sum());
            for (int order = 0; order < 3; order++)
            {
                Worst worst = new();
                for (int i = 0; i < points.Length; i++)
                {
                    double expected = Number(points[i].GetProperty("figures")[order]), at = points[i].GetProperty("x").GetDouble();
                    if (Math.Abs(expected) > Largest<T>()) continue;
                    double scale = Math.Max(Math.Abs(expected), SizeOfTerms(function, order, at));
                    worst.Add(Units(actual[order][i], expected, scale, order > 0), $"x = {at:R}");
                }
                AssertWithin<T>(function, order, worst);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rowwise))]
    public void Functions_of_rows_are_exact(string function)
    {
        Check<float>();
        Check<double>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Worst[] worst = [new(), new(), new()];
            Tensor<T> weights = Numbers<T>([0.5, -1, 2, 0.25, 1.5]), direction = Numbers<T>([1, -0.5, 0.25, 2, -1]);
            foreach (JsonElement row in Find("rowwise", function).GetProperty("rows").EnumerateArray())
            {
                double[] at = [.. row.GetProperty("x").EnumerateArray().Select(x => x.GetDouble())];
                Tensor<T> x = Numbers<T>(at).Tracked(), y = OfRow(function, x);
                Tensor<T>[] actual = Derivatives(x, y, y => y.ElementCount == 1 ? y.Sum() : (y.Reshape(5) * weights).Sum(), direction);
                string[] names = ["value", "first", "second"];
                for (int order = 0; order < 3; order++)
                {
                    double[] expected = [.. row.GetProperty(names[order]).EnumerateArray().Select(Number)];
                    double largest = Math.Max(expected.Max(Math.Abs), SizeOfTerms(function, order, 1));
                    for (int i = 0; i < expected.Length; i++)
                    {
                        double scale = IsByElement(function, order) ? expected[i] : largest;
                        string place = $"element {i} of the row of {string.Join(", ", at)}";
                        worst[order].Add(Units(actual[order].Reshape(expected.Length)[i], expected[i], scale, order > 0), place);
                    }
                }
            }
            for (int order = 0; order < 3; order++) AssertWithin<T>(function, order, worst[order]);
        }
    }

    private void AssertWithin<T>(string function, int order, Worst worst)
    {
        double bound = order == 0 ? ValueBound : DerivativeBound;
        string text = FormattableString.Invariant(
            $"{function}, derivative {order}, {typeof(T).Name}: {worst.Units:0.0} units at {worst.Place}, bound {bound}");
        output.WriteLine(text);
        Assert.True(worst.Units <= bound, text);
    }

    /// <summary>Whether each element is exact beside itself, and not only beside the largest of its row.</summary>
    private static bool IsByElement(string function, int order) => (function, order) is ("softmax", 0) or ("cross-entropy", 1);

    private static double SizeOfTerms(string function, int order, double x) => cancellations
        .Where(known => known.Function == function && known.Order == order && known.From <= Math.Abs(x) && Math.Abs(x) <= known.To)
        .Sum(known => known.Size);

    private static Tensor<T>[] Derivatives<T>(
        Tensor<T> x, Tensor<T> y, Func<Tensor<T>, Tensor<T>> reduce, Tensor<T>? direction = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> first = Differentiation.Gradients(reduce(y), [x], createGraph: true)[0];
        Tensor<T> along = direction is null ? first.Sum() : (first * direction).Sum();
        return [y, first, first.RequiresGradient ? Differentiation.Gradients(along, [x])[0] : Tensor.Zeros<T>(x.Shape)];
    }

    private static Tensor<T> OfPoint<T>(string function, Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> zeros = Tensor.Zeros<T>(x.Shape), ones = Tensor.Ones<T>(x.Shape), quarters = Tensor.Full(x.Shape, T.CreateChecked(0.25));
        return function switch
        {
            "sigmoid" => x.Sigmoid(),
            "tanh" => x.Tanh(),
            "relu" => x.Relu(),
            "leaky relu" => x.LeakyRelu(0.25),
            "elu" => x.Elu(),
            "selu" => x.Selu(),
            "gelu" => x.Gelu(),
            "silu" => x.Silu(),
            "softplus" => x.Softplus(),
            "binary cross-entropy, no" => Loss.BinaryCrossEntropyWithLogits(x, zeros, reduction: LossReduction.None),
            "binary cross-entropy, yes" => Loss.BinaryCrossEntropyWithLogits(x, ones, reduction: LossReduction.None),
            "binary cross-entropy, 1/4" => Loss.BinaryCrossEntropyWithLogits(x, quarters, reduction: LossReduction.None),
            "squared error" => Loss.MeanSquaredError(x, zeros, LossReduction.None),
            "absolute error" => Loss.MeanAbsoluteError(x, zeros, LossReduction.None),
            "huber" => Loss.Huber(x, zeros, reduction: LossReduction.None),
            _ => Loss.Hinge(x, ones, LossReduction.None),
        };
    }

    private static Tensor<T> OfRow<T>(string function, Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> row = x.Reshape(1, 5), probabilities = Numbers<T>([0.5, 0.25, 0.125, 0.0625, 0.0625]).Reshape(1, 5);
        IndexTensor label = IndexTensor.Create([0], [1]);
        double epsilon = Math.ScaleB(1, -17);
        return function switch
        {
            "softmax" => row.Softmax(),
            "log softmax" => row.LogSoftmax(),
            "cross-entropy" => Loss.CrossEntropy(row, label),
            "cross-entropy, smoothed" => Loss.CrossEntropy(row, label, labelSmoothing: 0.125),
            "cross-entropy, probabilities" => Loss.CrossEntropy(row, probabilities),
            "Kullback-Leibler divergence" => Loss.KullbackLeiblerDivergence(row, probabilities),
            "layer normalisation" => row.LayerNormalize(epsilon: epsilon),
            "batch normalisation" => x.Reshape(5, 1).BatchNormalize(epsilon: epsilon),
            _ => row.RmsNormalize(epsilon: epsilon),
        };
    }

    private static double Units<T>(T actual, double expected, double scale, bool isDerivative)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isSingle = typeof(T) == typeof(float);
        double vanishing = isDerivative ? isSingle ? 1e-30 : 1e-290 : isSingle ? 1.2e-38 : 2.3e-308;
        if (Math.Abs(expected) < vanishing && Math.Abs(double.CreateChecked(actual)) <= 2 * vanishing) return 0;
        int exponent = Math.Max(scale == 0 ? -2000 : Math.ILogB(scale), isSingle ? -126 : -1022);
        double unit = Math.ScaleB(1, exponent - (isSingle ? 23 : 52)), error = Math.Abs(double.CreateChecked(actual) - expected) / unit;
        return double.IsNaN(error) ? double.PositiveInfinity : error;
    }

    private static Tensor<T> Numbers<T>(double[] numbers) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Tensor.Vector(Array.ConvertAll(numbers, T.CreateChecked));

    private static bool IsExact<T>(JsonElement point) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double x = point.GetProperty("x").GetDouble();
        return typeof(T) == typeof(double) || (float)x == x;
    }

    private static double Largest<T>() => typeof(T) == typeof(float) ? float.MaxValue : double.MaxValue;

    private static double Number(JsonElement figure) => double.Parse(figure.GetString()!, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Names(string kind) =>
        figures.GetProperty(kind).EnumerateArray().Select(entry => entry.GetProperty("function").GetString()!);

    private static JsonElement Find(string kind, string function) =>
        figures.GetProperty(kind).EnumerateArray().Single(entry => entry.GetProperty("function").GetString() == function);

    private static JsonElement Read()
    {
        using FileStream stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", "accuracy.json"));
        return JsonDocument.Parse(stream).RootElement;
    }

    private sealed class Worst
    {
        public double Units { get; private set; }

        public string Place { get; private set; } = "none";

        public void Add(double units, string place)
        {
            if (units > Units) (Units, Place) = (units, place);
        }
    }
}
