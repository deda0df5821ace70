using System.Numerics;
using System.Runtime.Intrinsics;
using MiniGrad.Kernels;
using Xunit;

namespace MiniGrad.Tests.Kernels;

/// <summary>Kernels for few numbers, at every width of vectors, also those that this processor does not have.</summary>
public unsafe class SmallKernelTests
{
    private const float Untouched = 12345;

    public static TheoryData<string> Widths => ["scalar", "128", "256", "512"];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Small_products_are_sums_in_order(string width)
    {
        Random random = new(1);
        foreach (int m in new[] { 1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 16, 17, 31, 100 })
        {
            foreach (int n in new[] { 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 20, 31, 32, 33, 40, 64, 65, 100, 129 })
            {
                // Products of many rows differ where there are few columns.
                if (m > 17 && n > 17) continue;
                foreach (int k in new[] { 0, 1, 2, 3, 5, 15, 16, 17, 21, 48 })
                {
                    for (int variant = 0; variant < 8; variant++)
                    {
                        Case product = new(m, n, k, transposeA: (variant & 1) > 0, (variant & 6) switch { 0 => 0, 2 => 1, _ => 2 }, random);
                        Compute(width, product);
                        product.AssertRight($"{width}: m {m}, n {n}, k {k}, variant {variant}");
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Few_classes_are_those_of_the_definition(string width)
    {
        Random random = new(2);
        foreach (int rows in new[] { 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33 })
        {
            foreach (int classes in new[] { 1, 2, 3, 4, 8, 10, 16 })
            {
                for (int variant = 0; variant < 6; variant++)
                {
                    float[] scores = [.. Enumerable.Range(0, rows * classes).Select(_ => random.NextSingle() * 30 - 15)];
                    int[] labels = [.. Enumerable.Range(0, rows).Select(_ => random.Next(classes))];
                    float[]? weights = variant % 2 == 0 ? null : [.. Enumerable.Range(0, classes).Select(_ => random.NextSingle() + 0.5f)];
                    float[]? incoming = variant / 2 != 2 ? null
                        : [.. Enumerable.Range(0, rows).Select(i => i % 3 == 1 ? 0 : random.NextSingle())];
                    int ignored = variant / 2 == 1 ? labels[rows / 2] : -1;
                    float[] losses = new float[rows], gradient = new float[rows * classes];
                    fixed (float* x = scores, w = weights, l = losses, g = incoming, dx = gradient)
                    fixed (int* label = labels)
                    {
                        FewClasses<float> kernel = new(x, classes, label, ignored, w, incoming is null ? l : null, g, 0.25f, dx);
                        switch (width)
                        {
                            case "scalar": kernel.Run<SimdScalar<float>, float>(0, rows); break;
                            case "128": kernel.Run<Simd128<float>, Vector128<float>>(0, rows); break;
                            case "256": kernel.Run<Simd256<float>, Vector256<float>>(0, rows); break;
                            default: kernel.Run<Simd512<float>, Vector512<float>>(0, rows); break;
                        }
                    }
                    for (int i = 0; i < rows; i++)
                    {
                        double[] row = [.. scores.AsSpan(i * classes, classes).ToArray().Select(score => (double)score)];
                        double total = row.Sum(score => Math.Exp(score - row.Max())), weight = weights?[labels[i]] ?? 1;
                        if (labels[i] == ignored || incoming?[i] == 0) weight = 0;
                        string what = $"{width}, {rows} rows, {classes} classes, variant {variant}, row {i}";
                        double loss = weight * (Math.Log(total) - row[labels[i]] + row.Max());
                        if (incoming is null)
                            Assert.True(Math.Abs(losses[i] - loss) <= 1e-6 * (1 + loss), $"{what}: {losses[i]}, not {loss}");
                        for (int c = 0; c < classes; c++)
                        {
                            double probability = Math.Exp(row[c] - row.Max()) / total;
                            double others = row.Where((_, place) => place != c).Sum(score => Math.Exp(score - row.Max())) / total;
                            double expected = (incoming?[i] ?? 0.25) * weight * (c == labels[i] ? -others : probability);
                            double bound = 4e-6 * Math.Abs(expected) + 3e-8 * (c == labels[i] && others > 0.2 ? 1 : 1e-4) + 1e-29;
                            double actual = gradient[i * classes + c];
                            Assert.True(Math.Abs(actual - expected) <= bound, $"{what}, class {c}: {actual}, not {expected}");
                        }
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(typeof(float))]
    [InlineData(typeof(double))]
    public void Parts_of_vectors_are_read_and_written_alone(Type type)
    {
        if (type == typeof(float))
        {
            AssertParts<Simd128<float>, Vector128<float>, float>();
            AssertParts<Simd256<float>, Vector256<float>, float>();
            AssertParts<Simd512<float>, Vector512<float>, float>();
        }
        else
        {
            AssertParts<Simd128<double>, Vector128<double>, double>();
            AssertParts<Simd256<double>, Vector256<double>, double>();
            AssertParts<Simd512<double>, Vector512<double>, double>();
        }
    }

    private static void AssertParts<TSimd, TVector, T>()
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] source = [.. Enumerable.Range(1, 200).Select(T.CreateChecked)];
        int lanes = TSimd.Lanes;
        fixed (T* from = source)
        {
            for (int count = 1; count <= lanes; count++)
            {
                T[] target = new T[lanes + 1], whole = new T[lanes];
                fixed (T* to = target) TSimd.StoreFirst(TSimd.Load(from), to, count);
                Assert.Equal([.. source[..count], .. new T[lanes + 1 - count]], target);
                fixed (T* to = whole) TSimd.Store(TSimd.LoadMasked(from, TSimd.FirstMask(count)), to);
                Assert.Equal([.. source[..count], .. new T[lanes - count]], whole);
            }
            foreach (int step in new[] { 1, 2, 3, 7 })
            {
                T[] picked = new T[lanes];
                fixed (T* to = picked) TSimd.Store(TSimd.LoadStrided(from, step), to);
                Assert.Equal(Enumerable.Range(0, lanes).Select(i => source[i * step]), picked);
            }
            for (int count = 1; count <= Interleaving<TVector, T, TSimd>.Max; count++)
            {
                T[] columns = new T[count * 20], rows = new T[lanes * count];
                fixed (T* to = columns, back = rows)
                {
                    Interleaving<TVector, T, TSimd>.Split(from, count, to, distance: 20);
                    Interleaving<TVector, T, TSimd>.Join(to, distance: 20, count, back);
                }
                for (int c = 0; c < count; c++)
                    Assert.Equal(Enumerable.Range(0, lanes).Select(r => source[r * count + c]), columns[(c * 20)..(c * 20 + lanes)]);
                Assert.Equal(source[..(lanes * count)], rows);
            }
        }
    }

    private static void Compute(string width, Case product)
    {
        fixed (float* a = product.A, b = product.B, bias = product.Bias, c = product.C)
        {
            SmallOperands<float> operands = default;
            operands.Set(
                a, b, product.Start == 1 ? bias : null, c, product.M, product.N, product.K, product.TransposeA, transposeB: false,
                accumulate: product.Start == 2);
            switch (width)
            {
                case "scalar": SmallProduct<float, float, SimdScalar<float>>.Compute(&operands, operands.B); break;
                case "128": SmallProduct<Vector128<float>, float, Simd128<float>>.Compute(&operands, operands.B); break;
                case "256": SmallProduct<Vector256<float>, float, Simd256<float>>.Compute(&operands, operands.B); break;
                default: SmallProduct<Vector512<float>, float, Simd512<float>>.Compute(&operands, operands.B); break;
            }
        }
    }

    /// <summary>A product of small whole numbers, whose sums are exact in any order.</summary>
    private sealed class Case
    {
        private readonly float[] expected;

        /// <param name="start">0 for sums from zero, 1 from a bias, 2 from what C holds.</param>
        public Case(int m, int n, int k, bool transposeA, int start, Random random)
        {
            (M, N, K, TransposeA, Start) = (m, n, k, transposeA, start);
            (A, B, Bias, C) = (Numbers(m * k), Numbers(k * n), Numbers(n), [.. Numbers(m * n)[..(m * n)], Untouched]);
            expected = new float[m * n];
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    float sum = start switch { 1 => Bias[j], 2 => C[i * n + j], _ => 0 };
                    for (int p = 0; p < k; p++) sum += (transposeA ? A[p * m + i] : A[i * k + p]) * B[p * n + j];
                    expected[i * n + j] = sum;
                }
            }

            // Memory of no elements has no address.
            float[] Numbers(int count) => [.. Enumerable.Range(0, Math.Max(1, count)).Select(_ => (float)random.Next(-9, 10))];
        }

        public int M { get; }

        public int N { get; }

        public int K { get; }

        public int Start { get; }

        public bool TransposeA { get; }

        public float[] A { get; }

        public float[] B { get; }

        public float[] Bias { get; }

        public float[] C { get; }

        public void AssertRight(string what)
        {
            for (int i = 0; i < expected.Length; i++) Assert.True(C[i] == expected[i], $"{what}: element {i} is {C[i]}, not {expected[i]}");
            Assert.True(C[^1] == Untouched, $"{what}: written behind the end");
        }
    }
}
