namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary><c>Σ w·|y − ŷ|/max(|y|, ε) / Σ w</c> with ε = 2⁻⁵², at least 0: the error as a share of the target, 0.1 for ten percent;
    /// over several columns their mean. <c>mean_absolute_percentage_error</c> of scikit-learn.</summary>
    /// <remarks>A target of 0 has no share: as in scikit-learn an error there is divided by ε, so that one such sample makes the metric
    /// enormous, and an exact output counts 0. Where targets may be 0, <see cref="MeanAbsoluteError"/> says more.</remarks>
    public static Metric MeanAbsolutePercentageError { get; } =
        new Defined("MAPE", name => new ErrorAccumulator(name, RelativeError), largerIsBetter: false);

    private static double RelativeError(double target, double output)
    {
        const double Epsilon = 1.0 / (1L << 52);
        double size = Math.Abs(target);
        return Math.Abs(target - output) / (size > Epsilon || double.IsNaN(size) ? size : Epsilon);
    }
}
