namespace MiniGrad.Data;

/// <summary>What the rules of an encoder go by: a column in memory, or the summary of one that was read once.</summary>
internal interface IColumnContent
{
    string Name { get; }

    /// <summary>The number of rows.</summary>
    long Count { get; }

    long MissingCount { get; }

    /// <summary>Whether it is text, rather than numbers.</summary>
    bool IsText { get; }

    /// <summary>Whether all numbers that there are are the same.</summary>
    bool IsConstant { get; }

    /// <summary>Whether they number the rows.</summary>
    bool NumbersRows { get; }

    /// <summary>The scaling of the numbers, of which there is at least one.</summary>
    ColumnScale Scale(Scaling scaling);

    /// <summary>What stands for a missing number, where there is at least one other.</summary>
    double Replacement(Imputation imputation);

    /// <summary>The different texts.</summary>
    TextValues Texts { get; }

    /// <summary>The different values, of numbers or texts.</summary>
    /// <exception cref="ArgumentException">They are more than are kept.</exception>
    Categories Categories { get; }

    /// <summary>Whether numbers are few and whole, so that they may be classes.</summary>
    /// <param name="most">The largest number of different ones.</param>
    bool AreFewWholeNumbers(int most);

    /// <summary>The encoding of dates, or null where a text is none.</summary>
    ColumnEncoding? FitDates(DateText reader, TableEncoderOptions options);

    /// <exception cref="TableRowException">A number is infinite.</exception>
    void RefuseInfinite();

    /// <exception cref="TableRowException">A value is missing.</exception>
    void RefuseMissingTarget();

    /// <summary>Gives back memory that is made again when it is needed.</summary>
    void Release();
}
