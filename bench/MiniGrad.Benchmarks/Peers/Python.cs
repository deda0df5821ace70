namespace MiniGrad.Benchmarks.Peers;

/// <summary>Peers that are written for Python.</summary>
internal static class Python
{
    private static readonly string[] interpreters = ["python3", "/usr/bin/python3", "python"];

    /// <summary>A peer in the first interpreter that has it.</summary>
    /// <exception cref="PeerException">No interpreter has it.</exception>
    public static TPeer First<TPeer>(Func<string, TPeer> start)
    {
        List<string> reasons = [];
        foreach (string interpreter in interpreters)
        {
            try
            {
                return start(interpreter);
            }
            catch (PeerException reason)
            {
                reasons.Add($"{interpreter}: {reason.Message}");
            }
        }
        throw new PeerException(string.Join("; ", reasons));
    }

    /// <summary>At its best: shells may choose an older kind of processor for OpenBLAS, which chooses better itself; and with the threads
    /// of OpenMP besides those of OpenBLAS there would be more threads than processors.</summary>
    public static IReadOnlyDictionary<string, string?> Environment(int threads) => new Dictionary<string, string?>
    {
        ["OPENBLAS_CORETYPE"] = null,
        ["OPENBLAS_L2_SIZE"] = null,
        ["OPENBLAS_NUM_THREADS"] = $"{threads}",
        ["OMP_NUM_THREADS"] = "1",
    };
}
