using System.CommandLine;
using System.Globalization;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>Makes options that say what they expect when they get something else.</summary>
internal static class CheckedOption
{
    /// <summary>The most units that a layer may be asked to have.</summary>
    public const int MaximumSize = 10_000;

    /// <summary>Turns text into a value, or says that it cannot.</summary>
    public delegate bool Parser<T>(string text, out T value);

    /// <summary>An option with one argument.</summary>
    /// <param name="name">The name, with its dashes.</param>
    /// <param name="description">What the help says.</param>
    /// <param name="defaultValue">The value when the option is not given.</param>
    /// <param name="expected">What messages say would have been right.</param>
    /// <param name="parse">Takes what is right, and nothing else.</param>
    public static Option<T> Create<T>(string name, string description, T defaultValue, string expected, Parser<T> parse) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => defaultValue,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!parse(text, out T value)) result.AddError($"{name}: expected {expected}, got '{text}'.");
            return value;
        },
    };

    /// <summary>An option with a whole number of at least some minimum.</summary>
    public static Option<int> Integer(string name, string description, int defaultValue, int minimum, int maximum = int.MaxValue) => Create(
        name, description, defaultValue, $"a whole number of at least {minimum}{(maximum < int.MaxValue ? $" and at most {maximum}" : "")}",
        (string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            && value >= minimum && value <= maximum);

    /// <summary>An option with one of the names of an enumeration, in capitals or not. The enumeration's own parser would take numbers
    /// too.</summary>
    public static Option<T> Named<T>(string name, string description, T defaultValue) where T : struct, Enum
    {
        string names = string.Join(", ", Enum.GetNames<T>());
        Option<T> option = Create(
            name, $"{description}: {names}.", defaultValue, $"one of {names}",
            (string text, out T value) =>
                Enum.TryParse(text, ignoreCase: true, out value) && value.ToString().Equals(text, StringComparison.OrdinalIgnoreCase));
        option.HelpName = "name";
        return option;
    }

    /// <summary>Takes the sizes of layers, separated by commas, each from 1 to <see cref="MaximumSize"/>.</summary>
    public static bool TryParseSizes(string text, out IReadOnlyList<int> sizes)
    {
        sizes = [];
        List<int> parsed = [];
        foreach (string part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) || size is < 1 or > MaximumSize)
                return false;
            parsed.Add(size);
        }

        sizes = parsed;
        return true;
    }
}
