using System.Numerics;
using MiniGrad.Kernels;
using Xunit;

namespace MiniGrad.Tests.Kernels;

/// <summary>Bias, finish, threads and memory of the matrix products, for sizes around the edges of every tile.</summary>
[Collection(nameof(Alone))]
public unsafe class MatrixProductKernelTests
{
    private const int Guard = 40;
    private static readonly int[] columns = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 47, 48, 49, 63, 65, 100];
    private static readonly int[] depths = [0, 1, 2, 3, 5, 8, 16, 17, 33, 64];

    public static TheoryData<int> Rows => [.. Enumerable.Range(1, 30), 42, 57];

    public static TheoryData<int, int, int> LargeSizes => new()
    {
        { 64, 800, 784 }, { 64, 10, 128 }, { 128, 128, 64 }, { 200, 300, 90 }, { 400, 37, 411 }, { 37, 400, 411 }, { 1, 800, 784 },
            { 1000, 1, 900 },
        { 3, 700, 500 }, { 1001, 1003, 1005 }, { 600, 70, 1030 }, { 8, 700, 801 }, { 3, 900, 700 }, { 7, 42, 3001 },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_variant_is_right_in_single_precision(int m) => AssertAllVariants<float>(m, columns, depths);

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_variant_is_right_in_double_precision(int m) => AssertAllVariants<double>(m, columns, depths);

    [Fact]
    public void Random_sizes_are_right()
    {
        Random random = new(7);
        for (int i = 0; i < 60; i++)
        {
            int m = random.Next(1, 150), n = random.Next(1, 150), k = random.Next(0, 300);
            AssertAllVariants<float>(m, [n], [k]);
            AssertAllVariants<double>(m, [n], [k]);
        }
    }

    [Fact]
    public void Products_cut_in_their_depth_or_copied_from_a_transposed_matrix_are_right()
    {
        AssertAllVariants<float>(300, [35], [1300]);
        AssertAllVariants<double>(150, [35], [1300]);
        AssertAllVariants<float>(130, [260], [140]);
        AssertAllVariants<double>(130, [260], [140]);
        AssertAllVariants<float>(7, [35], [3001]);
        AssertAllVariants<float>(2, [900], [701]);
    }

    [Theory]
    [MemberData(nameof(LargeSizes))]
    public void Any_number_of_threads_gives_the_same_bits(int m, int n, int k)
    {
        AssertSameBits<float>(m, n, k);
        AssertSameBits<double>(m, n, k);
    }

    [Theory]
    [InlineData(2, 8, 4)]
    [InlineData(20, 40, 30)]
    [InlineData(1, 100, 50)]
    [InlineData(40, 12, 100)]
    [InlineData(7, 40, 101)]
    public void Not_a_number_and_infinity_reach_what_they_should_and_nothing_else(int m, int n, int k)
    {
        for (int variant = 0; variant < 4; variant++)
        {
            bool transposeA = (variant & 1) > 0, transposeB = (variant & 2) > 0;
            float[] a = [.. Enumerable.Repeat(1f, m * k)], b = [.. Enumerable.Repeat(1f, k * n)], c = new float[m * n];
            int row = m - 1, column = n - 1, depth = k - 1;
            a[transposeA ? depth * m + row : row * k + depth] = float.NaN;
            b[transposeB ? column * k + depth : depth * n + column] = float.PositiveInfinity;
            MatrixProduct.Multiply<float>(a, b, c, m, n, k, transposeA, transposeB);
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++) Assert.Equal(i == row ? float.NaN : j == column ? float.PositiveInfinity : k, c[i * n + j]);
            MatrixProduct.Multiply(a, b, default, c, m, n, k, transposeA, transposeB, false, default(RectifyFinish<float>));
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++) Assert.Equal(i == row ? float.NaN : j == column ? float.PositiveInfinity : k, c[i * n + j]);
        }
    }

    [Fact]
    public void A_bias_and_a_sum_to_add_to_exclude_each_other()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() =>
            MatrixProduct.Multiply<float, NoFinish<float>>(new float[4], new float[4], new float[2], new float[4], 2, 2, 2, false, false,
                true, default));
        Assert.Contains("no bias", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() =>
            MatrixProduct.Multiply<float, NoFinish<float>>(new float[4], new float[4], new float[3], new float[4], 2, 2, 2, false, false,
                false, default));
    }

    [Fact]
    public void Products_allocate_nothing_once_they_have_their_memory()
    {
        (int M, int N, int K)[] sizes = [(4, 8, 2), (64, 130, 300), (64, 10, 128), (3, 200, 100), (1, 300, 200)];
        float[] a = new float[64 * 300], b = new float[300 * 300], c = new float[64 * 300];
        Multiply();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Multiply();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Multiply()
        {
            foreach ((int m, int n, int k) in sizes)
            {
                for (int variant = 0; variant < 4; variant++)
                {
                    MatrixProduct.Multiply<float>(
                        a.AsSpan(0, m * k), b.AsSpan(0, k * n), c.AsSpan(0, m * n), m, n, k, (variant & 1) > 0, (variant & 2) > 0);
                }
            }
        }
    }

    private static void AssertAllVariants<T>(int m, int[] columns, int[] depths) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(m);
        foreach (int n in columns)
        {
            foreach (int k in depths)
            {
                GuardedMatrix<T> a = new(m * k, random), b = new(k * n, random), bias = new(n, random), start = new(m * n, random), other =
                    new(m * n, random);
                for (int variant = 0; variant < 12; variant++)
                {
                    bool transposeA = (variant & 1) > 0, transposeB = (variant & 2) > 0, accumulate = variant / 4 == 1, hasBias =
                        variant / 4 == 2;
                    string what = $"m {m}, n {n}, k {k}, variant {variant}";
                    (double[] sums, double[] bounds) = Reference(
                        a, b, accumulate ? start : null, hasBias ? bias : null, m, n, k, transposeA, transposeB);
                    ReadOnlySpan<T> from = hasBias ? bias.Span : default;

                    GuardedMatrix<T> plain = start.Copy(), rectified = start.Copy(), multiplied = start.Copy();
                    MatrixProduct.Multiply(a.Span, b.Span, from, plain.Span, m, n, k, transposeA, transposeB, accumulate,
                        default(NoFinish<T>));
                    plain.AssertClose(sums, bounds, what);
                    MatrixProduct.Multiply(a.Span, b.Span, from, rectified.Span, m, n, k, transposeA, transposeB, accumulate,
                        default(RectifyFinish<T>));
                    fixed (T* factors = other.Span)
                    {
                        MatrixProduct.Multiply(
                            a.Span, b.Span, from, multiplied.Span, m, n, k, transposeA, transposeB, accumulate,
                                new ScaleFinish<T>(factors, n));
                    }
                    for (int i = 0; i < m * n; i++)
                    {
                        T sum = plain.Span[i];
                        if (rectified.Span[i] != (sum <= T.Zero ? T.Zero : sum)) Assert.Fail(
                            $"{what}: element {i} rectified is {rectified.Span[i]}.");
                        if (multiplied.Span[i] != sum * other.Span[i]) Assert.Fail(
                            $"{what}: element {i} finished is {multiplied.Span[i]}.");
                    }
                    rectified.AssertGuards(what);
                    multiplied.AssertGuards(what);
                }
                a.AssertUnchanged();
                b.AssertUnchanged();
                bias.AssertUnchanged();
            }
        }
    }

    private static void AssertSameBits<T>(int m, int n, int k) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(3);
        GuardedMatrix<T> a = new(m * k, random), b = new(k * n, random), bias = new(n, random), start = new(m * n, random);
        int before = Parallelism.ThreadCount;
        try
        {
            for (int variant = 0; variant < 12; variant++)
            {
                bool transposeA = (variant & 1) > 0, transposeB = (variant & 2) > 0, accumulate = variant / 4 == 1;
                T[]? alone = null;
                foreach (int threads in new[] { 1, 2, 3, 5 })
                {
                    Parallelism.ThreadCount = threads;
                    GuardedMatrix<T> c = start.Copy();
                    MatrixProduct.Multiply(
                        a.Span, b.Span, variant / 4 == 2 ? bias.Span : default, c.Span, m, n, k, transposeA, transposeB, accumulate,
                            default(NoFinish<T>));
                    alone ??= c.Span.ToArray();
                    c.AssertGuards($"variant {variant}");
                    Assert.True(c.Span.SequenceEqual(alone), $"variant {variant}: {threads} threads give other bits than one.");
                }
            }
        }
        finally
        {
            Parallelism.ThreadCount = before;
        }
    }

    /// <summary>The sums in double precision, and how far rounding can have taken a product in another precision from them, whatever its
    /// order.</summary>
    private static (double[] Sums, double[] Bounds) Reference<T>(
        GuardedMatrix<T> a, GuardedMatrix<T> b, GuardedMatrix<T>? start, GuardedMatrix<T>? bias, int m, int n, int k, bool transposeA,
            bool transposeB)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double unit = typeof(T) == typeof(float) ? Math.Pow(2, -24) : Math.Pow(2, -53);
        double[] sums = new double[m * n], bounds = new double[m * n];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = start?.Values[i * n + j] ?? bias?.Values[j] ?? 0, magnitude = Math.Abs(sum);
                for (int p = 0; p < k; p++)
                {
                    double product = a.Values[transposeA ? p * m + i : i * k + p] * b.Values[transposeB ? j * k + p : p * n + j];
                    sum += product;
                    magnitude += Math.Abs(product);
                }
                sums[i * n + j] = sum;
                bounds[i * n + j] = 2 * (k + 2) * unit * magnitude;
            }
        }
        return (sums, bounds);
    }

    /// <summary>Multiplies by what another matrix holds at the same place.</summary>
    private readonly struct ScaleFinish<T>(T* factors, int width) : IFinish<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly T* factors = factors;

        public void Apply(T* c, int row, int column, int count)
        {
            for (int i = 0; i < count; i++) c[i] *= factors[row * width + column + i];
        }
    }

    /// <summary>A matrix between stretches of memory that nobody may touch.</summary>
    private sealed class GuardedMatrix<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private static readonly T untouched = T.CreateChecked(123);
        private readonly T[] memory;

        public GuardedMatrix(int count,
            Random random) : this(Array.ConvertAll(new double[count], _ => (double)(float)(2 * random.NextDouble() - 1)))
        {
        }

        private GuardedMatrix(double[] values)
        {
            Values = values;
            memory = new T[values.Length + 2 * Guard];
            Array.Fill(memory, untouched);
            for (int i = 0; i < values.Length; i++) memory[Guard + i] = T.CreateChecked(values[i]);
        }

        /// <summary>What the matrix was made with.</summary>
        public double[] Values { get; }

        public Span<T> Span => memory.AsSpan(Guard, Values.Length);

        public GuardedMatrix<T> Copy() => new(Values);

        public void AssertGuards(string what)
        {
            bool intact =
                !memory.AsSpan(0, Guard).ContainsAnyExcept(untouched) && !memory.AsSpan(Guard + Values.Length).ContainsAnyExcept(untouched);
            Assert.True(intact, $"{what}: memory outside of C was written.");
        }

        public void AssertUnchanged()
        {
            for (int i = 0; i < Values.Length; i++) Assert.Equal(Values[i], double.CreateChecked(Span[i]));
        }

        public void AssertClose(double[] expected, double[] bounds, string what)
        {
            for (int i = 0; i < expected.Length; i++)
            {
                double error = Math.Abs(double.CreateChecked(Span[i]) - expected[i]);
                if (!(error <= bounds[i])) Assert.Fail($"{what}: element {i} is {Span[i]}, expected {expected[i]}.");
            }
            AssertGuards(what);
        }
    }
}
