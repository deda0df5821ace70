namespace MiniGrad.Search;

public abstract partial class Pruner
{
    /// <summary>Every trial runs to its end.</summary>
    public static Pruner None { get; } = new NoPruner();
}

internal sealed class NoPruner : Pruner
{
    public override string Name => "none";

    internal override bool NeedsReports => false;
}
