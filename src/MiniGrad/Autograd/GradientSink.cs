namespace MiniGrad;

/// <summary>Where an operation's derivative hands over the gradients of its inputs.</summary>
public readonly ref struct GradientSink<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GradientWalk<T> walk;
    private readonly Operation<T> operation;

    internal GradientSink(GradientWalk<T> walk, Operation<T> operation)
    {
        this.walk = walk;
        this.operation = operation;
    }

    /// <summary>Whether anybody asked for the gradient of this input. If not, computing it is wasted work.</summary>
    public bool Needs(int input) => walk.Needs(operation.Input(input));

    /// <summary>Adds to the gradient of an input the output of an operation, which is computed here, if it is needed, in memory that is
    /// used again.</summary>
    /// <param name="input">The input's place, counted from 0.</param>
    /// <param name="derivative">An operation that was not applied yet, with an output of the input's shape; of a broadcasting operation
    /// also of the output's shape, and it is summed down.</param>
    /// <exception cref="InvalidOperationException">The output has another shape, or the operation was applied already.</exception>
    public void Add(int input, Operation<T> derivative)
    {
        ArgumentNullException.ThrowIfNull(derivative);
        Tensor<T> target = operation.Input(input);
        if (!walk.Needs(target)) return;
        Give(input, target, walk.IsSilent ? derivative.ApplyIn(walk, target) : derivative.Apply());
    }

    /// <summary>Adds to the gradient of an input the output of an operation that becomes an object only where it is recorded.</summary>
    // Apart, so that a derivative with several of these need not clear the memory for all of them.
    [MethodImpl(NoInlining)]
    internal void Add<TDerivative>(int input, in TDerivative derivative) where TDerivative : struct, IDerivative<T>
    {
        Tensor<T> target = operation.Input(input);
        if (!walk.Needs(target)) return;
        if (!walk.IsSilent)
        {
            Give(input, target, derivative.ToOperation().Apply());
            return;
        }
        Tensor<T> memory = walk.MemoryFor(target, target.Shape);
        derivative.Compute(memory.Buffer);
        walk.Add(target, memory);
    }

    /// <summary>Adds a tensor to the gradient of an input.</summary>
    /// <param name="input">The input's place, counted from 0.</param>
    /// <param name="gradient">A tensor of the input's shape; of a broadcasting operation also of the output's shape, and it is summed
    /// down.</param>
    /// <exception cref="InvalidOperationException">The gradient has another shape.</exception>
    public void Add(int input, Tensor<T> gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        Tensor<T> target = operation.Input(input);
        if (!walk.Needs(target)) return;
        // Somebody else may have it too.
        if (gradient.IsTransient) gradient.IsTransient = false;
        Give(input, target, gradient);
    }

    /// <summary>Whether gradients are just numbers: not recorded, not traced, and not needed once the walk is over.</summary>
    internal bool IsSilent => walk.IsSilent;

    /// <summary>Adds a tensor that nobody else has, so that its memory can be used again.</summary>
    internal void Give(int input, Tensor<T> gradient)
    {
        Tensor<T> target = operation.Input(input);
        gradient.IsTransient = walk.IsSilent && target.Producer is { ReleasesGradient: true };
        Give(input, target, gradient);
    }

    /// <summary>Computes the gradient of an input, to be given to it once the derivative needs it no more.</summary>
    internal Tensor<T> ComputeFor(int input, Operation<T> derivative) =>
        walk.IsSilent ? derivative.ApplyIn(walk, operation.Input(input)) : derivative.Apply();

    /// <summary>Computes from the gradient of the output, element by element, an intermediate result that is used while the derivative
    /// runs, and no longer. The gradient is not to be used after it: where nobody else has it, the result takes its memory.</summary>
    internal Tensor<T> Compute<TDerivative>(in TDerivative intermediate, Tensor<T> gradient) where TDerivative : struct, IDerivative<T>
    {
        if (!walk.IsSilent) return intermediate.ToOperation().Apply();
        Tensor<T> memory = gradient.IsTransient ? gradient : walk.IntermediateMemory(gradient.Shape);
        intermediate.Compute(memory.Buffer);
        return memory;
    }

    private void Give(int input, Tensor<T> target, Tensor<T> gradient)
    {
        if (gradient.Shape != target.Shape)
        {
            if (!operation.IsBroadcasting || !target.Shape.BroadcastsTo(gradient.Shape))
            {
                throw new InvalidOperationException(
                    $"{operation.Name}: the gradient of input {input} must have its shape {target.Shape}, got {gradient.Shape}.");
            }
            gradient = gradient.SumTo(target.Shape);
        }
        walk.Add(target, gradient);
    }
}
