namespace MiniGrad.Data;

/// <summary>What a <see cref="TableEncoder"/> makes of a column.</summary>
public enum ColumnRole
{
    /// <summary>One feature: the number, scaled; and another that tells where it was missing, if wanted.</summary>
    Number,

    /// <summary>A feature for each different value, 1 where the row has it and 0 elsewhere.</summary>
    Category,

    /// <summary>Nothing.</summary>
    LeftOut,
}
