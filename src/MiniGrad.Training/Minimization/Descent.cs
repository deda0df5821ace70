using MiniGrad.Optimizers;

namespace MiniGrad.Training;

/// <summary>Descent on any differentiable function, <c>x ← x − η·∇f(x)</c>, and ascent, <c>x ← x + η·∇f(x)</c>, with any
/// optimizer.</summary>
/// <remarks><code>
/// DescentResult&lt;double&gt; result = Descent.Minimize(
///     x => (x - 3).Square(), start: Tensor.Scalar(0.0), x => new Sgd&lt;double&gt;(x, learningRate: 0.1), Stop.WhenGradientBelow(1e-8));
/// </code>
/// An iteration is one step of the optimizer. Rules see the value and the gradient before each step, the start included. A run also stops
/// when it diverges, with the best point seen as its result, and when no parameter has changed for 100 iterations, times
/// <see cref="Optimizer{T}.AccumulationSteps"/>.
/// <para>A function is captured unless <see cref="DescentOptions.Captures"/> says no. Then a number from outside that changes between its
/// calls stays what it was when the function was recorded, as in <see cref="TrainingStep{T}"/>. With <see cref="ScheduleFreeAdamW{T}"/> the
/// run looks at the points y where that takes its gradients, not at the average x that it ends with.</para></remarks>
public static partial class Descent
{
    /// <summary>Goes down from a point until a rule says stop.</summary>
    /// <param name="function">f: from a tensor of the start's shape to a single number.</param>
    /// <param name="start">Where to begin; it is left as it is.</param>
    /// <param name="optimizer">Makes the optimizer for the parameters it is given: <c>x => new Adam&lt;double&gt;(x, 0.1)</c>.</param>
    /// <param name="stop">When to stop.</param>
    /// <param name="options">Trace, capture and the like. Default: none of them.</param>
    /// <param name="cancellation">Ends the run between two iterations, without a result.</param>
    /// <exception cref="ArgumentException">The start is not finite, or the function is not at it; the optimizer is for other parameters; or
    /// the rule is of no use in an ascent.</exception>
    /// <exception cref="InvalidOperationException">The function's value is not one number, does not depend on the point, or cannot be
    /// captured.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static DescentResult<T> Minimize<T>(
        Func<Tensor<T>, Tensor<T>> function, Tensor<T> start, Func<IReadOnlyList<Parameter<T>>, Optimizer<T>> optimizer, StoppingRule stop,
        DescentOptions? options = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(start);
        return new DescentRun<T>(nameof(Minimize), x => function(x[0]), [start], optimizer, stop, options, isAscent: false).Run(
            cancellation);
    }

    /// <summary>Goes down on a function of several tensors, each of a shape of its own.</summary>
    /// <inheritdoc cref="Minimize{T}(Func{Tensor{T}, Tensor{T}}, Tensor{T}, Func{IReadOnlyList{Parameter{T}}, Optimizer{T}}, StoppingRule,
    /// DescentOptions, CancellationToken)"/>
    public static DescentResult<T> Minimize<T>(
        Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, IReadOnlyList<Tensor<T>> start,
        Func<IReadOnlyList<Parameter<T>>, Optimizer<T>> optimizer, StoppingRule stop, DescentOptions? options = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new DescentRun<T>(nameof(Minimize), function, start, optimizer, stop, options, isAscent: false).Run(cancellation);

    /// <summary>Goes up from a point until a rule says stop: descends on −f. Rules and results show f in its own sign.</summary>
    /// <inheritdoc cref="Minimize{T}(Func{Tensor{T}, Tensor{T}}, Tensor{T}, Func{IReadOnlyList{Parameter{T}}, Optimizer{T}}, StoppingRule,
    /// DescentOptions, CancellationToken)"/>
    public static DescentResult<T> Maximize<T>(
        Func<Tensor<T>, Tensor<T>> function, Tensor<T> start, Func<IReadOnlyList<Parameter<T>>, Optimizer<T>> optimizer, StoppingRule stop,
        DescentOptions? options = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(start);
        return new DescentRun<T>(nameof(Maximize), x => function(x[0]), [start], optimizer, stop, options, isAscent: true).Run(
            cancellation);
    }

    /// <summary>Goes up on a function of several tensors: descends on −f. Rules and results show f in its own sign.</summary>
    /// <inheritdoc cref="Minimize{T}(Func{Tensor{T}, Tensor{T}}, Tensor{T}, Func{IReadOnlyList{Parameter{T}}, Optimizer{T}}, StoppingRule,
    /// DescentOptions, CancellationToken)"/>
    public static DescentResult<T> Maximize<T>(
        Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, IReadOnlyList<Tensor<T>> start,
        Func<IReadOnlyList<Parameter<T>>, Optimizer<T>> optimizer, StoppingRule stop, DescentOptions? options = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new DescentRun<T>(nameof(Maximize), function, start, optimizer, stop, options, isAscent: true).Run(cancellation);
}
