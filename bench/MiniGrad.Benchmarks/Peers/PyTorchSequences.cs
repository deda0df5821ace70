using System.Globalization;
using System.Text.Json;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>PyTorch on sequences: a program that measures one thing and ends.</summary>
internal static class PyTorchSequences
{
    /// <summary>The least time in the program's unit, of its ways to use so many threads.</summary>
    /// <exception cref="PeerException">No interpreter has it, or something that it needs.</exception>
    public static double Least(int threads, params string[] arguments) =>
        (threads == 1 ? [(1, 1)] : ((int Products, int Own)[])[(threads, 1), (threads, threads), (1, threads)])
        .Min(way => Python.First(interpreter => Measure(
            interpreter,
            [.. arguments, "--threads", $"{way.Products}", "--own-threads", $"{way.Own}"], way.Products)));

    private static double Measure(string interpreter, string[] arguments, int threads)
    {
        using PeerProcess process = PeerProcess.Start(
            interpreter, [PeerProcess.FileBesideProgram("pytorch_sequences.py"), .. arguments], Python.Environment(threads));
        using JsonDocument answer = JsonDocument.Parse(process.ReadLine());
        if (answer.RootElement.TryGetProperty("missing", out JsonElement missing)) throw new PeerException(missing.ToString());
        return double.Parse(answer.RootElement.GetProperty("minimum").GetRawText(), CultureInfo.InvariantCulture);
    }
}
