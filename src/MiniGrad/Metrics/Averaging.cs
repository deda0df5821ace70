namespace MiniGrad.Metrics;

/// <summary>How the scores of the classes become one number.</summary>
public enum Averaging
{
    /// <summary>One score from the counts of all classes together: every sample counts alike. With one label for each sample it is the accuracy.</summary>
    Micro,

    /// <summary>The plain mean of the classes' scores: every class counts alike, however rare. Over the classes that occur, as labels or predictions.</summary>
    Macro,

    /// <summary>The mean of the classes' scores weighted by how much of each there is among the labels.</summary>
    Weighted,

    /// <summary>The score of class 1 of two.</summary>
    Binary,
}
