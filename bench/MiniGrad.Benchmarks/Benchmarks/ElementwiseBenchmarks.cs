using BenchmarkDotNet.Attributes;

namespace MiniGrad.Benchmarks.Benchmarks;

/// <summary>Functions of single elements.</summary>
public enum ElementFunction
{
    Exp,
    Log,
    Tanh,
    Sigmoid,
    Softplus,
}

/// <summary>Functions of every element of a tensor, the output's allocation included, beside a loop over <see cref="MathF"/>.</summary>
[MemoryDiagnoser]
public class ElementwiseBenchmarks
{
    private Tensor<float> x = Tensor.Zeros<float>([1]);
    private float[] inputs = [];
    private float[] outputs = [];

    // Ragged: no multiple of any vector.
    [Params(37, 100_003)]
    public int Count { get; set; }

    [ParamsAllValues]
    public ElementFunction Function { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        x = Tensor.Uniform<float>([Count], 0.1f, 4, new Random(1));
        inputs = x.ToArray();
        outputs = new float[Count];
    }

    [Benchmark(Baseline = true)]
    public void Naive()
    {
        Func<float, float> function = Function switch
        {
            ElementFunction.Exp => MathF.Exp,
            ElementFunction.Log => MathF.Log,
            ElementFunction.Tanh => MathF.Tanh,
            ElementFunction.Sigmoid => static value => 1 / (1 + MathF.Exp(-value)),
            _ => static value => MathF.Log(1 + MathF.Exp(value)),
        };
        for (int i = 0; i < inputs.Length; i++) outputs[i] = function(inputs[i]);
    }

    [Benchmark]
    public Tensor<float> MiniGrad() => Function switch
    {
        ElementFunction.Exp => x.Exp(),
        ElementFunction.Log => x.Log(),
        ElementFunction.Tanh => x.Tanh(),
        ElementFunction.Sigmoid => x.Sigmoid(),
        _ => x.Softplus(),
    };
}
