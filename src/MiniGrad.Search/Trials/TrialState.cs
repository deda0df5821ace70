namespace MiniGrad.Search;

/// <summary>How far a trial is.</summary>
public enum TrialState
{
    /// <summary>Its parameters are chosen, and its objective runs or is to run.</summary>
    Running,

    /// <summary>It has done what its round allows, and waits for the round to end.</summary>
    Paused,

    /// <summary>It has its values.</summary>
    Complete,

    /// <summary>It was stopped early, because others did better. What counts is the best that it reported.</summary>
    Pruned,

    /// <summary>Its objective threw or gave NaN.</summary>
    Failed,
}
