using System.Globalization;

namespace MiniGrad;

/// <summary>How many elements the operations of a thread may make, which is found out before there is memory for them: what they compute
/// may come from a file that nobody knows.</summary>
/// <param name="most">How many a result may have.</param>
/// <param name="mostAtOnce">How many all may have that are held at once.</param>
internal sealed class ElementBound(long most, long mostAtOnce)
{
    /// <summary>The elements that are held: those that a graph or a captured step keeps, and what the owner of this bound adds.</summary>
    public long Held { get; set; }

    /// <summary>Whether something was refused.</summary>
    public bool IsExceeded { get; private set; }

    /// <summary>Refuses what is about to be made on this thread if that has a bound.</summary>
    /// <exception cref="ArgumentException">It has too many elements.</exception>
    public static void Check(Shape shape, string maker) => GraphState.Current.Bound?.Count(maker, shape, isKept: false);

    /// <inheritdoc cref="Check(Shape, string)"/>
    public static void Check(double elements, string maker) => GraphState.Current.Bound?.Count(maker, elements, null, isKept: false);

    /// <summary>Counts a result that is about to be made.</summary>
    /// <exception cref="ArgumentException">It has too many elements.</exception>
    public void Count(string maker, Shape shape, bool isKept) => Count(maker, shape.ElementCount, shape, isKept);

    private void Count(string maker, double elements, Shape? shape, bool isKept)
    {
        if (elements > most) throw Refused("");
        if (Held + elements > mostAtOnce)
            throw Refused(string.Create(CultureInfo.InvariantCulture, $" beside the {Held:N0} that are there"));
        if (isKept) Held += (long)elements;

        ArgumentException Refused(string others)
        {
            IsExceeded = true;
            string place = shape is null ? "" : $" in shape {shape}";
            return new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{maker}: {elements:N0} elements{place}{others}, where {(others.Length > 0 ? mostAtOnce : most):N0} are allowed."));
        }
    }
}
