namespace MiniGrad;

/// <summary>What the gradient in respect of an input is that the output does not depend on.</summary>
public enum UnusedInputs
{
    /// <summary>A tensor of zeros, which is what the mathematics says.</summary>
    Zeros,

    /// <summary>An exception, because it usually means a mistake.</summary>
    Throw,
}
