namespace MiniGrad.Serialization;

/// <summary>How files keep the weights of linear layers.</summary>
public enum WeightLayout
{
    /// <summary>W is [in, out], as in <c>Z = X·W + b</c> and in memory.</summary>
    InputsFirst,

    /// <summary>W is [out, in], as in PyTorch, which computes <c>X·Wᵀ + b</c>.</summary>
    OutputsFirst,
}
