namespace MiniGrad.Losses;

/// <summary>What becomes of the losses of the single samples or elements.</summary>
public enum LossReduction
{
    /// <summary>Their mean, a tensor of shape [].</summary>
    Mean,

    /// <summary>Their sum, a tensor of shape [].</summary>
    Sum,

    /// <summary>They stay as they are.</summary>
    None,
}
