using MiniGrad.Estimators;

namespace MiniGrad.Search;

/// <summary>Samples to learn from and to be judged by, whatever they are made of.</summary>
internal abstract class SearchTask<TEstimator> where TEstimator : MlpEstimator
{
    public abstract int Count { get; }

    /// <summary>A number for each sample, whose shares parts are to have alike: the class; 0 for all where there are none.</summary>
    public abstract int[] Strata { get; }

    /// <summary>Throws if there is nothing to be learned from them.</summary>
    /// <exception cref="ArgumentException">All have the same class or number.</exception>
    public abstract void Check(string who);

    public abstract SearchTask<TEstimator> Select(int[] rows);

    /// <exception cref="InvalidOperationException">The loss became NaN or infinite.</exception>
    public abstract TEstimator Fit(MlpSettings settings, ulong seed, CancellationToken cancellation);

    /// <summary>What an estimator says of each sample: the logarithm of its right class's probability, or the predicted number.</summary>
    public abstract double[] Judge(TEstimator estimator);

    /// <summary>The mean loss of what several together say of each sample: the cross-entropy of averaged probabilities, or the mean
    /// squared error of averaged numbers.</summary>
    public abstract double Loss(IReadOnlyList<double[]> judgements);
}
