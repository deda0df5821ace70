using MiniGrad.Losses;

namespace MiniGrad.Estimators;

/// <summary>What an <see cref="MlpRegressor"/> minimises. All but <see cref="Poisson"/> are of scaled targets.</summary>
public enum RegressionLoss
{
    /// <summary><see cref="Loss.MeanSquaredError"/>: predicts the mean.</summary>
    SquaredError,

    /// <summary><see cref="Loss.MeanAbsoluteError"/>: predicts the median, whatever the size of outliers.</summary>
    AbsoluteError,

    /// <summary><see cref="Loss.Huber"/> with δ = 1: between the two.</summary>
    Huber,

    /// <summary><see cref="Loss.LogCosh"/>: smooth, and between the two.</summary>
    LogCosh,

    /// <summary>The quantile loss: predicts the quantile <see cref="MlpRegressor.Quantile"/>.</summary>
    Quantile,

    /// <summary><see cref="Loss.Poisson"/>, for counts: the network gives the logarithm of the expected count, and predictions are the
    /// expected counts, above 0. Targets are divided by their mean, and not scaled otherwise.</summary>
    Poisson,
}
