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
}

internal static class AveragingExtensions
{
    public static void Check(this Averaging averaging, string metric)
    {
        if (averaging is < Averaging.Micro or > Averaging.Binary)
            throw new ArgumentOutOfRangeException(nameof(averaging), $"{metric}: {averaging} is not an averaging.");
    }

    public static string ToText(this Averaging averaging) => averaging switch
    {
        Averaging.Micro => "micro",
        Averaging.Macro => "macro",
        Averaging.Weighted => "weighted",
        _ => "binary",
    };
}
