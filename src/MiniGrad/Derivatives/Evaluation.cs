namespace MiniGrad;

/// <summary>A function evaluated once at a point and recorded, so that gradients can be pulled back through it, any number of
/// times.</summary>
internal sealed class Evaluation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor<T>[] leaves;

    public Evaluation(Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, IReadOnlyList<Tensor<T>> x, bool createGraph, string operation)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(x);
        if (x.Count == 0) throw new ArgumentException($"{operation}: expected at least one input, got none.", nameof(x));
        GraphState state = GraphState.Current;
        IsNested = state.IsRecording && (state.EvaluationPoints.Count > 0 || x.Any(input => input.RequiresGradient));
        CreatesGraph = createGraph || IsNested;

        // Inside an outer differentiation the inputs stay connected to its graph; outside, they are leaves of a graph of their own.
        leaves = [.. x.Select(input =>
            IsNested && input.RequiresGradient ? new ReshapeOperation<T>(input, input.Shape).Apply() : input.Tracked())];
        using GraphRegion region = Recording.On();
        state.EvaluationPoints.UnionWith(leaves);
        try
        {
            Output = function(leaves) ?? throw new InvalidOperationException($"{operation}: the function returned null.");
            CheckUsesArguments(x, state.EvaluationPoints.OfType<Tensor<T>>(), operation);
        }
        finally
        {
            state.EvaluationPoints.ExceptWith(leaves);
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

    /// <summary>Throws if the function computes with a parameter at which it is differentiated, instead of with its argument.</summary>
    private void CheckUsesArguments(IReadOnlyList<Tensor<T>> x, IEnumerable<Tensor<T>> arguments, string operation)
    {
        HashSet<Tensor<T>> points = new(x.Select(Behind).Where(tensor => tensor is Parameter<T>), ReferenceEqualityComparer.Instance);
        if (points.Count == 0 || RecordedParameters.Of(Output, arguments).Find(points.Contains) is not { } used) return;
        throw new InvalidOperationException(
            $"{operation}: the function computes with the parameter '{used.Name}' instead of with its argument, and so does not " +
            "depend on that. Compute with the arguments; or differentiate a value, as in Differentiation.Gradients(loss, " +
            "model.Parameters, createGraph: true), and its gradients again; or detach a parameter that is meant as a constant.");

        static Tensor<T> Behind(Tensor<T> point)
        {
            while (point.Producer is ReshapeOperation<T> { IsReleased: false } view) point = view.Input(0);
            return point;
        }
    }

    /// <summary>The gradients of <c>seed·f(x)</c> with respect to the inputs; zeros where the function does not depend on them.</summary>
    public Tensor<T>[] Pull(Tensor<T> seed) => Output.RequiresGradient
        ? Differentiation.Gradients(Output, leaves, seed, retainGraph: true, CreatesGraph)
        : [.. leaves.Select(leaf => Tensor.Zeros<T>(leaf.Shape))];
}
