namespace MiniGrad.Optimizers;

/// <summary>A limit to gradients, so that a single batch cannot throw the parameters far away.</summary>
/// <remarks>Weight decay is added after it. The gradients themselves, as others see them, are left as they are.</remarks>
public sealed class GradientClipping
{
    private readonly double normLimit;

    private GradientClipping(string description, double limit, bool isByElement, bool isGlobal)
    {
        Guard.Positive(limit, nameof(GradientClipping), "the limit");
        Description = FormattableString.Invariant($"{description} {limit}");
        IsGlobal = isGlobal;
        (normLimit, ElementLimit) = isByElement ? (double.PositiveInfinity, limit) : (limit, double.PositiveInfinity);
    }

    /// <summary>The limit in words.</summary>
    public string Description { get; }

    /// <summary>The largest magnitude of an element, infinite where elements are not limited.</summary>
    internal double ElementLimit { get; }

    /// <summary>Whether the gradients of all parameters are scaled together.</summary>
    internal bool IsGlobal { get; }

    /// <summary>Limits every element by itself: <c>g ← min(max(g, −c), c)</c>. Changes the gradient's direction.</summary>
    /// <param name="limit">c, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not a finite number above 0.</exception>
    public static GradientClipping ByValue(double limit) => new("by value", limit, isByElement: true, isGlobal: false);

    /// <summary>Limits the Euclidean norm of each parameter's gradient: <c>g ← g·min(1, c/‖g‖)</c>.</summary>
    /// <param name="limit">c, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not a finite number above 0.</exception>
    public static GradientClipping ByNorm(double limit) => new("by norm", limit, isByElement: false, isGlobal: false);

    /// <summary>Limits the Euclidean norm of all gradients together, which keeps the direction of the step (Pascanu, Mikolov and Bengio,
    /// "On the difficulty of training recurrent neural networks", 2013): <c>g ← g·min(1, c/‖all g‖)</c>.</summary>
    /// <param name="limit">c, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not a finite number above 0.</exception>
    public static GradientClipping ByGlobalNorm(double limit) => new("by global norm", limit, isByElement: false, isGlobal: true);

    /// <summary>The factor of a gradient of the given norm, in a unit. A norm of NaN gives NaN.</summary>
    internal double Scale(double norm, double unit) => norm <= normLimit / unit ? 1 : normLimit / unit / norm;

    /// <inheritdoc cref="Description"/>
    public override string ToString() => Description;
}
