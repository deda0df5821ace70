using BenchmarkDotNet.Attributes;
using MiniGrad.Kernels;

namespace MiniGrad.Benchmarks.Benchmarks;

/// <summary>The sizes of a product: [M, K] times [K, N].</summary>
public readonly record struct ProductSize(int M, int N, int K)
{
    public override string ToString() => $"{M}x{K}x{N}";
}

/// <summary>Matrix products as a linear layer has them: forward, and for the gradients of its weight and of its input.</summary>
[MemoryDiagnoser]
public class MatrixProductBenchmarks
{
    private float[] a = [];
    private float[] b = [];
    private float[] c = [];

    // Tiny, ragged, a hidden layer, its narrow output, a square.
    public static IEnumerable<ProductSize> Sizes =>
        [new(4, 8, 2), new(61, 45, 123), new(64, 128, 784), new(64, 10, 128), new(512, 512, 512)];

    [ParamsSource(nameof(Sizes))]
    public ProductSize Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        a = RandomData.Array<float>(Size.M * Size.K);
        b = RandomData.Array<float>(Size.K * Size.N, salt: 1);
        c = new float[Size.M * Size.N];
    }

    [Benchmark(Baseline = true)]
    public void Naive()
    {
        (int m, int n, int k) = (Size.M, Size.N, Size.K);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                float sum = 0;
                for (int p = 0; p < k; p++) sum += a[i * k + p] * b[p * n + j];
                c[i * n + j] = sum;
            }
        }
    }

    [Benchmark]
    public void Plain() => MatrixProduct.Multiply<float>(a, b, c, Size.M, Size.N, Size.K);

    [Benchmark]
    public void LeftTransposed() => MatrixProduct.Multiply<float>(a, b, c, Size.M, Size.N, Size.K, transposeA: true);

    [Benchmark]
    public void RightTransposed() => MatrixProduct.Multiply<float>(a, b, c, Size.M, Size.N, Size.K, transposeB: true);
}
