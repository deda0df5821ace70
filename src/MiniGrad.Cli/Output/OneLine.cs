using static System.FormattableString;

namespace MiniGrad.Cli;

/// <summary>Text from the user's data, on one line.</summary>
internal static class OneLine
{
    private const int Shown = 10;

    /// <summary>The first ten names, and how many there are besides.</summary>
    public static string List(IReadOnlyCollection<string> names)
    {
        string list = string.Join(", ", names.Take(Shown).Select(Of));
        return names.Count <= Shown ? list : Invariant($"{list}, … and {names.Count - Shown} more");
    }

    /// <summary>A text without what would move the terminal's cursor: line breaks and other control characters are written as in
    /// C#.</summary>
    public static string Of(string text) => text.Any(IsControl) ? string.Concat(text.Select(Escaped)) : text;

    private static string Escaped(char character) => character switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => IsControl(character) ? Invariant($"\\u{(int)character:X4}") : $"{character}",
    };

    private static bool IsControl(char character) => char.IsControl(character) || character is '\u2028' or '\u2029';
}
