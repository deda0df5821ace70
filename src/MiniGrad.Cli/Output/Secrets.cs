using System.Text.RegularExpressions;

namespace MiniGrad.Cli;

/// <summary>Keeps passwords of connection strings out of what is shown, wherever they come from.</summary>
internal static partial class Secrets
{
    /// <summary>A text in which passwords are an ellipsis. Where one is not in quotes it goes on to the next semicolon.</summary>
    public static string Hidden(string text) =>
        OfAddresses().Replace(Passwords().Replace(text, found => $"{found.Groups["name"].Value}=…"), "…");

    // As Npgsql names it, and as others do.
    [GeneratedRegex(
        """(?<name>\b(?:password|passwd|pwd|psw|passfile|ssl\s?password))\s*=\s*(?:"[^"]*"|'[^']*'|[^;]*)""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Passwords();

    // Of postgresql://name:password@host.
    [GeneratedRegex(@"(?<=://[^/\s:@]*:)\S+(?=@)")]
    private static partial Regex OfAddresses();
}
