using System.Diagnostics.CodeAnalysis;
using static System.FormattableString;
using Expression = System.Runtime.CompilerServices.CallerArgumentExpressionAttribute;

namespace MiniGrad;

/// <summary>Checks of arguments, refused by an <see cref="ArgumentException"/> or a class of it. A refusal reads "who: what must be
/// expected, got value.", with numbers in the invariant culture. A check that passes returns the value and allocates nothing. <c>what</c>
/// is the name of the parameter, unless words are given.</summary>
internal static class Guard
{
    public static T That<T>(
        bool isMet, T value, string expected, string who, string? what = null, [Expression(nameof(value))] string parameter = "")
    {
        if (!isMet) Refuse(value, expected, who, what, parameter);
        return value;
    }

    public static T AtLeast<T>(T value, T least, string who, string? what = null, [Expression(nameof(value))] string parameter = "")
        where T : INumber<T>
    {
        if (!(value >= least)) RefuseLess(value, least, who, what, parameter);
        return value;
    }

    public static T Between<T>(
        T value, T least, T most, string who, string? what = null, [Expression(nameof(value))] string parameter = "") where T : INumber<T>
    {
        if (!(value >= least && value <= most)) RefuseOutside(value, least, most, who, what, parameter);
        return value;
    }

    public static T BelowOne<T>(T value, string who, string? what = null, [Expression(nameof(value))] string parameter = "")
        where T : INumber<T> => That(value >= T.Zero && value < T.One, value, "from 0 to below 1", who, what, parameter);

    public static T Positive<T>(T value, string who, string? what = null, [Expression(nameof(value))] string parameter = "")
        where T : INumber<T> => That(value > T.Zero && T.IsFinite(value), value, "a finite number above 0", who, what, parameter);

    public static T NotNegative<T>(T value, string who, string? what = null, [Expression(nameof(value))] string parameter = "")
        where T : INumber<T> => That(value >= T.Zero && T.IsFinite(value), value, "a finite number of at least 0", who, what, parameter);

    public static T Finite<T>(T value, string who, string? what = null, [Expression(nameof(value))] string parameter = "")
        where T : INumber<T> => That(T.IsFinite(value), value, "finite", who, what, parameter);

    public static T Defined<T>(T value, string who, string? what = null, [Expression(nameof(value))] string parameter = "")
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value)) Refuse(value, $"one of {string.Join(", ", Enum.GetNames<T>())}", who, what, parameter);
        return value;
    }

    public static void NotEmpty<T>(IReadOnlyList<T> items, string who, string item, [Expression(nameof(items))] string parameter = "")
    {
        ArgumentNullException.ThrowIfNull(items, parameter);
        NotEmpty(items.Count, who, item, parameter);
        for (int i = 0; i < items.Count; i++)
            if (items[i] is null) throw new ArgumentNullException(parameter, Invariant($"{who}: {item} {i} is null."));
    }

    public static void NotEmpty(int count, string who, string item, string? parameter = null)
    {
        if (count == 0) throw new ArgumentException($"{who}: expected at least one {item}, got none.", parameter);
    }

    [DoesNotReturn]
    public static void Refuse<T>(T value, string expected, string who, string? what, string parameter) =>
        throw new ArgumentOutOfRangeException(parameter, Invariant($"{who}: {what ?? parameter} must be {expected}, got {value}."));

    [DoesNotReturn]
    private static void RefuseLess<T>(T value, T least, string who, string? what, string parameter) =>
        Refuse(value, Invariant($"at least {least}"), who, what, parameter);

    [DoesNotReturn]
    private static void RefuseOutside<T>(T value, T least, T most, string who, string? what, string parameter) =>
        Refuse(value, Invariant($"from {least} to {most}"), who, what, parameter);
}
