namespace MiniGrad.Search;

/// <summary>How good trials are told from bad ones. The defaults are what did best on eleven functions of 2 to 10 parameters, conditions
/// among them, after 100 and 200 trials.</summary>
internal sealed record ParzenSettings
{
    public int StartupTrials { get; init; } = 10;

    public int Candidates { get; init; } = 24;

    /// <summary>So many times √n of n trials are good ones.</summary>
    public double GoodRoot { get; init; } = 1;

    /// <summary>The spread that the bad trials' bandwidths follow from, in shares of the range.</summary>
    public double BadSpread { get; init; } = 0.07;

    /// <summary>The weight of the uniform distribution among the good ones, in trials.</summary>
    public double Prior { get; init; } = 2;

    /// <summary>The same for parameters that others hang on: what hangs on a value must be learnt before the value is known to be
    /// bad.</summary>
    public double GatePrior { get; init; } = 12;

    /// <summary>So many trials with the same parameters are searched as one.</summary>
    public int LeastJoint { get; init; } = 25;
}
