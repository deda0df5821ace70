namespace MiniGrad.Visualization;

/// <summary>One of the two axes of a chart: what it says and how values spread along it.</summary>
public sealed class Axis
{
    /// <summary>Makes an axis.</summary>
    /// <param name="label">What it shows, with the unit where there is one: <c>time (ms)</c>. Default: nothing.</param>
    public Axis(string label = "")
    {
        ArgumentNullException.ThrowIfNull(label);
        Label = label;
    }

    /// <summary>What the axis shows, with the unit where there is one.</summary>
    public string Label { get; }

    /// <summary>How values spread. Default: <see cref="AxisScale.Linear"/>.</summary>
    public AxisScale Scale { get; init; } = AxisScale.Linear;

    /// <summary>Where the axis starts; what lies below is cut off. Default: where the data does.</summary>
    public double? Minimum { get; init; }

    /// <summary>Where the axis ends; what lies above is cut off. Default: where the data does.</summary>
    public double? Maximum { get; init; }

    /// <summary>
    /// Names for the places 0, 1, 2, … instead of numbers, such as those of layers. For horizontal axes. Default: none.
    /// </summary>
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>The scale for the given values of the data, of which those that have no place on it are passed over.</summary>
    /// <param name="name">What messages call the axis.</param>
    /// <param name="values">The data.</param>
    /// <param name="padding">How much to add on either side, as a fraction, where the data decides.</param>
    internal Scale CreateScale(string name, IEnumerable<double> values, double padding)
    {
        if (Categories is not null)
        {
            if (Categories.Count == 0) throw new InvalidOperationException($"{name}: expected at least one category, got none.");
            if (Scale != AxisScale.Linear || Minimum is not null || Maximum is not null)
                throw new InvalidOperationException($"{name}: categories stand at 0, 1, 2, …; they go with neither a minimum, a maximum nor a logarithmic scale.");
            return new CategoryScale(Categories);
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

    private string Outside(string name, double minimum, double maximum) => Minimum is { } low && Maximum is { } high
        ? FormattableString.Invariant($"{name}: expected a minimum below the maximum, got {low} and {high}.")
        : FormattableString.Invariant($"{name}: nothing would be seen {(Minimum is null ? "below" : "above")} {Minimum ?? Maximum}; the data goes from {minimum} to {maximum}.");

    private static void CheckEnd(string name, string what, double? end, bool isLogarithmic)
    {
        if (end is not { } value || (double.IsFinite(value) && (!isLogarithmic || value > 0))) return;
        throw new InvalidOperationException(FormattableString.Invariant($"{name}: expected a {(isLogarithmic ? "positive, finite" : "finite")} {what}, got {value}."));
    }
}
