namespace MiniGrad.Search;

/// <summary>What a study has to do next.</summary>
internal abstract record Step
{
    /// <summary>A trial that nobody runs goes on.</summary>
    public sealed record Claim : Step;

    /// <summary>A stage of a round is over.</summary>
    /// <param name="Trials">What becomes of those that wait.</param>
    public sealed record EndStage(IReadOnlyList<TrialRecord> Trials) : Step;

    /// <summary>A new trial begins.</summary>
    /// <param name="Trial">The trial.</param>
    /// <param name="Taken">What of the queue it takes.</param>
    /// <param name="Ahead">Trials behind it, which anybody may begin.</param>
    public sealed record Add(TrialRecord Trial, long? Taken, IReadOnlyList<TrialRecord> Ahead) : Step;

    /// <summary>A trial under way has to be done first.</summary>
    public sealed record Wait : Step;

    /// <summary>There is nothing left to do.</summary>
    /// <param name="End">Why.</param>
    public sealed record Over(StudyEnd End) : Step;
}
