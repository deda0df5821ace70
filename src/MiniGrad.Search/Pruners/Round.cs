namespace MiniGrad.Search;

/// <summary>Trials that are compared with each other: all begin with a little, and the better ones go on to more.</summary>
/// <param name="First">The number of the first trial.</param>
/// <param name="Size">The number of trials.</param>
/// <param name="Stages">How many go on, and how far; the last to the end.</param>
internal sealed record Round(int First, int Size, IReadOnlyList<Stage> Stages);

/// <summary>A part of a round.</summary>
/// <param name="Trials">How many trials take part.</param>
/// <param name="Steps">The step to which they go.</param>
internal readonly record struct Stage(int Trials, int Steps);
