using System.Data;

namespace MiniGrad.Search;

/// <summary>In what databases differ.</summary>
internal sealed record SqlDialect
{
    /// <summary>The type of bytes.</summary>
    public required string Bytes { get; init; }

    /// <summary>The time in milliseconds.</summary>
    public required string Now { get; init; }

    /// <summary>What a change begins with, such that <see cref="Stamp"/> is another; may be empty. It ends with a semicolon.</summary>
    public required string BeginChange { get; init; }

    /// <summary>What marks the rows of a change: at least the <see cref="Since"/> of all who have not seen it.</summary>
    public required string Stamp { get; init; }

    /// <summary>A number that all changes to come have at least as their <see cref="Stamp"/>, those under way included.</summary>
    public required string Since { get; init; }

    /// <summary>What taking a trial begins with, such that one who takes it again, having heard nothing of the first time, waits until that
    /// is over; may be empty. It ends with a semicolon.</summary>
    public string BeginClaim { get; init; } = "";

    /// <summary>Has a selection keep others from its row, also from adding to what it refers to, until the transaction ends; may be
    /// empty.</summary>
    public string LockRow { get; init; } = "";

    /// <summary>Has a selection pass over rows that another transaction holds; may be empty.</summary>
    public required string SkipLocked { get; init; }

    /// <summary>Says whether there is the table that tells the version of all tables: a number, 0 for no.</summary>
    public required string HasTables { get; init; }

    /// <summary>What making tables begins with, such as keeping others from it until the transaction ends; may be empty.</summary>
    public required string LockTables { get; init; }

    /// <summary>How a transaction begins that sees the same from its beginning to its end.</summary>
    public IsolationLevel Snapshot { get; init; } = IsolationLevel.RepeatableRead;

    /// <summary>Whether several statements that are sent together are a transaction by themselves.</summary>
    public required bool BatchIsTransaction { get; init; }

    /// <summary>What stands behind the columns of the table of trials.</summary>
    public string TrialTable { get; init; } = "";

    /// <summary>How many trials are added by one statement where there are many.</summary>
    public int RowsAtOnce { get; init; } = 500;
}
