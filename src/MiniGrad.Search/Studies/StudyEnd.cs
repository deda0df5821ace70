namespace MiniGrad.Search;

/// <summary>Why a run of a study ended.</summary>
public enum StudyEndKind
{
    /// <summary>There are as many trials as were asked for.</summary>
    Trials,

    /// <summary>There is nothing in the space that was not tried.</summary>
    SpaceExhausted,

    /// <summary>The time was up.</summary>
    TimeLimit,

    /// <summary>All trials so far failed.</summary>
    Failures,
}

/// <summary>Why a run of a study ended.</summary>
/// <param name="Kind">The kind of reason.</param>
/// <param name="Sentence">The reason in words.</param>
public sealed record StudyEnd(StudyEndKind Kind, string Sentence);
