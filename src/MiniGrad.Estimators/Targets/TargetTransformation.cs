namespace MiniGrad.Estimators;

/// <summary>A function of the numbers that an <see cref="MlpRegressor"/> learns, undone in its predictions, for targets over several orders
/// of magnitude.</summary>
public enum TargetTransformation
{
    /// <summary>None: y itself.</summary>
    None,

    /// <summary><c>log y</c>, for numbers above 0. Predictions are above 0.</summary>
    Logarithm,

    /// <summary><c>log(1 + y)</c>, for numbers of at least 0, such as counts and amounts that may be 0. Predictions below 0 become
    /// 0.</summary>
    LogarithmOfOnePlus,

    /// <summary><c>√y</c>, for numbers of at least 0. Predictions are not below 0.</summary>
    SquareRoot,
}
