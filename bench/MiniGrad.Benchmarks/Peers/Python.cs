using System.Runtime.Intrinsics.X86;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>Peers that are written for Python.</summary>
internal static class Python
{
    private const string CoreType = "OPENBLAS_CORETYPE";

    private static readonly Lazy<string?> coreType = new(ChooseCoreType);
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

    /// <summary>At its best: shells may choose an older kind of processor for OpenBLAS, which chooses better itself, unless it does not
    /// know the processor; and with the threads of OpenMP besides those of OpenBLAS there would be more threads than processors.</summary>
    public static IReadOnlyDictionary<string, string?> Environment(int threads) => new Dictionary<string, string?>
    {
        [CoreType] = coreType.Value,
        ["OPENBLAS_L2_SIZE"] = null,
        ["OPENBLAS_NUM_THREADS"] = $"{threads}",
        ["OMP_NUM_THREADS"] = "1",
    };

    /// <summary>What OpenBLAS is to take the processor for, or null for its own choice. One that it does not know it takes for the oldest
    /// kind, and multiplies matrices at a fifth of the speed.</summary>
    private static string? ChooseCoreType()
    {
        const string oldest = "Prescott";
        const string ask = "import ctypes; core = ctypes.CDLL('libopenblas.so.0').openblas_get_corename; " +
            "core.restype = ctypes.c_char_p; print(core().decode())";
        try
        {
            string chosen = First(interpreter =>
                PeerProcess.Run(interpreter, ["-c", ask], new Dictionary<string, string?> { [CoreType] = null }));
            if (chosen.Trim() != oldest) return null;
            return Avx512F.IsSupported ? "SkylakeX" : Avx2.IsSupported ? "Haswell" : null;
        }
        catch (PeerException)
        {
            return null;
        }
    }
}
