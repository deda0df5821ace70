using System.Security.Cryptography;
using System.Text;
using MiniGrad.Data;
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

    /// <summary>Tells these samples from others.</summary>
    public abstract string Fingerprint { get; }

    public abstract SearchTask<TEstimator> Select(int[] rows);

    /// <summary>Tells a table, its target and how it becomes features from others.</summary>
    protected static string FingerprintOf(Table table, string target, TableEncoderOptions? encoding)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        TableEncoderOptions options = encoding ?? new();
        Add(Invariant($"{options.Scaling} {options.Imputation} {options.MissingIndicators} {options.MissingCategories} ") +
            Invariant($"{options.RefuseUnknownCategories} {options.RefuseNewMissing} {options.MaximumCategories} {options.TargetKind} ") +
            Invariant($"{options.ManyCategories} {options.MinimumCategoryCount} {options.DateParts}"));
        foreach (string format in options.DateFormats) Add(format);
        foreach ((string column, ColumnRole role) in options.Roles.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            Add($"{role} {column}");
        Add(target);
        foreach (TableColumn column in table.Columns)
        {
            Add(column.Name);
            for (int row = 0; row < table.Count; row++) Add(column.TextAt(row));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string? text) => hash.AppendData(Encoding.UTF8.GetBytes(text is null ? "\0" : $"{text.Length} {text}"));
    }

    /// <exception cref="InvalidOperationException">The loss became NaN or infinite.</exception>
    public abstract TEstimator Fit(MlpSettings settings, ulong seed, CancellationToken cancellation);

    /// <summary>What an estimator says of each sample: the logarithm of its right class's probability, or the predicted number.</summary>
    public abstract double[] Judge(TEstimator estimator);

    /// <summary>The mean loss of what several together say of each sample: the cross-entropy of averaged probabilities, or the mean
    /// squared error of averaged numbers.</summary>
    public abstract double Loss(IReadOnlyList<double[]> judgements);

    /// <summary>What to choose by: the loss, unless that could be had by claiming more than samples can tell.</summary>
    /// <param name="judgements">What several together say.</param>
    /// <param name="doubt">How much is uncertain: 1 / n of the n samples that the choice goes by.</param>
    public virtual double LossToChooseBy(IReadOnlyList<double[]> judgements, double doubt) => Loss(judgements);
}
