using MiniGrad.Initializers;
using MiniGrad.Kernels;

namespace MiniGrad.Layers;

/// <summary>A linear layer whose largest singular value is kept at 1: <c>Z = X·W / σ + b</c>, so that outputs change by no more than inputs
/// do. Input [..., in], output [..., out].</summary>
/// <remarks><para>Miyato and others, "Spectral normalization for generative adversarial networks", 2018. σ is <c>uᵀ·W·v</c> with estimates
/// u and v of the first singular vectors, which are buffers: each time the layer is computed in training a power iteration improves them,
/// <c>u ← W·v / ‖W·v‖</c>, <c>v ← Wᵀ·u / ‖Wᵀ·u‖</c>; in inference they stay. The gradient takes them as constants. After construction they
/// have had 30 iterations.</para>
/// <para>Where W is 0, σ counts as 1.</para></remarks>
public sealed class SpectralNormalizedLinear<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int FirstIterations = 30;

    /// <param name="inputs">The number of inputs, at least 1.</param>
    /// <param name="outputs">The number of outputs, at least 1.</param>
    /// <param name="random">Draws the starting weights and singular vectors.</param>
    /// <param name="weights">How. Default: <see cref="Initializer.GlorotUniform"/>. The bias starts at 0.</param>
    /// <param name="hasBias">Whether there is a b. Default: yes.</param>
    /// <param name="iterations">Power iterations each time that the layer is computed in training, at least 1. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public SpectralNormalizedLinear(
        int inputs, int outputs, Random random, Initializer? weights = null, bool hasBias = true, int iterations = 1)
    {
        ArgumentNullException.ThrowIfNull(random);
        Inputs = Guard.AtLeast(inputs, 1, nameof(SpectralNormalizedLinear<T>), "the number of inputs");
        Outputs = Guard.AtLeast(outputs, 1, nameof(SpectralNormalizedLinear<T>), "the number of outputs");
        Iterations = Guard.AtLeast(iterations, 1, nameof(SpectralNormalizedLinear<T>), "the number of iterations");
        Weight = Register("weight", new Parameter<T>((weights ?? Initializer.GlorotUniform).Create<T>([inputs, outputs], random)));
        if (hasBias) Bias = Register("bias", new Parameter<T>(Tensor.Zeros<T>([outputs])));
        Left = RegisterBuffer("left", Tensor.Zeros<T>([inputs]));
        Right = RegisterBuffer("right", Tensor.Normal<T>([outputs], T.Zero, T.One, random));
        new PowerIterationOperation<T>(Weight, Left, Right, FirstIterations).Apply();
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>The number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>Power iterations each time that the layer is computed in training.</summary>
    public int Iterations { get; }

    /// <summary>W, of shape [in, out], before the division by σ.</summary>
    public Parameter<T> Weight { get; }

    /// <summary>b, of shape [out], or null.</summary>
    public Parameter<T>? Bias { get; }

    /// <summary>u, of shape [in].</summary>
    public Parameter<T> Left { get; }

    /// <summary>v, of shape [out].</summary>
    public Parameter<T> Right { get; }

    /// <inheritdoc/>
    public override string Description => $"SpectralNormalizedLinear {Inputs} → {Outputs}" + (Bias is null ? " without bias" : "");

    internal override IEnumerable<Parameter<T>> LinearWeights => [Weight];

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input)
    {
        if (input.Rank == 0 || input.Shape[-1] != Inputs)
            throw new ArgumentException($"{Description}: expected an input of shape [..., {Inputs}], got {input.Shape}.", nameof(input));
        Tensor<T> left = Left, right = Right;
        if (!Inference.IsActive)
        {
            // Copies: a graph may be walked after the buffers have moved on.
            Tensor<T> both = new PowerIterationOperation<T>(Weight, Left, Right, Iterations).Apply();
            (left, right) = (both.Slice(0, 0, Inputs), both.Slice(0, Inputs, Outputs));
        }
        Tensor<T> sigma = (left.Reshape(1, Inputs).MatMul(Weight) * right).Sum();
        Tensor<T> weight = Weight / Tensor.Where(sigma.EqualTo(T.Zero), T.One, sigma);
        return Bias is null ? input.MatMul(weight) : input.Linear(weight, Bias);
    }
}

/// <summary>Moves estimates of a matrix's first singular vectors towards them, whenever it is computed, all are finite and it is no trial.
/// Its output is both, one behind the other. No gradient.</summary>
internal sealed class PowerIterationOperation<T>(Parameter<T> weight, Parameter<T> left, Parameter<T> right, int iterations)
    : Operation<T>(weight)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings =>
        OperationSettings.Of(("left vector", left), ("right vector", right), ("iterations", iterations));

    protected override bool IsDifferentiable => false;

    protected override Shape InferShape() => Shape.Create(left.ElementCount + right.ElementCount);

    protected override void Forward(Span<T> output)
    {
        ReadOnlySpan<T> w = First.Span;
        Span<T> u = output[..left.ElementCount], v = output[u.Length..];
        // One model may be computed on several threads.
        lock (left)
        {
            left.Buffer.CopyTo(u);
            right.Buffer.CopyTo(v);
            for (int iteration = 0; iteration < iterations; iteration++)
            {
                if (Improve(w, u, v)) continue;
                left.Buffer.CopyTo(u);
                right.Buffer.CopyTo(v);
                return;
            }
            if (DryRun.IsActive) return;
            u.CopyTo(left.BeginUpdate());
            v.CopyTo(right.BeginUpdate());
        }
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) { }

    private static bool Improve(ReadOnlySpan<T> w, Span<T> u, Span<T> v)
    {
        for (int row = 0; row < u.Length; row++) u[row] = T.CreateTruncating(VectorArithmetic.Dot(w.Slice(row * v.Length, v.Length), v));
        if (!Normalize(u)) return false;
        v.Clear();
        for (int row = 0; row < u.Length; row++)
            VectorArithmetic.AddScaled(w.Slice(row * v.Length, v.Length), double.CreateTruncating(u[row]), v, v);
        return Normalize(v);
    }

    /// <summary>Divides a vector by its length, unless that is 0 or no number.</summary>
    private static bool Normalize(Span<T> x)
    {
        double norm = EuclideanNorm.Of<T>(x);
        if (!(norm > 0) || !double.IsFinite(1 / norm)) return false;
        VectorArithmetic.Scale(x, 1 / norm, x);
        return true;
    }
}
