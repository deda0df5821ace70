namespace MiniGrad.Benchmarks.Peers;

/// <summary>A peer cannot be had or went away, and the message says why.</summary>
internal sealed class PeerException(string message) : IOException(message);
