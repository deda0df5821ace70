using BenchmarkDotNet.Attributes;

namespace MiniGrad.Benchmarks.Benchmarks;

/// <summary>Operations on tensors with everything that eager execution adds: shapes checked, outputs allocated, gradients recorded and
/// walked.</summary>
[MemoryDiagnoser]
public class OperationBenchmarks
{
    private Parameter<float> x = new(Tensor.Zeros<float>([1]));
    private Parameter<float> weight = new(Tensor.Zeros<float>([1]));
    private Parameter<float> bias = new(Tensor.Zeros<float>([1]));
    private Tensor<float> seed = Tensor.Zeros<float>([1]);

    // Rows and columns; tiny, where the overhead shows, and large and ragged, where it does not.
    [Params(3, 131)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        x = new Parameter<float>(RandomData.Tensor<float>([Size, Size]));
        weight = new Parameter<float>(RandomData.Tensor<float>([Size, Size], salt: 1));
        bias = new Parameter<float>(RandomData.Tensor<float>([Size], salt: 2));
        seed = RandomData.Tensor<float>([Size, Size], salt: 3);
    }

    [Benchmark(Baseline = true)]
    public float[] NaiveLinear()
    {
        ReadOnlySpan<float> input = x.Span, factors = weight.Span, offsets = bias.Span;
        float[] output = new float[Size * Size];
        for (int i = 0; i < Size; i++)
        {
            for (int j = 0; j < Size; j++)
            {
                float sum = offsets[j];
                for (int p = 0; p < Size; p++) sum += input[i * Size + p] * factors[p * Size + j];
                output[i * Size + j] = sum;
            }
        }
        return output;
    }

    [Benchmark]
    public Tensor<float> Linear() => x.Linear(weight, bias);

    [Benchmark]
    public void LinearAndGradients() => Differentiate(x.Linear(weight, bias));

    [Benchmark]
    public Tensor<float> Tanh() => x.Tanh();

    [Benchmark]
    public void TanhAndGradient() => Differentiate(x.Tanh());

    [Benchmark]
    public void AddWithBroadcastAndGradients() => Differentiate(x + bias);

    [Benchmark]
    public void SoftmaxAndGradient() => Differentiate(x.Softmax());

    [Benchmark]
    public Tensor<float> Sum() => x.Sum([0]);

    private void Differentiate(Tensor<float> output)
    {
        output.Backward(seed);
        x.ZeroGradient();
        weight.ZeroGradient();
        bias.ZeroGradient();
    }
}
