namespace MiniGrad.Search;

/// <summary>What an exception of a database means.</summary>
/// <param name="Sentence">For people, without the place and the final stop.</param>
/// <param name="IsPassing">Whether the same may succeed a little later: the server is away.</param>
internal readonly record struct StorageTrouble(string Sentence, bool IsPassing);
