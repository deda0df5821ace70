namespace MiniGrad.Search;

/// <summary>Says of the values of a trial whether another parameter is there at all: made by <see cref="HyperParameter{T}.AtLeast"/> and
/// its like.</summary>
public abstract class Condition
{
    private protected Condition(HyperParameter parameter) => Parameter = parameter;

    /// <summary>The parameter that it looks at.</summary>
    public HyperParameter Parameter { get; }

    /// <summary>Whether it holds for a value of the parameter; for none, NaN, it does not.</summary>
    internal abstract bool Holds(double value);
}

/// <summary>A parameter has a value: as a condition, and as what <see cref="SearchSpace.Values"/> takes.</summary>
public sealed class Assignment : Condition
{
    internal Assignment(HyperParameter parameter, double value) : base(parameter) => Value = value;

    /// <summary>The value as a number.</summary>
    internal double Value { get; }

    /// <summary>In words, such as <c>layers is 2</c>.</summary>
    public override string ToString() => $"{Parameter.Name} is {Parameter.TextOf(Value)}";

    internal override bool Holds(double value) => value == Value;
}

/// <summary>A parameter lies in a range.</summary>
internal sealed class RangeCondition(HyperParameter parameter, double least, double most) : Condition(parameter)
{
    public double Least => least;

    public double Most => most;

    public override string ToString() =>
        $"{Parameter.Name} is {(double.IsPositiveInfinity(most) ? Invariant($"at least {least}") : Invariant($"at most {most}"))}";

    internal override bool Holds(double value) => value >= least && value <= most;
}

/// <summary>A parameter has one of several values.</summary>
internal sealed class SetCondition(HyperParameter parameter, double[] values) : Condition(parameter)
{
    public IReadOnlyList<double> Values => values;

    public override string ToString() => $"{Parameter.Name} is {string.Join(" or ", values.Select(Parameter.TextOf))}";

    internal override bool Holds(double value) => values.Contains(value);
}
