using System.Globalization;

namespace MiniGrad.TorchSharp;

/// <summary>A network and how it is trained.</summary>
/// <param name="Sizes">From the inputs to the outputs. One output is yes or no, several are classes.</param>
/// <param name="Activation">After each hidden layer.</param>
/// <param name="Batch">The samples in each step.</param>
/// <param name="Optimizer">The update rule.</param>
internal sealed record Workload(int[] Sizes, string Activation, int Batch, string Optimizer)
{
    /// <summary>Whether the output is one score, of yes.</summary>
    public bool IsBinary => Sizes[^1] == 1;

    /// <summary>From four words, such as <c>784,128,10 relu 64 adam</c>.</summary>
    public static Workload Parse(ReadOnlySpan<string> words) => new(
        Array.ConvertAll(words[0].Split(','), size => int.Parse(size, CultureInfo.InvariantCulture)), words[1],
        int.Parse(words[2], CultureInfo.InvariantCulture), words[3]);
}
