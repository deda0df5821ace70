using static System.FormattableString;

namespace MiniGrad.Visualization;

/// <summary>One of the two axes of a chart.</summary>
public sealed class Axis
{
    /// <param name="label">The label, with a unit: <c>time (ms)</c>. Default: none.</param>
    public Axis(string label = "")
    {
        ArgumentNullException.ThrowIfNull(label);
        Label = label;
    }

    /// <summary>The label.</summary>
    public string Label { get; }

    /// <summary>The scale. Default: <see cref="AxisScale.Linear"/>.</summary>
    public AxisScale Scale { get; init; } = AxisScale.Linear;

    /// <summary>The start of the axis; smaller values are cut off. Default: null, given by the data.</summary>
    public double? Minimum { get; init; }

    /// <summary>The end of the axis; larger values are cut off. Default: null, given by the data.</summary>
    public double? Maximum { get; init; }

    /// <summary>Names for the places 0, 1, 2, … of a horizontal axis, such as those of layers. Default: null, numbers.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>The scale for values of the data; those without a place are ignored.</summary>
    /// <param name="name">The name of the axis in messages.</param>
    /// <param name="values">The data.</param>
    /// <param name="padding">The fraction to add on either side where the data gives the end.</param>
    internal Scale CreateScale(string name, IEnumerable<double> values, double padding)
    {
        if (Categories is not null)
        {
            if (Categories.Count == 0) throw new InvalidOperationException($"{name}: expected at least one category, got none.");
            if (Scale == AxisScale.Linear && Minimum is null && Maximum is null) return new CategoryScale(Categories);
            throw new InvalidOperationException(
                $"{name}: categories stand at 0, 1, 2, …; they go with neither a minimum, a maximum nor a logarithmic scale.");
        }
        bool isLogarithmic = Scale == AxisScale.Logarithmic;
        if (!isLogarithmic && Scale != AxisScale.Linear) throw new InvalidOperationException($"{name}: there is no scale {(int)Scale}.");
        CheckEnd(name, "minimum", Minimum, isLogarithmic);
        CheckEnd(name, "maximum", Maximum, isLogarithmic);
        double minimum = double.PositiveInfinity, maximum = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (!double.IsFinite(value) || (isLogarithmic && value <= 0)) continue;
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }
        if (minimum > maximum && (Minimum is null || Maximum is null))
            throw new InvalidOperationException($"{name}: there is no {(isLogarithmic ? "positive, finite" : "finite")} value to show.");
        if (Minimum >= (Maximum ?? maximum) || Minimum >= Maximum || Maximum <= (Minimum ?? minimum))
            throw new InvalidOperationException(Outside(name, minimum, maximum));
        return isLogarithmic
            ? LogarithmicScale.Around(minimum, maximum, Minimum, Maximum, padding)
            : LinearScale.Around(minimum, maximum, Minimum, Maximum, padding);
    }

    private string Outside(string name, double minimum, double maximum)
    {
        if (Minimum is { } low && Maximum is { } high)
            return Invariant($"{name}: expected a minimum below the maximum, got {low} and {high}.");
        string side = Minimum is null ? "below" : "above";
        return Invariant($"{name}: nothing would be seen {side} {Minimum ?? Maximum}; the data goes from {minimum} to {maximum}.");
    }

    private static void CheckEnd(string name, string what, double? end, bool isLogarithmic)
    {
        if (end is not { } value || (double.IsFinite(value) && (!isLogarithmic || value > 0))) return;
        throw new InvalidOperationException(
            Invariant($"{name}: expected a {(isLogarithmic ? "positive, finite" : "finite")} {what}, got {value}."));
    }
}

/// <summary>The distribution of values along an axis.</summary>
public enum AxisScale
{
    /// <summary>Equal differences take equal space.</summary>
    Linear,

    /// <summary>Equal ratios take equal space. Zero and negative values interrupt a line, like NaN.</summary>
    Logarithmic,
}
