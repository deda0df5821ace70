namespace MiniGrad.Optimizers;

/// <summary>A function along a line, at one place.</summary>
/// <param name="Step">α: how far along.</param>
/// <param name="Value">φ(α).</param>
/// <param name="Slope">φ′(α).</param>
internal readonly record struct LinePoint(double Step, double Value, double Slope)
{
    public bool IsFinite => double.IsFinite(Value) && double.IsFinite(Slope);
}
