using MiniGrad.Optimizers;

namespace MiniGrad.Training;

/// <summary>Makes what a run begins with, and refuses what it cannot begin with.</summary>
internal static class StartingPoint
{
    public static Parameter<T>[] Parameters<T>(string name, IReadOnlyList<Tensor<T>> start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(name, start);
        Parameter<T>[] parameters = new Parameter<T>[start.Count];
        for (int i = 0; i < parameters.Length; i++)
            parameters[i] = new Parameter<T>(start[i], start.Count == 1 ? "x" : $"x.{i}");
        return parameters;
    }

    /// <summary>Refuses a start that is empty or not finite.</summary>
    public static void Check<T>(string name, IReadOnlyList<Tensor<T>> start) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(start);
        if (start.Count == 0) throw new ArgumentException($"{name}: expected at least one tensor to start from, got none.", nameof(start));
        for (int i = 0; i < start.Count; i++)
        {
            ArgumentNullException.ThrowIfNull(start[i], nameof(start));
            ReadOnlySpan<T> values = start[i].Span;
            if (values.IsEmpty) throw new ArgumentException($"{name}: start {i} of shape {start[i].Shape} has no elements.", nameof(start));
            for (int element = 0; element < values.Length; element++)
            {
                if (!T.IsFinite(values[element]))
                {
                    string where = Invariant($"element {element} of tensor {i} is {values[element]}");
                    throw new ArgumentException($"{name}: the start must be finite, but {where}.", nameof(start));
                }
            }
        }
    }

    public static Optimizer<T> Optimizer<T>(
        string name, Func<IReadOnlyList<Parameter<T>>, Optimizer<T>> optimizer, Parameter<T>[] parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        Optimizer<T> made = optimizer(parameters) ?? throw new ArgumentException($"{name}: no optimizer was made.", nameof(optimizer));
        foreach (Parameter<T> parameter in made.Parameters)
        {
            if (!parameters.Contains(parameter))
                throw new ArgumentException(
                    $"{name}: the optimizer is for parameter '{parameter.Name}', which is not among those it was to be made for.",
                    nameof(optimizer));
        }
        if (made.Parameters.Count < parameters.Length)
        {
            throw new ArgumentException(
                $"{name}: the optimizer is for {made.Parameters.Count} of the {parameters.Length} tensors of the start; use " +
                "what is to stay as it is in the function instead.", nameof(optimizer));
        }
        return made;
    }

    public static Tensor<T>[] Copies<T>(IReadOnlyList<Parameter<T>> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. parameters.Select(parameter => Tensor.Create(parameter.Span, parameter.Shape))];
}
