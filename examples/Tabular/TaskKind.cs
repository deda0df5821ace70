namespace Tabular;

/// <summary>What to predict.</summary>
internal enum TaskKind
{
    /// <summary>What the values of the target suggest.</summary>
    Auto,

    /// <summary>One of some classes.</summary>
    Classification,

    /// <summary>A number.</summary>
    Regression,
}
