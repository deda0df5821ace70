namespace MiniGrad.Optimizers;

/// <summary>Numbers that an optimizer keeps from step to step, one for each element of all or some of its parameters.</summary>
public sealed class ParameterState<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Storage<T>[] storages;
    private readonly int[] counts;

    private readonly bool[] areKept;

    internal ParameterState(string name, IReadOnlyList<Parameter<T>> parameters, T initial, Func<Parameter<T>, bool>? isKeptFor)
    {
        Name = name;
        areKept = [.. parameters.Select(parameter => isKeptFor?.Invoke(parameter) ?? true)];
        counts = [.. parameters.Select((parameter, i) => areKept[i] ? parameter.ElementCount : 0)];
        storages = Array.ConvertAll(counts, count => Storage<T>.Aligned(count));
        for (int i = 0; i < counts.Length; i++) this[i].Fill(initial);
    }

    /// <summary>The kind of numbers, such as <c>average</c>: the last part of their names in a saved state.</summary>
    public string Name { get; }

    /// <summary>The number of parameters.</summary>
    internal int Count => counts.Length;

    /// <summary>The numbers of the parameter at a place in <see cref="Optimizer{T}.Parameters"/>; empty if it has none.</summary>
    public Span<T> this[int index] => storages[index].Span(counts[index]);

    /// <summary>Where the numbers of a parameter that has some lie.</summary>
    internal unsafe T* Address(int index) => storages[index].Address;

    /// <summary>Whether there are numbers for a parameter.</summary>
    internal bool IsKeptFor(int index) => areKept[index];
}
