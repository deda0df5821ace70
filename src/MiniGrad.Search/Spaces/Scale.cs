namespace MiniGrad.Search;

/// <summary>How far apart two numbers of a range are for a search.</summary>
public enum Scale
{
    /// <summary>By their difference.</summary>
    Linear,

    /// <summary>By their ratio: for what is right or wrong by orders of magnitude, such as a learning rate.</summary>
    Logarithmic,

    /// <summary>Whole powers of two alone, such as 16, 32, 64; the next one is as far as the one before.</summary>
    PowersOfTwo,
}
