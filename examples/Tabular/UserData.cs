namespace Tabular;

/// <summary>What the library takes for a caller's mistake is one of the user's data here.</summary>
internal static class UserData
{
    /// <summary>Does something with the data of a file.</summary>
    /// <exception cref="InvalidDataException">It cannot be done; the message begins with the file.</exception>
    public static T Use<T>(string file, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{file}: {error.Message.Replace($" (Parameter '{error.ParamName}')", "", StringComparison.Ordinal)}", error);
        }
    }
}
