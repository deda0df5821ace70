namespace MiniGrad.Tests.Documentation;

/// <summary>A piece of C# that a reader may copy.</summary>
/// <param name="File">The path of the file that it is in.</param>
/// <param name="Line">The line where its code begins, from 1.</param>
/// <param name="Code">The code.</param>
internal sealed record CodeSample(string File, int Line, string Code)
{
    /// <summary>Variables and files that are there before it begins, by name; null where the names that it uses tell.</summary>
    public IReadOnlyList<string>? Needs { get; init; }

    /// <summary>The samples whose declarations it goes on with.</summary>
    public IReadOnlyList<CodeSample> Before { get; init; } = [];

    /// <summary>The samples of nothing but usings that hold for the page.</summary>
    public IReadOnlyList<CodeSample> Usings { get; init; } = [];

    /// <summary>What it writes to the console, where the page shows it.</summary>
    public string? Output { get; init; }

    /// <summary>The name of the project under <c>src</c> that it is a file of, or null.</summary>
    public string? Project { get; init; }

    public override string ToString() => $"{File}:{Line}";
}
