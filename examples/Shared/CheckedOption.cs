using System.CommandLine;
using System.Globalization;

namespace Examples;

/// <summary>Makes options that say what they expect when they get something else.</summary>
internal static class CheckedOption
{
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

    /// <summary>An option with a whole number.</summary>
    public static Option<int> Integer(string name, string description, int defaultValue, int minimum = int.MinValue) => Create(
        name, description, defaultValue, minimum == int.MinValue ? "a whole number" : $"a whole number of at least {minimum}",
        (string text, out int value) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= minimum);
}
