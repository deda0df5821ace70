using System.Runtime.CompilerServices;

namespace MiniGrad.Tests.Data;

/// <summary>A test that needs the real MNIST files; skipped, saying why, where they are not at hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MnistFactAttribute([CallerMemberName] string test = "") : ConditionalFactAttribute(Reason, test)
{
    /// <summary>The environment variable that may name the folder of the files.</summary>
    public const string Variable = "MINIGRAD_MNIST";

    /// <summary>The folder of the four files, or null. One that the variable names is taken at its word: a wrong one fails rather than
    /// skips.</summary>
    public static string? Folder { get; } = Find();

    private static string? Reason => Folder is not null ? null
        : $"MNIST is not here: no folder shared/data/mnist beside or above the repository, and {Variable} is not set.";

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named))
            return named;

        for (DirectoryInfo? level = new(AppContext.BaseDirectory); level is not null; level = level.Parent)
        {
            string candidate = Path.Combine(level.FullName, "shared", "data", "mnist");
            if (File.Exists(Path.Combine(candidate, "train-images-idx3-ubyte.gz")))
                return candidate;
        }

        return null;
    }
}
