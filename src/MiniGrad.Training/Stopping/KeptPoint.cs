using System.Runtime.InteropServices;

namespace MiniGrad.Training;

/// <summary>A copy of parameters as they were at some time; at first, as they are.</summary>
internal sealed class KeptPoint<T>(IReadOnlyList<Parameter<T>> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[][] values = [.. parameters.Select(parameter => parameter.ToArray())];

    /// <summary>Whether the parameters are what they were, to the last bit.</summary>
    public bool IsCurrent
    {
        get
        {
            for (int i = 0; i < values.Length; i++)
                if (!MemoryMarshal.AsBytes(parameters[i].Span).SequenceEqual(MemoryMarshal.AsBytes<T>(values[i]))) return false;
            return true;
        }
    }

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

    /// <summary>Takes other values for the last copy.</summary>
    public void Set(IReadOnlyList<Tensor<T>> copies)
    {
        for (int i = 0; i < values.Length; i++) copies[i].Span.CopyTo(values[i]);
    }

    /// <summary>The last copy, one tensor for each parameter.</summary>
    public Tensor<T>[] ToTensors() => [.. values.Select((value, i) => Tensor.Create<T>(value, parameters[i].Shape))];
}
