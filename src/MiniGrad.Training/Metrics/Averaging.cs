namespace MiniGrad.Training;

/// <summary>How the scores of the classes become one number.</summary>
public enum Averaging
{
    /// <summary>One score from the counts of all classes together: the accuracy.</summary>
    Micro,

    /// <summary>The plain mean of the scores of the classes that occur, as labels or as predictions. A sample of weight 0 is as none: a
    /// class that occurs in such samples alone is left out, while scikit-learn counts it as 0; one that others are taken for
    /// counts.</summary>
    Macro,

    /// <summary>The mean of the classes' scores weighted by how much of each there is among the labels.</summary>
    Weighted,

    /// <summary>The score of class 1 of two.</summary>
    Binary,

    /// <summary>Of samples that have several labels, the mean of the samples' scores. For multi-label metrics alone.</summary>
    Samples,
}

internal static class AveragingExtensions
{
    public static void Check(this Averaging averaging, string metric)
    {
        CheckDefined(averaging, metric);
        if (averaging == Averaging.Samples)
        {
            throw new ArgumentOutOfRangeException(
                nameof(averaging), $"{metric}: the averaging {averaging} is for multi-label metrics; here each sample has one class.");
        }
    }

    /// <summary>Refuses averagings that a multi-label metric does not have.</summary>
    public static void CheckMultiLabel(this Averaging averaging, string metric, bool hasSamples)
    {
        CheckDefined(averaging, metric);
        if (averaging != Averaging.Binary && (hasSamples || averaging != Averaging.Samples)) return;
        throw new ArgumentOutOfRangeException(
            nameof(averaging),
            $"{metric}: the averaging must be Micro, Macro{(hasSamples ? ", Weighted or Samples" : " or Weighted")}, got {averaging}.");
    }

    public static string ToText(this Averaging averaging) => averaging switch
    {
        Averaging.Micro => "micro",
        Averaging.Macro => "macro",
        Averaging.Weighted => "weighted",
        Averaging.Samples => "samples",
        _ => "binary",
    };

    private static void CheckDefined(Averaging averaging, string metric)
    {
        if (averaging is < Averaging.Micro or > Averaging.Samples)
            throw new ArgumentOutOfRangeException(nameof(averaging), $"{metric}: {averaging} is not an averaging.");
    }
}
