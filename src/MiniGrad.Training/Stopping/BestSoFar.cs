namespace MiniGrad.Training;

/// <summary>The best finite measure so far, and the values that some parameters had then.</summary>
/// <param name="parameters">Whose values are kept; none to keep the measure alone.</param>
/// <param name="largerIsBetter">Whether the measure is to grow.</param>
internal sealed class BestSoFar<T>(IReadOnlyList<Parameter<T>> parameters, bool largerIsBetter = false)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The best measure, or null before the first finite one.</summary>
    public double? Measure { get; set; }

    /// <summary>The parameters' values at the best measure; before the first one, at the start.</summary>
    public KeptPoint<T> Point { get; } = new(parameters);

    /// <summary>Takes a measure in, and keeps the values if it is the best so far.</summary>
    /// <returns>Whether it is.</returns>
    public bool Report(double measure)
    {
        if (!BestSoFar.IsBetter(measure, Measure, largerIsBetter)) return false;
        Measure = measure;
        Point.Keep();
        return true;
    }
}

/// <summary>Compares measures.</summary>
internal static class BestSoFar
{
    /// <summary>Whether a measure is finite and better than another by more than a margin; every finite one is better than none.</summary>
    public static bool IsBetter(double measure, double? than, bool largerIsBetter, double margin = 0) =>
        double.IsFinite(measure) && (than is not { } other || (largerIsBetter ? measure > other + margin : measure < other - margin));
}
