using static System.FormattableString;

namespace MiniGrad;

/// <summary>The result of a <see cref="GradientCheck"/>.</summary>
/// <param name="CheckedCount">The number of derivatives compared.</param>
/// <param name="SkippedCount">The number of elements left out because of a kink.</param>
/// <param name="LargestError">The largest relative error among those compared.</param>
/// <param name="Worst">The difference with the largest relative error beyond the tolerance, or null if all agree.</param>
public sealed record GradientCheckResult(int CheckedCount, int SkippedCount, double LargestError, GradientDifference? Worst)
{
    /// <summary>Whether all derivatives agree, and at least one was compared.</summary>
    public bool Passed => Worst is null && CheckedCount > 0;

    /// <inheritdoc/>
    public override string ToString()
    {
        string counts = Invariant($"{CheckedCount} derivatives compared, {SkippedCount} skipped at kinks");
        if (SkippedCount > CheckedCount && CheckedCount > 0) counts += ": most were not checked";
        if (Worst is not null) return $"Gradient check failed ({counts}): {Worst}";
        return CheckedCount == 0
            ? $"Gradient check failed: nothing to compare ({counts})"
            : Invariant($"Gradient check passed ({counts}), largest relative error {LargestError:G3}");
    }
}

/// <summary>A derivative that the engine and finite differences disagree about.</summary>
/// <param name="Order">1 for a gradient, 2 for a gradient of a gradient.</param>
/// <param name="Input">The place of the input, or −1 for a direction in all of them.</param>
/// <param name="Coordinate">The indices of the element; empty for a direction.</param>
/// <param name="Engine">The engine's derivative.</param>
/// <param name="Numeric">The derivative by finite differences.</param>
/// <param name="RelativeError">Their difference in relation to their size.</param>
/// <param name="IsAtKink">Whether the function seems to have a kink there.</param>
public sealed record GradientDifference(
    int Order, int Input, IReadOnlyList<int> Coordinate, double Engine, double Numeric, double RelativeError, bool IsAtKink)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        string place = Input < 0 ? "along a random direction" : $"of input {Input} at [{string.Join(", ", Coordinate)}]";
        string kink = IsAtKink ? "; the function seems to have a kink there" : "";
        return Invariant($"derivative of order {Order} {place}: engine {Engine:G17}, finite differences {Numeric:G17}") +
            Invariant($", relative error {RelativeError:G3}{kink}");
    }
}
