namespace MiniGrad.Search;

/// <summary>Which of two values of an objective is better.</summary>
public enum Goal
{
    /// <summary>The smaller one, as of a loss.</summary>
    Minimize,

    /// <summary>The larger one, as of an accuracy.</summary>
    Maximize,
}
