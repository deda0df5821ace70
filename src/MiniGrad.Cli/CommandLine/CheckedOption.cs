using System.CommandLine;
using System.Globalization;
using System.Text;

namespace MiniGrad.Cli;

/// <summary>Makes options that say what they expect when they get something else.</summary>
internal static class CheckedOption
{
    /// <summary>The most units that a layer may be asked to have.</summary>
    private const int MaximumSize = 10_000;

    /// <summary>Turns text into a value, or says that it cannot.</summary>
    public delegate bool Parser<T>(string text, out T value);

    /// <summary>An option with one argument.</summary>
    /// <param name="name">The name, with its dashes.</param>
    /// <param name="description">What the help says.</param>
    /// <param name="defaultValue">The value without the option; where it is null, the description says what that means.</param>
    /// <param name="expected">What messages say would have been right.</param>
    /// <param name="parse">Takes what is right, and nothing else.</param>
    /// <param name="choices">The words to choose from, if there are only some.</param>
    public static Option<T> Create<T>(
        string name, string description, T defaultValue, string expected, Parser<T> parse, IReadOnlyCollection<string>? choices = null)
    {
        Option<T> option = new(name)
        {
            Description = description,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (!parse(text, out T value))
                    result.AddError($"{name}: expected {expected}, got '{text}'.{DidYouMean.Text(text, choices ?? [])}");
                return value;
            },
        };
        if (defaultValue is not null) option.DefaultValueFactory = _ => defaultValue;
        if (choices is not null)
        {
            option.CompletionSources.Clear();
            option.CompletionSources.Add([.. choices]);
        }
        return option;
    }

    /// <summary>An option with a whole number.</summary>
    public static Option<int> Integer(
        string name, string description, int defaultValue, int minimum = int.MinValue, int maximum = int.MaxValue, string? unit = null) =>
        Named(Create(name, description, defaultValue, Range(minimum, maximum), (string text, out int value) =>
            TryParse(text, minimum, maximum, out value)), unit);

    /// <summary>An option with a whole number that need not be given.</summary>
    public static Option<int?> OptionalInteger(
        string name, string description, int minimum, int maximum = int.MaxValue, string? unit = null) =>
        Named(Create<int?>(name, description, null, Range(minimum, maximum), (string text, out int? value) =>
        {
            bool isRight = TryParse(text, minimum, maximum, out int number);
            value = number;
            return isRight;
        }), unit);

    /// <summary>An option with a finite number above 0 that need not be given.</summary>
    public static Option<double?> OptionalPositive(string name, string description, string? unit = null) =>
        Named(Create<double?>(name, description, null, "a positive number", (string text, out double? value) =>
        {
            bool isRight = TryParsePositive(text, out double number);
            value = number;
            return isRight;
        }), unit);

    /// <summary>An option with a percentage that need not be given.</summary>
    public static Option<double?> OptionalPercentage(string name, string description) => Named(Create<double?>(
        name, description, null, "a number above 0 and at most 100", (string text, out double? value) =>
        {
            bool isRight = TryParsePositive(text, out double number) && number <= 100;
            value = number;
            return isRight;
        }), "percent");

    /// <summary>An option with a share, between 0 and 1.</summary>
    public static Option<double> Share(string name, string description, double defaultValue) =>
        Named(Create(name, description, defaultValue, "a number above 0 and below 1", (string text, out double value) =>
            TryParsePositive(text, out value) && value < 1), "share");

    /// <summary>An option with one of the names of an enumeration, in capitals or not. The enumeration's own parser would take numbers
    /// too.</summary>
    public static Option<T> Choice<T>(string name, string description, T defaultValue) where T : struct, Enum
    {
        string[] names = Enum.GetNames<T>();
        string list = string.Join(", ", names);
        return Named(Create(name, $"{description}: {list}.", defaultValue, $"one of {list}", (string text, out T value) =>
            Enum.TryParse(text, ignoreCase: true, out value) && names.Contains(text, StringComparer.OrdinalIgnoreCase), names), "name");
    }

    /// <summary>An option with the sizes of hidden layers, separated by commas, or <c>none</c>.</summary>
    public static Option<IReadOnlyList<int>?> Hidden(string name, string description) => Named(
        Create<IReadOnlyList<int>?>(
            name, description, null, FormattableString.Invariant($"sizes from 1 to {MaximumSize} separated by commas, or none"),
            TryParseHidden),
        "sizes");

    /// <summary>An option with a single character, or a word for one.</summary>
    public static Option<char?> Character(string name, string description) => Named(
        Create<char?>(name, description, null, "a single character that is no line break, or tab", (string text, out char? value) =>
        {
            value = text.Equals("tab", StringComparison.OrdinalIgnoreCase) ? '\t' : text is [char single] ? single : null;
            return value is not (null or '\n' or '\r' or '\0') && char.IsAscii(value.Value);
        }),
        "character");

    /// <summary>An option with the name of an encoding.</summary>
    public static Option<Encoding?> Encoding(string name, string description) => Named(
        Create<Encoding?>(name, description, null, "an encoding, such as utf-8, utf-16 or latin1", (string text, out Encoding? value) =>
        {
            try
            {
                value = System.Text.Encoding.GetEncoding(text);
                return true;
            }
            catch (ArgumentException)
            {
                value = null;
                return false;
            }
        }),
        "name");

    /// <summary>An option with a text that need not be given, such as a path.</summary>
    public static Option<string?> Text(string name, string description, string unit) =>
        new(name) { Description = description, HelpName = unit };

    /// <summary>An option with a text that may be given several times.</summary>
    public static Option<string[]> Texts(string name, string description, string unit) =>
        new(name) { Description = description, HelpName = unit };

    /// <summary>An option that is given or not.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    private static Option<T> Named<T>(Option<T> option, string? unit)
    {
        if (unit is not null) option.HelpName = unit;
        return option;
    }

    private static string Range(int minimum, int maximum) => (minimum, maximum) switch
    {
        (int.MinValue, _) => "a whole number",
        (_, < int.MaxValue) => FormattableString.Invariant($"a whole number from {minimum} to {maximum}"),
        _ => FormattableString.Invariant($"a whole number of at least {minimum}"),
    };

    private static bool TryParse(string text, int minimum, int maximum, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= minimum && value <= maximum;

    private static bool TryParsePositive(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value > 0 && double.IsFinite(value);

    private static bool TryParseHidden(string text, out IReadOnlyList<int>? sizes)
    {
        sizes = [];
        if (text.Equals("none", StringComparison.OrdinalIgnoreCase)) return true;
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
