namespace MiniGrad.Training;

/// <summary>What is said of a class from the weight of the samples that have it, are predicted to have it, and both.</summary>
internal enum ClassScore
{
    /// <summary>right / predicted.</summary>
    Precision,

    /// <summary>right / actual.</summary>
    Recall,

    /// <summary>2·right / (predicted + actual), the harmonic mean of the two.</summary>
    F1,
}
