using System.Globalization;

namespace MiniGrad.Search;

/// <summary>Something about a training that is chosen before it, such as the learning rate: a name and the values that are searched. Made
/// by a <see cref="SearchSpace"/>.</summary>
public abstract class HyperParameter
{
    private protected HyperParameter(string name, int index, Domain domain, Condition? when)
    {
        (Name, Index, Domain, When) = (name, index, domain, when);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The place in the space, from 0, in the order of adding.</summary>
    public int Index { get; }

    /// <summary>When a trial has this parameter; null for always.</summary>
    public Condition? When { get; }

    internal Domain Domain { get; }

    /// <summary>What trials from before the parameter was added are taken to have had; null where a study with such trials is
    /// refused.</summary>
    internal double? Default { get; private protected init; }

    /// <summary>The name, the values and the condition, such as <c>units 2: 8 to 256, whole, logarithmic, when layers is at least
    /// 2</c>.</summary>
    public override string ToString() => $"{Name}: {Domain}{(When is null ? "" : $", when {When}")}";

    /// <summary>Whether the parameter is there, given the numbers of those before it.</summary>
    internal bool IsThere(ReadOnlySpan<double> numbers) => When is not { } condition || condition.Holds(numbers[condition.Parameter.Index]);

    /// <summary>A value as people read it: the name of a choice, a whole number with all digits, another with six.</summary>
    internal string TextOf(double number) => Domain is ChoiceDomain choices
        ? choices.Names[(int)number]
        : number.ToString(double.IsInteger(number) ? "R" : "G6", CultureInfo.InvariantCulture);
}

/// <inheritdoc/>
/// <typeparam name="T">The type of the values that a trial is given.</typeparam>
public sealed class HyperParameter<T> : HyperParameter
{
    private readonly Func<double, T> fromNumber;
    private readonly Func<T, double?> toNumber;

    internal HyperParameter(
        string name, int index, Domain domain, Condition? when, Func<double, T> fromNumber, Func<T, double?> toNumber, T? ifAbsent,
        bool hasDefault)
        : base(name, index, domain, when)
    {
        (this.fromNumber, this.toNumber) = (fromNumber, toNumber);
        if (hasDefault) Default = NumberOf(ifAbsent!);
    }

    /// <summary>That the parameter has a value.</summary>
    /// <exception cref="ArgumentException">The value is none of those searched.</exception>
    public Assignment Is(T value) => new(this, NumberOf(value));

    /// <summary>That the parameter has one of some values.</summary>
    /// <exception cref="ArgumentException">There are none, or one is none of those searched.</exception>
    public Condition IsAnyOf(params T[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Guard.NotEmpty(values.Length, Name, "value", nameof(values));
        return new SetCondition(this, Array.ConvertAll(values, NumberOf));
    }

    /// <summary>That the parameter is not below a value.</summary>
    /// <exception cref="ArgumentException">The value is none of those searched.</exception>
    /// <exception cref="InvalidOperationException">The parameter is a choice, which has no order.</exception>
    public Condition AtLeast(T value) => new RangeCondition(this, Ordered(value), double.PositiveInfinity);

    /// <summary>That the parameter is not above a value.</summary>
    /// <inheritdoc cref="AtLeast"/>
    public Condition AtMost(T value) => new RangeCondition(this, double.NegativeInfinity, Ordered(value));

    internal T ValueOf(double number) => fromNumber(number);

    private double Ordered(T value) => Domain.IsChoice
        ? throw new InvalidOperationException($"Parameter '{Name}' is a choice, which has no order; use Is or IsAnyOf.")
        : NumberOf(value);

    private double NumberOf(T value) => toNumber(value) is { } number && Domain.Contains(number)
        ? number
        : throw new ArgumentException(Invariant($"Parameter '{Name}': expected {Domain}, got {value}."), nameof(value));
}
