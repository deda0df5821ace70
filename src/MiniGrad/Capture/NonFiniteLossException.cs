namespace MiniGrad;

/// <summary>A step's loss is NaN or infinite, and nothing was updated.</summary>
internal sealed class NonFiniteLossException(double loss) : Exception(FormattableString.Invariant($"The loss is {loss}."))
{
    public double Loss => loss;
}
