namespace MiniGrad;

/// <summary>Backpropagation: one walk over the recorded graph, from an output to its leaves, in the reverse order of creation. That order
/// sees every operation after all those that used its output, so its gradient is complete when its turn comes (reverse accumulation;
/// Linnainmaa, 1970).</summary>
/// <remarks>Iterative, so that the depth of a graph is bounded by memory only. Objects are reused by the thread that made them.</remarks>
internal sealed class GradientWalk<T>(TransientMemory<T> memory) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A walk that was larger is not kept for reuse, so that its memory is freed.</summary>
    private const int MaxSpareSize = 10_000;

    private readonly GradientTable<T> leaves = new();
    private Slot[] operations = new Slot[16];
    private int count;
    private Parameter<T>[] reached = new Parameter<T>[16];
    private int reachedCount;
    private Tensor<T>? intermediate;
    private bool toParameters;
    private long number;
    private Operation<T>? current;
    private Action<Operation<T>, Tensor<T>, bool>? watch;

    /// <summary>Whether gradients are neither recorded nor traced, go into those of parameters and nowhere else, and the graph is gone
    /// afterwards.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>Walks from the output to every parameter that it depends on, and adds to the gradients of those.</summary>
    public static void ToParameters(Tensor<T> output, Tensor<T> seed, bool retainGraph, bool createGraph)
    {
        GraphState state = GraphState.Current;
        GradientWalk<T> walk = Rent(state);
        try
        {
            using GraphRegion region = new(state, createGraph, state.IsInference);
            state.Tracer?.CheckBackward();
            walk.toParameters = true;
            walk.IsSilent = !createGraph && !retainGraph;
            walk.Run(state, output, seed, retainGraph || createGraph);
            for (int i = 0; i < walk.reachedCount; i++) walk.reached[i].Accumulate(walk.reached[i].Gathered!);
            if (walk.reachedCount == 0 && walk.leaves.Count > 0)
            {
                throw new InvalidOperationException(
                    "Backward: there is no parameter behind this tensor, only tracked tensors, which keep no gradient; ask for theirs " +
                    "with Differentiation.Gradients.");
            }
        }
        finally
        {
            walk.Return(state);
        }
    }

    /// <summary>Walks from the output to the given tensors and no further, and returns their gradients; null where it met none. Shows
    /// <paramref name="watch"/> every gradient that an operation hands back, and its sum with those of other uses.</summary>
    public static Tensor<T>?[] ToInputs(
        Tensor<T> output, IReadOnlyList<Tensor<T>> inputs, Tensor<T> seed, bool retainGraph, bool createGraph,
        Action<Operation<T>, Tensor<T>, bool>? watch = null)
    {
        GraphState state = GraphState.Current;
        GradientWalk<T> walk = Rent(state);
        try
        {
            using GraphRegion region = new(state, createGraph, state.IsInference);
            walk.toParameters = walk.IsSilent = false;
            walk.watch = watch;
            foreach (Tensor<T> input in inputs) walk.leaves.FindOrEnter(input);
            walk.Run(state, output, seed, retainGraph || createGraph || state.Tracer is not null);
            Tensor<T>?[] gradients = new Tensor<T>?[inputs.Count];
            for (int i = 0; i < gradients.Length; i++) gradients[i] = walk.leaves.SumAt(walk.leaves.Find(inputs[i]));
            return gradients;
        }
        finally
        {
            walk.Return(state);
        }
    }

    /// <summary>Whether the gradient of this tensor is wanted, for itself or for what it was computed from.</summary>
    public bool Needs(Tensor<T> tensor) =>
        tensor.RequiresGradient
            && (toParameters || (tensor.Producer is { IsNeeded: true } producer && producer.Walk == number) || leaves.Find(tensor) >= 0);

    public void Add(Tensor<T> tensor, Tensor<T> gradient)
    {
        if (current is not null) watch?.Invoke(current, gradient, false);
        if (tensor.Producer is { } producer && producer.Walk == number)
            producer.Gathered = producer.Gathered is { } gathered ? Sum(gathered, gradient) : gradient;
        else if (toParameters && tensor is Parameter<T> parameter)
            Reach(parameter, gradient);
        else if (leaves.Add(leaves.FindOrEnter(tensor), gradient) is { } sum && current is not null)
            watch?.Invoke(current, sum, true);
    }

    /// <summary>Memory for a gradient of a silent walk, which is then added here and shown to nobody else. It is used again where it is
    /// given back.</summary>
    /// <param name="target">The tensor that it is the gradient of.</param>
    /// <param name="shape">The shape in which it is computed.</param>
    public Tensor<T> MemoryFor(Tensor<T> target, Shape shape)
    {
        if (target.Shape == shape)
        {
            if (target is Parameter<T> parameter)
            {
                if (parameter.Gathered is null) return parameter.TakeGradientMemory();
            }
            else if (target.Producer is { ReleasesGradient: true })
                return memory.Rent(shape);
        }
        return new Tensor<T>(GC.AllocateUninitializedArray<T>(shape.ElementCount), shape);
    }

    /// <summary>Memory for an intermediate result of the derivative that runs, which is taken back after it.</summary>
    public Tensor<T> IntermediateMemory(Shape shape) => intermediate is null
        ? intermediate = memory.Rent(shape) : new Tensor<T>(GC.AllocateUninitializedArray<T>(shape.ElementCount), shape);

    private Tensor<T> Sum(Tensor<T> gathered, Tensor<T> gradient)
    {
        Tensor<T> sum = gathered + gradient;
        watch?.Invoke(current!, sum, true);
        TakeBack(gathered);
        TakeBack(gradient);
        return sum;
    }

    private void TakeBack(Tensor<T> gradient)
    {
        if (gradient.IsTransient) memory.Return(gradient);
    }

    /// <summary>A parameter gathers its gradient itself: only one walk at a time goes to it.</summary>
    private void Reach(Parameter<T> parameter, Tensor<T> gradient)
    {
        if (parameter.Gathered is { } gathered)
        {
            parameter.Gathered = gathered + gradient;
            return;
        }
        parameter.Gathered = gradient;
        if (reachedCount == reached.Length) Array.Resize(ref reached, 2 * reachedCount);
        reached[reachedCount++] = parameter;
    }

    private static GradientWalk<T> Rent(GraphState state)
    {
        GradientWalk<T> walk = state.SpareWalk as GradientWalk<T> ?? new GradientWalk<T>(TransientMemory<T>.Of(state));
        state.SpareWalk = null;
        return walk;
    }

    private void Return(GraphState state)
    {
        for (int i = 0; i < reachedCount; i++)
        {
            reached[i].Gathered = null;
            reached[i] = null!;
        }
        reachedCount = 0;
        (current, watch) = (null, null);
        bool isKept = Math.Max(count, leaves.Count) <= MaxSpareSize;
        for (int i = 0; i < count; i++)
        {
            operations[i].Operation.Gathered = null;
            operations[i].Operation.Walk = 0;
            if (isKept) operations[i] = default;
        }
        if (!isKept) return;
        count = 0;
        leaves.Clear();
        state.SpareWalk = this;
    }

    private void Run(GraphState state, Tensor<T> output, Tensor<T> seed, bool retainGraph)
    {
        number = state.NextWalk();
        intermediate = null;
        Collect(output);
        SortByCreation();
        MarkNeeded();
        if (Needs(output)) Add(output, seed);
        for (int i = 0; i < count; i++) Propagate(operations[i].Operation);
        if (retainGraph) return;
        for (int i = 0; i < count; i++) operations[i].Operation.Release();
    }

    private void Propagate(Operation<T> operation)
    {
        if (operation.Gathered is not { } gradient) return;
        operation.Gathered = null;
        if (!toParameters && leaves.Find(operation.Output) is int place and >= 0) leaves.Add(place, gradient);
        if (!operation.IsNeeded) return;
        operation.CheckUnchanged();
        current = operation;
        operation.CallBackward(gradient, new GradientSink<T>(this, operation));
        TakeBack(gradient);
        if (intermediate is null) return;
        TakeBack(intermediate);
        intermediate = null;
    }

    /// <summary>Finds the operations between the output and what is asked for. Whatever is not later than the earliest tensor asked for
    /// cannot have been computed from one.</summary>
    private void Collect(Tensor<T> output)
    {
        // A walk to parameters has nothing in its table yet; they are leaves, which come before everything.
        long earliest = leaves.Count == 0 ? 0 : long.MaxValue;
        for (int i = 0; i < leaves.Count; i++) earliest = Math.Min(earliest, leaves[i].Sequence);
        Visit(output, earliest);
        for (int visited = 0; visited < count; visited++) operations[visited].Operation.VisitInputs(this, earliest);
    }

    /// <summary>Takes in the operation that computed a tensor, unless the tensor is too early or its operation is there already.</summary>
    public void Visit(Tensor<T> tensor, long earliest)
    {
        if (tensor.Producer is not { } operation || tensor.Sequence <= earliest || operation.Walk == number) return;
        if (operation.IsReleased) _ = operation.Output;
        if (Interlocked.CompareExchange(ref operation.Walk, number, 0) != 0)
            throw new InvalidOperationException(
                $"{operation.Name}: this graph is being walked already, by another thread or by one of its own derivatives.");
        if (count == operations.Length) Array.Resize(ref operations, 2 * count);
        operations[count++].Operation = operation;
    }

    private void SortByCreation()
    {
        for (int i = 1; i < count; i++)
        {
            if (operations[i - 1].Operation.Output.Sequence >= operations[i].Operation.Output.Sequence) continue;
            operations.AsSpan(0, count).Sort(static (a, b) => b.Operation.Output.Sequence.CompareTo(a.Operation.Output.Sequence));
            return;
        }
    }

    /// <summary>From the oldest operation to the newest: one is needed if an input of it is wanted or comes from one that is.</summary>
    private void MarkNeeded()
    {
        for (int i = count - 1; i >= 0; i--)
        {
            Operation<T> operation = operations[i].Operation;
            operation.IsNeeded = toParameters;
            for (int input = 0; input < operation.InputCount && !operation.IsNeeded; input++)
                operation.IsNeeded = Needs(operation.Input(input));
        }
    }

    /// <summary>Spares the array the check that a reference of a derived type fits in.</summary>
    private struct Slot
    {
        public Operation<T> Operation;
    }
}
