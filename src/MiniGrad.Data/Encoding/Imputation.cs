namespace MiniGrad.Data;

/// <summary>What stands in for a missing number.</summary>
public enum Imputation
{
    /// <summary>The mean of the training rows that have one.</summary>
    Mean,

    /// <summary>Their median; of an even number of rows, the mean of the two in the middle.</summary>
    Median,
}
