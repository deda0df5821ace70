namespace MiniGrad.AotTests;

/// <summary>Something that is checked.</summary>
/// <param name="Name">What the line says.</param>
/// <param name="Run">Checks it and adds its numbers to the fingerprint; throws where something is wrong.</param>
internal sealed record Subject(string Name, Action<Workplace> Run);
