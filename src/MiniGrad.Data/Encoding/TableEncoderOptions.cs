namespace MiniGrad.Data;

/// <summary>Settings of a <see cref="TableEncoder"/>.</summary>
public sealed record TableEncoderOptions
{
    /// <summary>How numbers are scaled. Default: to mean 0 and standard deviation 1.</summary>
    public Scaling Scaling { get; init; } = Scaling.Standard;

    /// <summary>The number that replaces a missing one. Default: the mean.</summary>
    public Imputation Imputation { get; init; } = Imputation.Mean;

    /// <summary>Whether numbers with gaps in the training rows get a second feature, 1 where one is missing. Default: false.</summary>
    public bool MissingIndicators { get; init; }

    /// <summary>Whether missing categories get a feature if the training rows have gaps. Default: false, all features are 0.</summary>
    public bool MissingCategories { get; init; }

    /// <summary>Whether a category that no training row has is refused. Default: false, all features of the column are 0.</summary>
    public bool RefuseUnknownCategories { get; init; }

    /// <summary>Whether a missing value is refused in a column that no training row lacks one in. Default: false, a number is replaced as
    /// <see cref="Imputation"/> says, and all features of a category are 0.</summary>
    public bool RefuseNewMissing { get; init; }

    /// <summary>The largest number of categories of a column; with more it counts as free text and is left out. Default: 100.</summary>
    public int MaximumCategories { get; init; } = 100;

    /// <summary>The roles of columns, by name. Default: none, every role is found from the data.</summary>
    public IReadOnlyDictionary<string, ColumnRole> Roles { get; init; } = new Dictionary<string, ColumnRole>();

    /// <summary>Whether classes or numbers are predicted. Default: null, found from the data.</summary>
    public TargetKind? TargetKind { get; init; }
}

/// <summary>The role of a column in a <see cref="TableEncoder"/>.</summary>
public enum ColumnRole
{
    /// <summary>One feature, the scaled number, and on demand a second one that marks missing numbers.</summary>
    Number,

    /// <summary>A feature for each different value: 1 where the row has this value, else 0.</summary>
    Category,

    /// <summary>No feature.</summary>
    LeftOut,
}

/// <summary>The number that replaces a missing one.</summary>
public enum Imputation
{
    /// <summary>The mean of the numbers in the training rows.</summary>
    Mean,

    /// <summary>Their median; the mean of the middle two where their number is even.</summary>
    Median,
}

/// <summary>The kind of the predicted column.</summary>
public enum TargetKind
{
    /// <summary>The class of a row.</summary>
    Classes,

    /// <summary>A number.</summary>
    Numbers,
}
