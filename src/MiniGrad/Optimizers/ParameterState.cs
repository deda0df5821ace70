using System.Numerics;

namespace MiniGrad.Optimizers;

/// <summary>Numbers that an optimizer keeps from step to step: one for each element of each of its parameters.</summary>
public sealed class ParameterState<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Storage<T>[] storages;
    private readonly int[] counts;

    internal ParameterState(string name, IReadOnlyList<Parameter<T>> parameters, T initial)
    {
        Name = name;
        counts = [.. parameters.Select(parameter => parameter.ElementCount)];
        storages = Array.ConvertAll(counts, Storage<T>.Aligned);
        for (int i = 0; i < counts.Length; i++) this[i].Fill(initial);
    }

    /// <summary>What the numbers are, such as <c>average</c>: the last part of their names in a saved state.</summary>
    public string Name { get; }

    /// <summary>The number of parameters.</summary>
    internal int Count => counts.Length;

    /// <summary>The numbers of one parameter, by its place in <see cref="Optimizer{T}.Parameters"/>.</summary>
    public Span<T> this[int index] => storages[index].Span(counts[index]);
}
