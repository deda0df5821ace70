using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>Muon, for the matrices of hidden layers: momentum whose update is made orthogonal, so that all its directions move the weights
/// alike; everything else by AdamW (Jordan and others, "Muon: an optimizer for hidden layers in neural networks", 2024).</summary>
/// <remarks><para>For a weight of n inputs and p outputs, shape [n, p]: <c>m ← μ·m + g</c>, <c>d = g + μ·m</c> with Nesterov's look-ahead,
/// else <c>d = m</c>; <c>θ ← θ − η·λ·θ − η·√max(1, p/n)·O(d)</c>, where O makes the singular values of a matrix about 1, between 0.7 and
/// 1.2, by 5 iterations of Newton and Schulz. Weight decay is decoupled.</para>
/// <para>Parameters that are not matrices, biases and such, are updated by the rule of <see cref="AdamW{T}"/> with the learning rate η·f,
/// where f is <see cref="OtherLearningRateFactor"/>, with β₁ = 0.9, β₂ = 0.95, ε = 1e-10, and with the same λ. The method is meant for
/// hidden layers: its authors leave embeddings and the last layer to AdamW as well.</para></remarks>
public sealed class Muon<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Beta1 = 0.9, Beta2 = 0.95, Epsilon = 1e-10;

    private readonly ParameterState<T> momenta, averages, squares;
    private readonly Storage<T> directions, workspace;

    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">η of the matrices, at least 0. Default: 0.02.</param>
    /// <param name="momentum">μ, from 0 to below 1. Default: 0.95.</param>
    /// <param name="isNesterov">Whether to look ahead. Default: yes.</param>
    /// <param name="otherLearningRateFactor">f, at least 0. Default: 0.015, which with the default η gives 0.0003.</param>
    /// <param name="weightDecay">λ of decoupled weight decay. Default: 0.</param>
    /// <param name="isOrthogonalized">Which parameters to treat as matrices. Default: all of two dimensions.</param>
    /// <exception cref="ArgumentException">There are no parameters, or a parameter to be treated as a matrix is none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Muon(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 0.02, double momentum = 0.95, bool isNesterov = true,
        double otherLearningRateFactor = 0.015, double weightDecay = 0, Func<Parameter<T>, bool>? isOrthogonalized = null)
        : base(parameters, learningRate)
    {
        Momentum = CheckAverageFactor(momentum, nameof(momentum));
        IsNesterov = isNesterov;
        OtherLearningRateFactor = CheckNotNegative(otherLearningRateFactor, "learning-rate factor of other parameters");
        WeightDecay = weightDecay;
        WeightDecayKind = WeightDecayKind.Decoupled;

        bool IsMatrix(Parameter<T> parameter) => isOrthogonalized?.Invoke(parameter) ?? parameter.Shape.Rank == 2;
        if (Parameters.FirstOrDefault(parameter => IsMatrix(parameter) && parameter.Shape.Rank != 2) is { } wrong)
        {
            string message = $"Muon: expected matrices to orthogonalize, got parameter '{wrong.Name}' of shape {wrong.Shape}.";
            throw new ArgumentException(message, nameof(isOrthogonalized));
        }
        momenta = CreateState("momentum", isKeptFor: IsMatrix);
        averages = CreateState("average", isKeptFor: parameter => !IsMatrix(parameter));
        squares = CreateState("square_average", isKeptFor: parameter => !IsMatrix(parameter));

        Shape[] shapes = [.. Parameters.Where(IsMatrix).Select(parameter => parameter.Shape)];
        directions = Storage<T>.Aligned(shapes.Select(shape => shape.ElementCount).DefaultIfEmpty().Max());
        workspace = Storage<T>.Aligned(shapes.Select(shape => NewtonSchulz.WorkspaceSize(shape[0], shape[1])).DefaultIfEmpty().Max());
    }

    /// <summary>μ.</summary>
    public double Momentum { get; }

    /// <summary>Whether the update looks ahead along the momentum.</summary>
    public bool IsNesterov { get; }

    /// <summary>f, the factor of the learning rate for parameters that are not treated as matrices.</summary>
    public double OtherLearningRateFactor { get; }

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate<T> update)
    {
        if (momenta.IsKeptFor(update.Index)) Orthogonalize(update);
        else Adapt(update);
    }

    private void Orthogonalize(in ParameterUpdate<T> update)
    {
        Shape shape = Parameters[update.Index].Shape;
        int rows = shape[0], columns = shape[1];
        Span<T> direction = directions.Span(update.Values.Length);
        Direction rule = new(T.CreateTruncating(Momentum), T.CreateTruncating(IsNesterov ? Momentum : 0));
        update.RunOn(rule, momenta[update.Index], direction, default);
        NewtonSchulz.Orthogonalize(direction, rows, columns, workspace.Span(NewtonSchulz.WorkspaceSize(rows, columns)));
        update.Descend(direction, update.LearningRate * Math.Sqrt(Math.Max(1, (double)columns / rows)));
    }

    private void Adapt(in ParameterUpdate<T> update)
    {
        ParameterUpdate<T> own = update.WithLearningRate(update.LearningRate * OtherLearningRateFactor);
        double averageCorrection = 1 - Math.Pow(Beta1, update.Step), squareCorrection = 1 - Math.Pow(Beta2, update.Step);
        double rate = own.LearningRate / averageCorrection, rootScale = 1 / Math.Sqrt(squareCorrection);
        own.Run(new Adam<T>.Rule(rate, rootScale, Beta1, Beta2, Epsilon), averages, squares);
    }

    /// <summary>Writes d to the second number of state; values are left but for weight decay.</summary>
    private readonly struct Direction(T momentum, T ahead) : IUpdateRule<T>
    {
        public static int StateCount => 2;

        public static bool SquaresGradients => false;

        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            first = OptimizerUpdate.Average<TSimd, TVector, T>(TSimd.MultiplyAdd(first, TSimd.Broadcast(momentum), gradient));
            TVector further = TSimd.MultiplyAdd(first, TSimd.Broadcast(ahead), gradient);
            second = TSimd.Select(TSimd.EqualTo(TSimd.Broadcast(ahead), TSimd.Constant(0)), first, further);
            return value;
        }
    }
}
