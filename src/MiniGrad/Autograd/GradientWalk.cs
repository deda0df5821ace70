using System.Numerics;

namespace MiniGrad;

/// <summary>
/// Backpropagation: one walk over the recorded graph, from an output to its leaves, in the reverse order of creation. That order sees every
/// operation after all those that used its output, so its gradient is complete when its turn comes (reverse accumulation; Linnainmaa, 1970).
/// </summary>
/// <remarks>Iterative, so that the depth of a graph is bounded by memory only. Objects are reused by the thread that made them.</remarks>
internal sealed class GradientWalk<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [ThreadStatic]
    private static GradientWalk<T>? spare;

    private readonly List<Operation<T>> operations = [];
    private readonly Stack<Operation<T>> toVisit = new();
    private readonly GradientTable<T> leaves = new();
    private bool toParameters;
    private bool createGraph;

    /// <summary>Walks from the output to every parameter that it depends on, and adds to the gradients of those.</summary>
    public static void ToParameters(Tensor<T> output, Tensor<T> seed, bool retainGraph, bool createGraph)
    {
        GradientWalk<T> walk = Rent(createGraph);
        try
        {
            walk.toParameters = true;
            walk.Run(output, seed, retainGraph || createGraph);
            using GraphRegion region = new(createGraph, Inference.IsActive);
            for (int i = 0; i < walk.leaves.Count; i++)
                if (walk.leaves[i] is Parameter<T> parameter && walk.leaves.SumAt(i) is { } sum) parameter.Accumulate(sum, createGraph);
        }
        finally
        {
            walk.Return();
        }
    }

    /// <summary>Walks from the output to the given tensors and no further, and returns their gradients; null where it met none.</summary>
    public static Tensor<T>?[] ToInputs(Tensor<T> output, IReadOnlyList<Tensor<T>> inputs, Tensor<T> seed, bool retainGraph, bool createGraph)
    {
        GradientWalk<T> walk = Rent(createGraph);
        try
        {
            walk.toParameters = false;
            foreach (Tensor<T> input in inputs) walk.leaves.FindOrEnter(input);
            walk.Run(output, seed, retainGraph || createGraph);
            Tensor<T>?[] gradients = new Tensor<T>?[inputs.Count];
            for (int i = 0; i < gradients.Length; i++) gradients[i] = walk.leaves.SumAt(walk.leaves.Find(inputs[i]));
            return gradients;
        }
        finally
        {
            walk.Return();
        }
    }

    /// <summary>Whether the gradient of this tensor is wanted, for itself or for what it was computed from.</summary>
    public bool Needs(Tensor<T> tensor)
    {
        if (!tensor.RequiresGradient) return false;
        return toParameters || tensor.Producer is { IsNeeded: true } || leaves.Find(tensor) >= 0;
    }

    public void Add(Tensor<T> tensor, Tensor<T> gradient)
    {
        if (tensor.Producer is { } producer) producer.Gathered.Add(gradient, createGraph);
        else leaves.Add(leaves.FindOrEnter(tensor), gradient, createGraph);
    }

    private static GradientWalk<T> Rent(bool createGraph)
    {
        GradientWalk<T> walk = spare ?? new GradientWalk<T>();
        spare = null;
        walk.createGraph = createGraph;
        return walk;
    }

    private void Return()
    {
        foreach (Operation<T> operation in operations)
        {
            operation.Walk = null;
            operation.Gathered = default;
        }
        operations.Clear();
        toVisit.Clear();
        leaves.Clear();
        spare = this;
    }

    private void Run(Tensor<T> output, Tensor<T> seed, bool retainGraph)
    {
        using GraphRegion region = new(createGraph, Inference.IsActive);
        if (output.Producer is { } root)
        {
            Collect(root);
            SortByCreation();
            MarkNeeded();
        }
        if (!toParameters && leaves.Find(output) < 0 && output.Producer is not { IsNeeded: true }) return;

        Add(output, seed);
        for (int i = 0; i < operations.Count; i++) Propagate(operations[i]);
        if (retainGraph) return;
        foreach (Operation<T> operation in operations) operation.Release();
    }

    private void Propagate(Operation<T> operation)
    {
        if (operation.Gathered.Sum is not { } gradient) return;
        Tensor<T> result = operation.Output;
        operation.Gathered = default;
        if (!toParameters && leaves.Find(result) is int place and >= 0) leaves.Add(place, gradient, createGraph);
        if (!operation.IsNeeded) return;
        for (int i = 0; i < operation.InputCount; i++)
        {
            if (operation.Input(i).Sequence > result.Sequence)
            {
                string name = operation.Input(i) is Parameter<T> parameter ? $"parameter '{parameter.Name}'" : $"input {i}";
                throw new InvalidOperationException(
                    $"{operation.Name}: {name} was changed after this operation used it; compute the output anew before differentiating it.");
            }
        }
        operation.CallBackward(gradient, new GradientSink<T>(this, operation));
    }

    private void Collect(Operation<T> root)
    {
        Visit(root);
        while (toVisit.TryPop(out Operation<T>? operation))
        {
            operations.Add(operation);
            for (int i = 0; i < operation.InputCount; i++)
                if (operation.Input(i).Producer is { } producer && producer.Walk != this) Visit(producer);
        }
    }

    private void Visit(Operation<T> operation)
    {
        if (operation.IsReleased) _ = operation.Output;
        if (operation.Walk is not null)
            throw new InvalidOperationException($"{operation.Name}: this graph is being walked already, by another thread or by one of its own derivatives.");
        operation.Walk = this;
        toVisit.Push(operation);
    }

    private void SortByCreation()
    {
        for (int i = 1; i < operations.Count; i++)
        {
            if (operations[i - 1].Output.Sequence >= operations[i].Output.Sequence) continue;
            operations.Sort(static (a, b) => b.Output.Sequence.CompareTo(a.Output.Sequence));
            return;
        }
    }

    /// <summary>From the oldest operation to the newest: one is needed if an input of it is wanted or comes from one that is.</summary>
    private void MarkNeeded()
    {
        for (int i = operations.Count - 1; i >= 0; i--)
        {
            Operation<T> operation = operations[i];
            operation.IsNeeded = toParameters;
            for (int input = 0; input < operation.InputCount && !operation.IsNeeded; input++) operation.IsNeeded = Needs(operation.Input(input));
        }
    }
}
