using static System.FormattableString;

namespace Tabular;

/// <summary>Names from the user's data, on one line.</summary>
internal static class NameList
{
    private const int Shown = 10;

    /// <summary>The first ten, and how many there are besides.</summary>
    public static string Of(IReadOnlyCollection<string> names)
    {
        string list = string.Join(", ", names.Take(Shown).Select(Line));
        return names.Count <= Shown ? list : Invariant($"{list}, … and {names.Count - Shown} more");
    }

    /// <summary>A text without what would move the terminal's cursor: line breaks and other control characters are written as in C#.</summary>
    public static string Line(string text) => text.Any(IsControl) ? string.Concat(text.Select(Escaped)) : text;

    private static string Escaped(char character) => character switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => IsControl(character) ? Invariant($"\\u{(int)character:X4}") : $"{character}",
    };

    private static bool IsControl(char character) => char.IsControl(character) || character is '\u2028' or '\u2029';
}
