namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>The correlation of predicted and right classes, from −1 to 1; 0 is guessing, whatever the share of the classes. With n the
    /// weight of all samples, c of those predicted right, tₖ of those of class k and pₖ of those predicted to be of it:
    /// <c>(c·n − Σ tₖ·pₖ) / √((n² − Σ pₖ²)·(n² − Σ tₖ²))</c>. <c>matthews_corrcoef</c> of scikit-learn. B. W. Matthews, Comparison of the
    /// predicted and observed secondary structure of T4 phage lysozyme, 1975; for more than two classes J. Gorodkin, Comparing two
    /// K-category assignments by a K-category correlation coefficient, 2004.</summary>
    /// <remarks>0 where all samples are of one class, or predicted to be of one, as in scikit-learn. To be predicted no class counts as
    /// a class of its own.</remarks>
    public static Metric MatthewsCorrelation { get; } =
        new Defined("Matthews correlation", name => new ClassAccumulator(name, Correlation), judgesClasses: true);

    private static double Correlation(ClassCounts counts)
    {
        double total = counts.Total;
        if (!(total > 0)) return double.NaN;
        ClassTotals totals = new(counts);
        double covariance = totals.Right * totals.Actual, predictedSpread = 0, actualSpread = 0;
        for (int index = 0; index < counts.ClassCount; index++)
        {
            double predicted = counts.Predicted(index), actual = counts.Actual(index);
            covariance -= predicted * actual;
            // Exactly 0 where there is one class alone, which a difference of squares might not be.
            predictedSpread += predicted * (totals.Predicted - predicted + totals.Unpredicted);
            actualSpread += actual * (totals.Actual - actual);
        }
        predictedSpread += totals.Unpredicted * totals.Predicted;
        double product = Math.Sqrt(predictedSpread) * Math.Sqrt(actualSpread);
        return product == 0 ? 0 : covariance / product;
    }
}
