using System.Numerics;
using MiniGrad.Kernels;
using Xunit;

namespace MiniGrad.Tests.Kernels;

/// <summary>A result depends on nothing but its inputs: not on the place in memory, on neighbours, or on the number of threads.</summary>
[Collection(nameof(Alone))]
public class KernelConductTests
{
    private static readonly string[] functions = ["exp", "log", "tanh", "sigmoid", "log1p", "softplus", "elu", "gelu", "relu"];

    [Fact]
    public void An_element_has_the_same_bits_wherever_it_stands_and_nothing_beside_it_is_touched()
    {
        Random random = new(3);
        foreach (string name in functions)
        {
            for (int length = 1; length <= 70; length++)
            {
                float value = random.NextSingle() * 6 - 1.5f;
                float[] alone = ElementwiseAccuracyTests.Apply(name, new[] { value });
                float[] many = ElementwiseAccuracyTests.Apply(name, Enumerable.Repeat(value, length).ToArray());
                Assert.All(many, result => Assert.Equal(BitConverter.SingleToInt32Bits(alone[0]), BitConverter.SingleToInt32Bits(result)));
            }
        }
        for (int start = 0; start < 20; start++)
        {
            for (int length = 1; length <= 40; length++)
            {
                float[] x = new float[64], y = new float[64];
                Array.Fill(x, 0.3f);
                Array.Fill(y, 7);
                Elementwise.Apply<float, TanhOperation<float>.Operator>(x.AsSpan(start, length), y.AsSpan(start, length), default);
                Assert.All(y[..start], value => Assert.Equal(7, value));
                Assert.All(y[(start + length)..], value => Assert.Equal(7, value));
                Assert.Single(y[start..(start + length)].Distinct());
            }
        }
    }

    [Fact]
    public void A_sum_of_few_numbers_has_the_bits_of_one_with_zeros_behind_them()
    {
        Check<float>();
        Check<double>();

        static void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Random random = new(4);
            T[] sum = new T[1], other = [T.One];
            for (int attempt = 0; attempt < 1000; attempt++)
            {
                for (int count = 0; count <= 4; count++)
                {
                    T[] few = [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(random.NextDouble() - 0.5))];
                    SumReduction<T>.Rows(few, 1, count, sum);
                    SumReduction<T>.Rows([.. few, .. new T[20]], 1, count + 20, other);
                    Assert.Equal(other, sum);
                }
            }
            SumReduction<T>.Rows([T.NegativeZero, T.NegativeZero, T.NegativeZero, T.NegativeZero], 1, 4, sum);
            Assert.True(T.IsPositive(sum[0]));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void The_loss_and_the_gradient_of_a_row_do_not_depend_on_the_rows_beside_it(int classes)
    {
        Random random = new(5);
        const int Rows = 70;
        float[] scores = [.. Enumerable.Range(0, Rows * classes).Select(_ => 20 * random.NextSingle() - 10)];
        float[] weights = [.. Enumerable.Range(0, classes).Select(_ => random.NextSingle())];
        int[] labels = [.. Enumerable.Range(0, Rows).Select(row => row % classes)];
        foreach (float[] weighting in new[] { weights, [] })
        {
            foreach (float smoothing in new[] { 0, 0.1f })
            {
                for (int count = 1; count <= Rows; count += 3)
                {
                    float[] losses = new float[count], gradients = new float[count * classes];
                    SoftmaxCrossEntropy.ForwardBackward<float>(
                        scores.AsSpan(0, count * classes), 1, classes, labels.AsSpan(0, count), null, weighting, smoothing, losses,
                        gradients);
                    for (int row = 0; row < count; row++)
                    {
                        float[] loss = new float[1], gradient = new float[classes];
                        SoftmaxCrossEntropy.ForwardBackward<float>(
                            scores.AsSpan(row * classes, classes), 1, classes, labels.AsSpan(row, 1), null, weighting, smoothing, loss,
                            gradient);
                        Assert.Equal(loss[0], losses[row]);
                        Assert.Equal(gradient, gradients[(row * classes)..((row + 1) * classes)]);
                    }
                }
            }
        }
    }

    [Fact]
    public void Output_may_be_the_input()
    {
        float[] x = [.. Enumerable.Range(0, 77).Select(i => i * 0.1f - 3)], expected = ElementwiseAccuracyTests.Apply("tanh", x);
        Elementwise.Apply(x, x, default(TanhOperation<float>.Operator));
        Assert.Equal(expected, x);
    }

    [Fact]
    public void Results_do_not_depend_on_the_number_of_threads()
    {
        int before = Parallelism.ThreadCount;
        try
        {
            float[][] first = Compute(1);
            for (int threads = 2; threads <= 3; threads++)
            {
                float[][] other = Compute(threads);
                for (int i = 0; i < first.Length; i++) Assert.Equal(first[i].Select(BitConverter.SingleToInt32Bits),
                    other[i].Select(BitConverter.SingleToInt32Bits));
            }
        }
        finally
        {
            Parallelism.ThreadCount = before;
        }
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        float[] x = new float[100_000], y = new float[100_000], z = new float[100_000];
        Run(x, y, z);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5; i++) Run(x, y, z);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Run(float[] x, float[] y, float[] z)
        {
            Elementwise.Apply(x, y, default(SigmoidOperation<float>.Operator));
            Elementwise.Apply(x, y, z, default(MultiplyOperation<float>.Operator));
            SoftmaxKernel.Forward<float>(x, 1000, 100, y);
            SumReduction<float>.Columns(x, 1000, 100, y.AsSpan(0, 100));
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(37)]
    [InlineData(1000)]
    public void Cross_entropy_gives_the_same_bits_in_one_pass_and_in_two(int classes)
    {
        const int rows = 9;
        Random random = new(classes);
        float[] logits = Draw(random, rows * classes), weights = [.. Draw(random, classes).Select(Math.Abs)], scales = new float[rows];
        Array.Fill(scales, 0.125f);
        int[] labels = [.. Enumerable.Range(0, rows).Select(_ => random.Next(classes))];
        foreach ((float[] w, float smoothing) in new (float[], float)[] { ([], 0), ([], 0.1f), (weights, 0), (weights, 0.1f) })
        {
            float[] losses = new float[rows], gradient = new float[rows * classes], bothLosses = new float[rows], bothGradient =
                [.. logits];
            SoftmaxCrossEntropy.Forward<float>(logits, classes, labels, null, w, smoothing, losses);
            SoftmaxCrossEntropy.Backward<float>(logits, scales, classes, labels, null, w, smoothing, gradient);
            SoftmaxCrossEntropy.ForwardBackward<float>(bothGradient, 0.125f, classes, labels, null, w, smoothing, bothLosses, bothGradient);
            Assert.Equal(losses, bothLosses);
            Assert.Equal(gradient, bothGradient);
            for (int row = 0; row < rows; row++)
                Assert.Equal(0, gradient.AsSpan(row * classes, classes).ToArray().Sum(value => (double)value), 1e-5);
        }
    }

    [Fact]
    public void Pointwise_losses_are_the_same_bits_with_and_without_gradients()
    {
        Check(default(BinaryCrossEntropyLoss<double>), (x, t) => Math.Max(x, 0) - x * t + Math.Log(1 + Math.Exp(-Math.Abs(x))), (x, t) =>
            1 / (1 + Math.Exp(-x)) - t);
        Check(default(SquaredErrorLoss<double>), (x, t) => (x - t) * (x - t), (x, t) => 2 * (x - t));

        static void Check<TLoss>(TLoss function, Func<double, double, double> value, Func<double, double, double> derivative)
            where TLoss : unmanaged, IPointwiseLoss<double>
        {
            Random random = new(5);
            double[] x = [.. Draw(random, 45).Select(v => (double)v)], t = [.. x.Select(_ => random.NextDouble())];
            double[] losses = new double[45], gradient = new double[45], bothLosses = new double[45];
            PointwiseLoss.Forward(x, t, losses, function);
            PointwiseLoss.ForwardBackward(x, t, 0.25, bothLosses, gradient, function);
            Assert.Equal(losses, bothLosses);
            for (int i = 0; i < 45; i++)
            {
                Assert.Equal(value(x[i], t[i]), losses[i], 1e-14);
                Assert.Equal(0.25 * derivative(x[i], t[i]), gradient[i], 1e-14);
            }
        }
    }

    private static float[][] Compute(int threads)
    {
        Parallelism.ThreadCount = threads;
        Random random = new(11);
        float[] x = Draw(random, 100_003), y = new float[x.Length];
        Elementwise.Apply(x, y, default(TanhOperation<float>.Operator));
        float[] probabilities = new float[100_000], columns = new float[1000], rows = new float[100];
        SoftmaxKernel.Forward<float>(x.AsSpan(0, 100_000), 100, 1000, probabilities);
        SumReduction<float>.Columns(x.AsSpan(0, 100_000), 100, 1000, columns);
        SumReduction<float>.Rows(x.AsSpan(0, 100_000), 100, 1000, rows);
        return [y, probabilities, columns, rows];
    }

    private static float[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 8 - 4)];
}
