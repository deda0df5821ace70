namespace MiniGrad;

/// <summary>Options of a <see cref="GradientCheck"/>.</summary>
public sealed record GradientCheckOptions
{
    /// <summary>1: gradients. 2: also gradients of gradients. Default: 1.</summary>
    public int Order { get; init; } = 1;

    /// <summary>The number of random directions to compare along, for large inputs. Default: null, every element by itself, which says
    /// which one is wrong.</summary>
    public int? Directions { get; init; }

    /// <summary>The relative error up to which two values agree. Default: in double precision 1e-7 for first order and 1e-5 for second, in
    /// single 0.01 and 0.05.</summary>
    public double? Tolerance { get; init; }

    /// <summary>The distance h between the points of a difference, in the units of x. Default: 0.001 in double precision and 0.03 in
    /// single, times |x| for elements beyond 1, and less where that is too long for the function. One that is given is the only one
    /// tried.</summary>
    public double? Step { get; init; }

    /// <summary>Whether elements with a kink within two steps, such as that of ReLU at 0, are left out and counted. Default: no; a
    /// difference is then a failure, and the message says that there seems to be a kink.</summary>
    public bool SkipsKinks { get; init; }

    /// <summary>The seed of random weights and directions. Default: 0.</summary>
    public int Seed { get; init; }
}
