namespace MiniGrad;

/// <summary>Along what a gradient is compared.</summary>
public enum GradientCheckMode
{
    /// <summary>Each element of each input by itself: thorough, and says which one is wrong.</summary>
    EveryCoordinate,

    /// <summary>A few random directions in all inputs together: for large inputs.</summary>
    RandomDirection,
}

/// <summary>What to do where a function has a kink, such as ReLU at 0, and no derivative to compare.</summary>
public enum KinkHandling
{
    /// <summary>A difference is a failure, and the message says that there seems to be a kink.</summary>
    Report,

    /// <summary>Coordinates with a kink within two steps are left out and counted.</summary>
    StayAway,
}

/// <summary>How <see cref="GradientCheck"/> compares.</summary>
public sealed record GradientCheckOptions
{
    /// <summary>1: gradients. 2: also gradients of gradients. Default: 1.</summary>
    public int Order { get; init; } = 1;

    /// <summary>Along what. Default: every coordinate.</summary>
    public GradientCheckMode Mode { get; init; } = GradientCheckMode.EveryCoordinate;

    /// <summary>The number of directions in <see cref="GradientCheckMode.RandomDirection"/>. Default: 5.</summary>
    public int Directions { get; init; } = 5;

    /// <summary>
    /// The relative error up to which two values agree. Default: in double precision 1e-7 for first order and 1e-5 for second, in single 0.01 and
    /// 0.05.
    /// </summary>
    public double? Tolerance { get; init; }

    /// <summary>The distance h between the points of a difference. Default: as <see cref="FiniteDifference.Gradient"/> has it.</summary>
    public double? Step { get; init; }

    /// <summary>What to do at kinks. Default: report them.</summary>
    public KinkHandling Kinks { get; init; } = KinkHandling.Report;

    /// <summary>Where random weights and directions start. Default: 0.</summary>
    public int Seed { get; init; }
}
