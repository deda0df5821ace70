namespace MiniGrad.Search;

/// <summary>How much a parameter matters for a goal: made by <see cref="StudyAnalysis.Importance"/>.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Share">Its share, from 0 to 1. The shares of all parameters add up to 1, or are all 0 where nothing tells them
/// apart.</param>
public sealed record ParameterImportance(HyperParameter Parameter, double Share)
{
    /// <summary>The name with the share, such as <c>learning rate: 72 %</c>.</summary>
    public override string ToString() => Invariant($"{Parameter.Name}: {100 * Share:0} %");
}
