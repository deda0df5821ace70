namespace MiniGrad.Search;

/// <summary>What an exception of a database means.</summary>
/// <param name="Sentence">For people, without the place and the final stop.</param>
/// <param name="IsPassing">Whether the same may succeed a little later: the server is away, or others were in the way.</param>
/// <param name="IsOfOthers">Whether others were in the way.</param>
internal readonly record struct StorageTrouble(string Sentence, bool IsPassing, bool IsOfOthers = false);
