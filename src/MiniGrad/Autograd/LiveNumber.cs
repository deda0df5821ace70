using System.Runtime.InteropServices;

namespace MiniGrad;

/// <summary>A number that the caller changes from step to step, such as an annealed weight between two losses: a tensor of shape [] that
/// both eager and captured steps read anew each time.</summary>
/// <remarks>It is used like any tensor, and has no gradient. Set it between steps, not inside of a captured function. A graph that used it
/// cannot be differentiated after it was changed.</remarks>
/// <example><code>
/// var beta = new LiveNumber&lt;float&gt;(0);
/// Parameter&lt;float&gt; weight = model.Parameters[0];
/// var step = new TrainingStep&lt;float&gt;(
///     optimizer, batch =&gt; Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels) + beta * weight.Square().Sum());
/// for (int epoch = 0; epoch &lt; 10; epoch++)
/// {
///     beta.Value = 0.001f * epoch;
///     foreach (Batch&lt;float&gt; batch in training.Batches(32)) step.Run(batch);
/// }
/// </code></example>
public sealed class LiveNumber<T> : Tensor<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="value">The first value.</param>
    public LiveNumber(T value) : base([value], Shape.Scalar, requiresGradient: false, new ChangeCount()) => IsCaptured = true;

    /// <summary>The number.</summary>
    /// <exception cref="CaptureException">A captured step's function sets it, or reads it otherwise than as a tensor.</exception>
    public T Value
    {
        get => Span[0];
        set
        {
            Tracer.OfThread?.CheckWrite("a live number");
            // A graph that used the same number can still be walked.
            if (MemoryMarshal.AsBytes([value]).SequenceEqual(MemoryMarshal.AsBytes(Buffer))) return;
            Changes!.Increment();
            Buffer[0] = value;
        }
    }
}
