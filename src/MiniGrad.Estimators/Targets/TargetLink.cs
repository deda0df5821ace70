using MiniGrad.Data;

namespace MiniGrad.Estimators;

/// <summary>What lies between a regressor's targets and the scaled numbers that its network gives.</summary>
internal sealed class TargetLink
{
    private readonly Func<double, double> apply, invert;
    private readonly Predicate<double> takes;
    private readonly string taker, expected;

    private TargetLink(
        string taker, string expected, Predicate<double> takes, Func<double, double> apply, Func<double, double> invert) =>
        (this.taker, this.expected, this.takes, this.apply, this.invert) = (taker, expected, takes, apply, invert);

    public static TargetLink Identity { get; } = new("", "", _ => true, y => y, z => z);

    /// <summary>Targets are counts, divided by their mean before the network learns them, and the network gives logarithms.</summary>
    public static TargetLink Counts { get; } =
        new("Poisson's loss", "counts of at least 0", y => y >= 0, y => y, Math.Exp);

    /// <summary>Targets are 0 or 1, and the network gives log-odds; what is predicted are probabilities.</summary>
    public static TargetLink Odds { get; } = new("a label", "0 or 1", y => y is 0 or 1, y => y, z => 1 / (1 + Math.Exp(-z)));

    public static TargetLink Logarithm { get; } = new("the logarithm", "numbers above 0", y => y > 0, Math.Log, Math.Exp);

    public static TargetLink LogarithmOfOnePlus { get; } =
        new("log(1 + y)", "numbers of at least 0", y => y >= 0, double.LogP1, z => double.ExpM1(Math.Max(0, z)));

    public static TargetLink SquareRoot { get; } =
        new("the square root", "numbers of at least 0", y => y >= 0, Math.Sqrt, z => Math.Max(0, z) * Math.Max(0, z));

    public static TargetLink Of(RegressionLoss loss, TargetTransformation transformation) => (loss, transformation) switch
    {
        (RegressionLoss.Poisson, TargetTransformation.None) => Counts,
        (RegressionLoss.Poisson, _) => throw new ArgumentException(
            $"MlpRegressor: Poisson's loss is of counts as they are: expected no {nameof(TargetTransformation)}, got " +
            $"{transformation}."),
        (_, TargetTransformation.Logarithm) => Logarithm,
        (_, TargetTransformation.LogarithmOfOnePlus) => LogarithmOfOnePlus,
        (_, TargetTransformation.SquareRoot) => SquareRoot,
        _ => Identity,
    };

    /// <summary>What is wrong about a target, or null.</summary>
    public string? ProblemOf(double target) => takes(target) ? null : Invariant($"{taker} takes {expected}, got {target}");

    /// <summary>Targets before they are scaled.</summary>
    /// <param name="owner">What messages call the estimator.</param>
    /// <param name="targets">[samples, outputs].</param>
    /// <exception cref="ArgumentException">A target cannot be transformed; the message names its row.</exception>
    public Tensor<double> Apply(string owner, Tensor<double> targets)
    {
        if (this == Identity) return targets;
        ReadOnlySpan<double> span = targets.Span;
        double[] values = new double[span.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (ProblemOf(span[i]) is { } problem)
                throw new ArgumentException(Invariant($"{owner}: the target of row {i / targets.Shape[1]} does not fit: {problem}."));
            values[i] = apply(span[i]);
        }
        return new Tensor<double>(values, targets.Shape);
    }

    /// <summary>The target for what the network gives, scaled back.</summary>
    public double Invert(double value) => invert(value);

    /// <summary>The scale of transformed targets, or null where they are left as they are. Of counts it is that of logarithms.</summary>
    /// <exception cref="ArgumentException">Counts are all 0.</exception>
    public FeatureScaler<double>? Scaler(string owner, Tensor<double> transformed, Scaling scaling) =>
        this == Counts ? OfCounts(owner, FeatureScaler.Fit(transformed))
            : scaling == Scaling.None ? null : FeatureScaler.Fit(transformed, scaling);

    /// <inheritdoc cref="Scaler(string, Tensor{double}, Scaling)"/>
    public FeatureScaler<double>? Scaler(string owner, ScalerFitting<double> transformed, Scaling scaling) =>
        this == Counts ? OfCounts(owner, transformed.ToScaler(Scaling.Standard))
            : scaling == Scaling.None ? null : transformed.ToScaler(scaling);

    private static FeatureScaler<double> OfCounts(string owner, FeatureScaler<double> counts)
    {
        if (counts.Offset.Span.IndexOf(0) is >= 0 and var output)
            throw new ArgumentException(Invariant($"{owner}: the counts of output {output} are all 0: expected some above 0."));
        return new(counts.Offset.Log(), Tensor.Ones<double>(counts.Offset.Shape));
    }
}
