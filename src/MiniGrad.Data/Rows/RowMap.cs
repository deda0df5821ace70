namespace MiniGrad.Data;

/// <summary>Where an encoder finds its columns in rows that all have the same ones.</summary>
/// <param name="Places">For each column of the encoder its place in a row.</param>
/// <param name="Unknown">What is wrong with a column that the encoder does not know; null where there is none.</param>
internal sealed record RowMap(int[] Places, string? Unknown);
