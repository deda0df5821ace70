using System.Text;
using MiniGrad.Data;

namespace MiniGrad.Search;

/// <summary>Texts that the file of a study holds, which is UTF-8: it has no bytes for half of a surrogate pair.</summary>
internal static class KeptText
{
    /// <exception cref="ArgumentException">The name is empty, too long, or would not come back from the file.</exception>
    public static void CheckName(string name, string who, string parameter = "name", int longest = int.MaxValue)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        if (name.Length > longest)
            throw new ArgumentException(
                Invariant($"{who}: expected a name of at most {longest} characters, got {name.Length}: '{Whole(name[..20])}…'."),
                parameter);
        if (!WholeText.IsWhole(name))
            throw new ArgumentException(
                $"{who}: expected a name of whole characters, got half of a surrogate pair in '{Whole(name)}'.", parameter);
    }

    /// <summary>The text with U+FFFD in place of each half.</summary>
    public static string Whole(string text) => WholeText.IsWhole(text) ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
