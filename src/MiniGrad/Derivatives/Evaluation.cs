namespace MiniGrad;

/// <summary>A function evaluated once at a point and recorded, so that gradients can be pulled back through it, any number of
/// times.</summary>
internal sealed class Evaluation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor<T>[] leaves;

    /// <param name="function">The function.</param>
    /// <param name="x">The point.</param>
    /// <param name="createGraph">Whether gradients are to be recorded even if the point itself is outside any graph.</param>
    /// <param name="operation">The name of the caller in messages.</param>
    public Evaluation(Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, IReadOnlyList<Tensor<T>> x, bool createGraph, string operation)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(x);
        if (x.Count == 0) throw new ArgumentException($"{operation}: expected at least one input, got none.", nameof(x));
        GraphState state = GraphState.Current;
        IsNested = state.IsRecording && (state.EvaluationDepth > 0 || x.Any(input => input.RequiresGradient));
        CreatesGraph = createGraph || IsNested;

        // Inside an outer differentiation the inputs stay connected to its graph; outside, they are leaves of a graph of their own.
        leaves = [.. x.Select(input =>
            IsNested && input.RequiresGradient ? new ReshapeOperation<T>(input, input.Shape).Apply() : input.Tracked())];
        using GraphRegion region = Recording.On();
        state.EvaluationDepth++;
        try
        {
            Output = function(leaves) ?? throw new InvalidOperationException($"{operation}: the function returned null.");
        }
        finally
        {
            state.EvaluationDepth--;
        }
    }

    /// <summary>Whether this happens inside an outer differentiation: the point belongs to its graph, or its function is being evaluated,
    /// and may have brought what it is differentiated with respect to into this function by another way.</summary>
    public bool IsNested { get; }

    /// <summary>Whether gradients are recorded, to be differentiated again.</summary>
    public bool CreatesGraph { get; }

    /// <summary>The function's value.</summary>
    public Tensor<T> Output { get; }

    /// <summary>A value for the caller's caller: in the outer graph if there is one, else in none.</summary>
    public Tensor<T> Value => CreatesGraph ? Output : Output.Detach();

    /// <summary>The gradients of <c>seed·f(x)</c> with respect to the inputs; zeros where the function does not depend on them.</summary>
    public Tensor<T>[] Pull(Tensor<T> seed) => Output.RequiresGradient
        ? Differentiation.Gradients(Output, leaves, seed, retainGraph: true, CreatesGraph)
        : [.. leaves.Select(leaf => Tensor.Zeros<T>(leaf.Shape))];
}
