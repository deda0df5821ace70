namespace MiniGrad.Training;

/// <summary>How much it matters for <see cref="Metric.CohensKappa"/> which wrong class is predicted.</summary>
public enum KappaWeighting
{
    /// <summary>Not at all: every mistake counts 1.</summary>
    None,

    /// <summary>A mistake counts as many as the numbers of the classes lie apart, |i − j|.</summary>
    Linear,

    /// <summary>A mistake counts the square of that, (i − j)².</summary>
    Quadratic,
}
