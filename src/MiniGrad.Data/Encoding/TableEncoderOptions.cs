namespace MiniGrad.Data;

/// <summary>How a <see cref="TableEncoder"/> makes numbers of a table.</summary>
public sealed record TableEncoderOptions
{
    /// <summary>How numbers are scaled. Default: to mean 0 and standard deviation 1.</summary>
    public Scaling Scaling { get; init; } = Scaling.Standard;

    /// <summary>What stands in for a missing number. Default: the mean.</summary>
    public Imputation Imputation { get; init; } = Imputation.Mean;

    /// <summary>
    /// Whether a column of numbers of which some training rows lack theirs has a second feature, 1 where the number is missing and 0 elsewhere. Default: false.
    /// </summary>
    public bool MissingIndicators { get; init; }

    /// <summary>
    /// Whether a missing category has a feature of its own, in the columns where it occurs in the training rows. Default: false, all features of the column are 0.
    /// </summary>
    public bool MissingCategories { get; init; }

    /// <summary>
    /// Whether a category that no training row has is refused when it is met later. Default: false, all features of the column are 0.
    /// </summary>
    public bool RefuseUnknownCategories { get; init; }

    /// <summary>The most categories that a column may have to be taken for one of categories rather than of free text, which is left out. Default: 100.</summary>
    public int MaximumCategories { get; init; } = 100;

    /// <summary>Columns whose role is not to be found from the data, by name. Default: none.</summary>
    public IReadOnlyDictionary<string, ColumnRole> Roles { get; init; } = new Dictionary<string, ColumnRole>();

    /// <summary>Whether classes or numbers are to be predicted. Default: null, found from the data.</summary>
    public TargetKind? TargetKind { get; init; }
}
