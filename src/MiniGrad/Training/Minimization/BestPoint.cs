using System.Numerics;

namespace MiniGrad.Training.Minimization;

/// <summary>A copy of parameters as they were when that was best.</summary>
internal sealed class BestPoint<T>(IReadOnlyList<Parameter<T>> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[][] values = [.. parameters.Select(parameter => new T[parameter.ElementCount])];

    /// <summary>Copies the parameters.</summary>
    public void Keep()
    {
        for (int i = 0; i < values.Length; i++) parameters[i].Span.CopyTo(values[i]);
    }

    /// <summary>Sets the parameters back to the last copy.</summary>
    public void Restore()
    {
        for (int i = 0; i < values.Length; i++) parameters[i].Assign(values[i]);
    }
}
