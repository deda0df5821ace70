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

    /// <summary>Adds to the gradient of an input.</summary>
    /// <param name="input">The input's place, counted from 0.</param>
    /// <param name="gradient">
    /// A tensor of the input's shape; of a broadcasting operation also of the output's shape, and it is summed down.
    /// </param>
    /// <exception cref="InvalidOperationException">The gradient has another shape.</exception>
    public void Add(int input, Tensor<T> gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        Tensor<T> target = operation.Input(input);
        if (!walk.Needs(target)) return;
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

    /// <summary>
    /// Whether gradients are just numbers: not recorded, not captured, and not needed once the walk is over. A derivative may then compute them
    /// with kernels alone, in <see cref="Memory"/>.
    /// </summary>
    internal bool IsSilent => walk.IsSilent;

    /// <summary>Whether the walk is a part of a step that is being captured.</summary>
    internal bool IsCaptured => walk.IsCaptured;

    /// <summary>Memory of gradients on their way.</summary>
    internal TransientMemory<T> Transient => walk.Memory;

    /// <summary>Memory to compute the gradient of an input in, in a silent walk; it must then be added here and shown to nobody else.</summary>
    internal Tensor<T> Memory(int input)
    {
        Tensor<T> target = operation.Input(input);
        return target is Parameter<T> parameter ? parameter.TakeGradientMemory() : walk.Memory.Rent(target.Shape);
    }
}
