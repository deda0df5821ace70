using System.Runtime.CompilerServices;

namespace MiniGrad.AotTests;

/// <summary>What a subject works with: a folder of its own, removed afterwards, and the fingerprint of its numbers.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("minigrad-").FullName;

    public Fingerprint Fingerprint { get; } = new();

    /// <summary>The path of a file in the folder.</summary>
    public string File(string name) => Path.Combine(folder, name);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Throws where something does not hold.</summary>
    public static void Require(bool holds, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        if (!holds) throw new InvalidOperationException($"Expected {what}.");
    }

    /// <summary>Throws where nothing is thrown, or something else.</summary>
    /// <returns>The message.</returns>
    public static string RequireRefused<TException>(Action action, string words) where TException : Exception
    {
        try
        {
            action();
        }
        catch (TException refusal)
        {
            Require(refusal.Message.Contains(words, StringComparison.Ordinal), $"'{words}' in: {refusal.Message}");
            return refusal.Message;
        }
        throw new InvalidOperationException($"Expected a refusal: {words}.");
    }
}
