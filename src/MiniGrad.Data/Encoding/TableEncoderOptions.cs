namespace MiniGrad.Data;

/// <summary>Settings of a <see cref="TableEncoder"/>.</summary>
public sealed record TableEncoderOptions
{
    /// <summary>How numbers are scaled. Default: to mean 0 and standard deviation 1.</summary>
    public Scaling Scaling { get; init; } = Scaling.Standard;

    /// <summary>The number that replaces a missing one. Default: the mean.</summary>
    public Imputation Imputation { get; init; } = Imputation.Mean;

    /// <summary>Whether numbers, booleans and dates with gaps in the training rows get one more feature, 1 where the value is missing.
    /// Default: false.</summary>
    public bool MissingIndicators { get; init; }

    /// <summary>Whether missing categories get a feature if the training rows have gaps. Default: false, all features are 0.</summary>
    public bool MissingCategories { get; init; }

    /// <summary>Whether a category that no training row has is refused. Default: false, all features of the column are 0; of a boolean, the
    /// feature is 0.5. Where rare categories share a feature, unknown ones have it too, whatever this says.</summary>
    public bool RefuseUnknownCategories { get; init; }

    /// <summary>Whether a missing value is refused in a column that no training row lacks one in. Default: false, a number is replaced as
    /// <see cref="Imputation"/> says, and all features of a category are 0.</summary>
    public bool RefuseNewMissing { get; init; }

    /// <summary>The largest number of features that a column of text gets by itself. What becomes of one with more different texts,
    /// <see cref="ManyCategories"/> says. Default: 256, which holds all countries.</summary>
    public int MaximumCategories { get; init; } = 256;

    /// <summary>What becomes of a column with more different texts than 100 or <see cref="MaximumCategories"/>, unless its role is given:
    /// then each text has a feature. Default: the rare ones share a feature.</summary>
    public ManyCategories ManyCategories { get; init; }

    /// <summary>The fewest training rows that a category is in which has a feature of its own beside one of rare categories. Default:
    /// 5.</summary>
    public int MinimumCategoryCount { get; init; } = 5;

    /// <summary>Which features are made of dates. Default: all that differ in the training rows. With <see cref="DateParts.None"/> dates
    /// are text like any other.</summary>
    public DateParts DateParts { get; init; } = DateParts.All;

    /// <summary>Formats of dates besides ISO 8601, in the notation of .NET, such as <c>dd.MM.yyyy</c> and <c>MM/dd/yyyy HH:mm</c>, tried in
    /// this order in the invariant culture. Default: none, as day and month may be meant either way.</summary>
    public IReadOnlyList<string> DateFormats { get; init; } = [];

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

    /// <summary>One feature of two words such as <c>no</c> and <c>yes</c>: 0 and 1, 0.5 for any other word and for a missing one; and on
    /// demand a second one that marks missing words.</summary>
    Boolean,

    /// <summary>Features of dates, as <see cref="DateParts"/> says, and on demand one more that marks missing dates.</summary>
    Date,
}

/// <summary>What becomes of text with more different values than 100, or than <see cref="TableEncoderOptions.MaximumCategories"/> where
/// that is less.</summary>
/// <remarks>Text that differs in every row, and such text of which more than half of the rows have a value that no other row has, is left
/// out in any case.</remarks>
public enum ManyCategories
{
    /// <summary>Values in at least <see cref="TableEncoderOptions.MinimumCategoryCount"/> rows, the most frequent ones, one fewer than
    /// <see cref="TableEncoderOptions.MaximumCategories"/> at most, have a feature each, and all others share one, called
    /// <c>city=(other)</c>. So do values that are not known. Where no value is rare and the maximum holds all, none is shared.</summary>
    TogetherRare,

    /// <summary>The column is left out where the maximum does not hold all values; else each has a feature.</summary>
    LeaveOut,
}

/// <summary>What features are made of a date.</summary>
/// <remarks>Parts that are the same in all training rows have none. All parts but <see cref="Elapsed"/> are those that the text shows,
/// whatever its distance from universal time. Where a date is missing, each feature is its mean or median, as
/// <see cref="TableEncoderOptions.Imputation"/> says.</remarks>
[Flags]
public enum DateParts
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The days since the earliest of the training rows, with a fraction, scaled like numbers: <c>when (elapsed days)</c>. A time
    /// with an offset is taken in universal time, another one as it stands.</summary>
    Elapsed = 1,

    /// <summary>The year, scaled like numbers: <c>when (year)</c>.</summary>
    Year = 2,

    /// <summary>sin and cos of 2π·(month − 1) / 12: <c>when (month sine)</c> and <c>when (month cosine)</c>.</summary>
    Month = 4,

    /// <summary>sin and cos of 2π·day / 7, from Monday, 0: <c>when (day of week sine)</c> and <c>when (day of week cosine)</c>.</summary>
    DayOfWeek = 8,

    /// <summary>sin and cos of 2π·hour / 24, with minutes and seconds as a fraction: <c>when (hour sine)</c> and
    /// <c>when (hour cosine)</c>.</summary>
    Hour = 16,

    /// <summary>All of these.</summary>
    All = Elapsed | Year | Month | DayOfWeek | Hour,
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
