using MiniGrad.Layers;
using Xunit;

namespace MiniGrad.Tests.Kernels;

/// <summary>Normalisation in single precision of numbers whose mean is far larger than their deviation, beside one in double
/// precision.</summary>
/// <remarks>The tolerances are eight to twenty times the largest errors that a plain implementation in single precision made on 25 draws of
/// each of these cases, when it took the mean, computed exactly, in two parts: 1.3e-6 in the output, and of the largest 6e-7 in the
/// gradient of x and 5e-7 in that of the scale. On constants that implementation has an output and a gradient of the scale of exactly 0; an
/// error in the 48th bit of the mean changes the latter by less than 1e-7. With a mean in one part, half a last bit of which is 5e-4 for
/// 1e4 and 0.03 for 1e6, the gradients are wrong by ten to several thousand times the tolerances.</remarks>
public class NormalizationOffsetTests
{
    private const double OutputError = 1e-5, RelativeGradientError = 1e-5, GradientErrorOfConstants = 1e-6;
    private const int Columns = 19;

    [Fact]
    public void Constant_columns_vanish_from_a_batch()
    {
        BatchNormalization<float> layer = new(Columns);
        Tensor<float> x = Constants().BroadcastTo([7, Columns]).Detach();
        Result result = Run(layer, layer.Weight!, x, seed: 1);
        AssertVanished(result, Reference.Of(x, layer.Weight!, result.Upstream, axis: 0));
    }

    [Fact]
    public void Constant_rows_vanish_from_a_layer()
    {
        LayerNormalization<float> layer = new(7);
        layer.Weight!.Assign(Tensor.Uniform<float>([7], 0.5f, 1.5f, new Random(2)).ToArray());
        Tensor<float> x = Constants().Reshape([Columns, 1]).BroadcastTo([Columns, 7]).Detach();
        Result result = Run(layer, layer.Weight, x, seed: 3);
        AssertVanished(result, Reference.Of(x, layer.Weight, result.Upstream, axis: 1));
    }

    [Theory]
    [InlineData(1e4, 1e-2)]
    [InlineData(1e6, 1)]
    [InlineData(1e4, 1)]
    public void A_batch_far_from_0_is_normalised_as_in_double_precision(double offset, double deviation)
    {
        BatchNormalization<float> layer = new(Columns);
        layer.Weight!.Assign(Tensor.Uniform<float>([Columns], 0.5f, 1.5f, new Random(4)).ToArray());
        Tensor<float> x = Noise(100, Columns, offset, deviation);
        Result result = Run(layer, layer.Weight, x, seed: 5);
        AssertClose(Reference.Of(x, layer.Weight, result.Upstream, axis: 0), result);
    }

    [Theory]
    [InlineData(100, 3, 1e4, 1)]
    [InlineData(Columns, 100, 1e4, 1e-2)]
    [InlineData(Columns, 100, 1e6, 1)]
    public void Rows_far_from_0_are_normalised_as_in_double_precision(int rows, int features, double offset, double deviation)
    {
        LayerNormalization<float> layer = new(features);
        layer.Weight!.Assign(Tensor.Uniform<float>([features], 0.5f, 1.5f, new Random(6)).ToArray());
        Tensor<float> x = Noise(rows, features, offset, deviation);
        Result result = Run(layer, layer.Weight, x, seed: 7);
        AssertClose(Reference.Of(x, layer.Weight, result.Upstream, axis: 1), result);
    }

    private static Tensor<float> Constants() =>
        Tensor.Create<float>([.. Enumerable.Range(0, Columns).Select(j => (float)(12345.678 + (1.37 * j)))], [Columns]);

    private static Tensor<float> Noise(int rows, int columns, double offset, double deviation)
    {
        Tensor<double> noise = Tensor.Normal<double>([rows, columns], offset, deviation, new Random(8));
        return Tensor.Create<float>(Array.ConvertAll(noise.ToArray(), number => (float)number), noise.Shape);
    }

    private static Result Run(Layer<float> layer, Tensor<float> weight, Tensor<float> x, int seed)
    {
        Tensor<float> upstream = Tensor.Normal<float>(x.Shape, 0, 1, new Random(seed));
        Parameter<float> input = new(x);
        Tensor<float> output = layer.Forward(input);
        Tensor<float>[] gradients = Differentiation.Gradients(output, [input, weight], upstream);
        return new(output, gradients[0], gradients[1], upstream);
    }

    private static void AssertVanished(Result actual, Reference expected)
    {
        Assert.Multiple(
            () => Assert.All(actual.Output.ToArray(), number => Assert.Equal(0f, number)),
            () => Assert.All(actual.WeightGradient.ToArray(), number => Assert.Equal(0, number, GradientErrorOfConstants)),
            () => AssertClose("gradient of x", expected.InputGradient, actual.InputGradient,
                RelativeGradientError * Largest(expected.InputGradient)));
    }

    private static void AssertClose(Reference expected, Result actual) => Assert.Multiple(
        () => AssertClose("output", expected.Output, actual.Output, OutputError),
        () => AssertClose("gradient of x", expected.InputGradient, actual.InputGradient,
            RelativeGradientError * Largest(expected.InputGradient)),
        () => AssertClose("gradient of the scale", expected.WeightGradient, actual.WeightGradient,
            RelativeGradientError * Largest(expected.WeightGradient)));

    private static void AssertClose(string what, double[] expected, Tensor<float> actual, double error)
    {
        double largest = expected.Zip(actual.ToArray(), (a, b) => Math.Abs(a - b)).Max();
        Assert.True(largest <= error,
            FormattableString.Invariant($"{what}: the largest error is {largest:G3}, expected at most {error:G3}."));
    }

    private static double Largest(double[] numbers) => numbers.Max(Math.Abs);

    private sealed record Result(Tensor<float> Output, Tensor<float> InputGradient, Tensor<float> WeightGradient, Tensor<float> Upstream);

    /// <summary>What the definitions give.</summary>
    private sealed class Reference(Shape shape)
    {
        private const double Epsilon = 1e-5f;

        public double[] Output { get; } = new double[shape.ElementCount];

        public double[] InputGradient { get; } = new double[shape.ElementCount];

        public double[] WeightGradient { get; } = new double[shape[1]];

        /// <param name="x">[rows, columns].</param>
        /// <param name="weight">The scale of each column.</param>
        /// <param name="upstream">The gradient of the output.</param>
        /// <param name="axis">The axis over which mean and variance are taken: 0 for those of columns, 1 for those of rows.</param>
        public static Reference Of(Tensor<float> x, Tensor<float> weight, Tensor<float> upstream, int axis)
        {
            (int rows, int columns) = (x.Shape[0], x.Shape[1]);
            Reference reference = new(x.Shape);
            for (int group = 0; group < x.Shape[1 - axis]; group++)
            {
                int start = axis == 0 ? group : group * columns, step = axis == 0 ? columns : 1;
                int[] places = [.. Enumerable.Range(0, x.Shape[axis]).Select(i => start + (i * step))];
                reference.Normalize(places, x.Span, weight.Span, upstream.Span);
            }
            return reference;
        }

        private void Normalize(int[] places, ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> upstream)
        {
            int columns = weight.Length;
            double[] deviations = new double[places.Length], gradients = new double[places.Length];
            for (int i = 0; i < places.Length; i++)
            {
                // From the first, which is exact, so that constants have deviations of exactly 0.
                deviations[i] = (double)x[places[i]] - x[places[0]];
                gradients[i] = (double)upstream[places[i]] * weight[places[i] % columns];
            }
            double mean = deviations.Average();
            for (int i = 0; i < places.Length; i++) deviations[i] -= mean;
            double scale = Math.Sqrt(deviations.Average(deviation => deviation * deviation) + Epsilon);
            double[] normalized = [.. deviations.Select(deviation => deviation / scale)];
            double meanGradient = gradients.Average(), slope = gradients.Zip(normalized, (gradient, number) => gradient * number).Average();
            for (int i = 0; i < places.Length; i++)
            {
                Output[places[i]] = normalized[i] * weight[places[i] % columns];
                InputGradient[places[i]] = (gradients[i] - meanGradient - (normalized[i] * slope)) / scale;
                WeightGradient[places[i] % columns] += upstream[places[i]] * normalized[i];
            }
        }
    }
}
