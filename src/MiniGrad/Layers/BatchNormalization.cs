using MiniGrad.Kernels;

namespace MiniGrad.Layers;

/// <summary>Batch normalisation: <c>y = γ·(x − μ) / √(σ² + ε) + β</c> for each feature. Input and output [..., features].</summary>
/// <remarks><para>In training μ and σ² are the mean and the variance <c>Σ(x − μ)² / n</c> of the feature's n values in the batch, and
/// running averages move towards them: <c>μ_run ← μ_run + m·(μ − μ_run)</c>, <c>σ²_run ← σ²_run + m·(σ²·n / (n − 1) − σ²_run)</c>, once
/// whenever the layer is computed. In inference the running averages stand for μ and σ², so that every sample has an output of its own, and
/// they stay as they are.</para>
/// <para>Ioffe and Szegedy, "Batch normalization: accelerating deep network training by reducing internal covariate shift", 2015; momentum
/// and variances are those of PyTorch. A linear layer in front needs no bias: the mean takes it away. Averages of weights
/// (<c>ExponentialMovingAverage</c> and the like) do not reach the running averages.</para></remarks>
public sealed class BatchNormalization<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T momentum;

    /// <param name="features">The number of features, at least 1.</param>
    /// <param name="momentum">m, from 0 to 1: the weight of the newest batch in the running averages. Default: 0.1.</param>
    /// <param name="epsilon">ε, above 0. Default: 1e-5.</param>
    /// <param name="affine">Whether to learn γ, which starts at 1, and β, which starts at 0. Otherwise they stay 1 and 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public BatchNormalization(int features, double momentum = 0.1, double epsilon = 1e-5, bool affine = true)
    {
        NormalizationSettings.CheckEpsilon<T>(nameof(BatchNormalization<T>), epsilon);
        Features = Guard.AtLeast(features, 1, nameof(BatchNormalization<T>), "the number of features");
        Momentum = Guard.Between(momentum, 0, 1, nameof(BatchNormalization<T>), "the momentum");
        Epsilon = epsilon;
        this.momentum = T.CreateTruncating(momentum);
        if (affine)
        {
            Weight = Register("weight", new Parameter<T>(Tensor.Ones<T>([features])));
            Bias = Register("bias", new Parameter<T>(Tensor.Zeros<T>([features])));
        }
        RunningMean = RegisterBuffer("running_mean", Tensor.Zeros<T>([features]));
        RunningVariance = RegisterBuffer("running_variance", Tensor.Ones<T>([features]));
    }

    /// <summary>The number of features.</summary>
    public int Features { get; }

    /// <summary>m.</summary>
    public double Momentum { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>γ, of shape [features], or null.</summary>
    public Parameter<T>? Weight { get; }

    /// <summary>β, of shape [features], or null.</summary>
    public Parameter<T>? Bias { get; }

    /// <summary>μ_run, of shape [features]; starts at 0.</summary>
    public Parameter<T> RunningMean { get; }

    /// <summary>σ²_run, of shape [features]; starts at 1.</summary>
    public Parameter<T> RunningVariance { get; }

    /// <inheritdoc/>
    public override string Description => $"BatchNormalization {Features}";

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input)
    {
        if (input.Rank == 0 || input.Shape[-1] != Features)
            throw new ArgumentException($"{Description}: expected an input of shape [..., {Features}], got {input.Shape}.", nameof(input));
        if (Inference.IsActive)
        {
            Tensor<T> inverse = T.One / (RunningVariance + T.CreateTruncating(Epsilon)).Sqrt();
            return Weight is null ? (input - RunningMean) * inverse : (input - RunningMean) * (inverse * Weight) + Bias!;
        }
        int count = input.ElementCount / Features;
        if (count < 2)
        {
            throw new ArgumentException(
                $"{Description}: training needs at least 2 values of each feature, got {count} in an input of shape {input.Shape}; " +
                "take larger batches, leave out a last one of a single sample, or predict in inference.", nameof(input));
        }
        NormalizeOperation<T> normalize = new(NormalizationKind.Columns, input, Weight, Bias, Epsilon);
        Tensor<T> output = normalize.ApplyLike(input);
        new RunningStatisticsOperation<T>(normalize, RunningMean, RunningVariance, momentum, count).Apply();
        return output;
    }
}

/// <summary>Moves running averages towards the mean and the unbiased variance of a batch, whenever it is computed, both are finite and it
/// is no trial. Its output is that variance.</summary>
internal sealed class RunningStatisticsOperation<T>(
    NormalizeOperation<T> batch, Parameter<T> mean, Parameter<T> variance, T momentum, int count)
    : Operation<T>(batch.Statistics)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings =>
        OperationSettings.Of(("running mean", mean), ("running variance", variance), ("momentum", momentum), ("number of samples", count));

    protected override Shape InferShape() => mean.Shape;

    protected override void Forward(Span<T> output)
    {
        ReadOnlySpan<T> statistics = First.Span;
        VectorArithmetic.Scale(statistics.Slice(output.Length, output.Length), count / (count - 1.0), output);
        // Averages that have become NaN would stay so, though nothing else is changed by a loss that is not finite.
        if (DryRun.IsActive || !AreFinite(statistics[..output.Length], output)) return;
        // One model may be computed on several threads, and each average is to be moved by whole batches.
        lock (mean)
        {
            Interpolation.Move(mean.BeginUpdate(), statistics[..output.Length], momentum);
            Interpolation.Move(variance.BeginUpdate(), output, momentum);
        }
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) { }

    private static bool AreFinite(ReadOnlySpan<T> means, ReadOnlySpan<T> variances)
    {
        bool areFinite = true;
        for (int i = 0; i < means.Length; i++)
        {
            areFinite &= T.IsFinite(means[i]) && T.IsFinite(variances[i]);
            if (T.IsFinite(means[i]) && T.IsPositiveInfinity(variances[i]))
                throw new ArgumentException($"BatchNormalization: the variance of feature {i} overflows; scale the inputs down.");
        }
        return areFinite;
    }
}
