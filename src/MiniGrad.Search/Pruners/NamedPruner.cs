namespace MiniGrad.Search;

/// <summary>A pruner of which only the name was kept, for studies to look at.</summary>
internal sealed class NamedPruner(string name) : Pruner
{
    public override string Name => name;

    internal override bool StopsAfterReport(in PruningView view) => throw OnlyNamed();

    internal override Round? RoundOf(int trial) => throw OnlyNamed();

    private InvalidOperationException OnlyNamed() =>
        new($"Of the pruner '{name}' only the name was kept; a study needs one made by Pruner.");
}
