namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>Backpropagation: adds the gradient of this tensor with respect to every <see cref="Parameter{T}"/> that it was computed
    /// from to that parameter's <see cref="Parameter{T}.Gradient"/>.</summary>
    /// <remarks>A graph is walked by one thread at a time, and a parameter's gradient is accumulated by one thread at a time; several
    /// threads can differentiate graphs of their own that end in the same tensors, with <see cref="Differentiation"/>.</remarks>
    /// <param name="seed">The gradient to start from, of this tensor's shape: the vector of a vector-Jacobian product. Default: 1, for a
    /// tensor of one element.</param>
    /// <param name="retainGraph">Whether the graph can be walked again. By default it is released, and with it the memory it holds.</param>
    /// <param name="createGraph">Whether the gradients are themselves recorded, to be differentiated again. Retains the graph too.</param>
    /// <exception cref="InvalidOperationException">The tensor does not require a gradient, or only tracked tensors get one; or it has
    /// several elements and there is no seed; or its graph was released; or a parameter was changed since.</exception>
    /// <exception cref="ArgumentException">The seed has another shape.</exception>
    public void Backward(Tensor<T>? seed = null, bool retainGraph = false, bool createGraph = false) =>
        GradientWalk<T>.ToParameters(this, CheckSeed(seed, nameof(Backward)), retainGraph, createGraph);

    /// <summary>1: the seed that a number is differentiated with if none is given.</summary>
    internal static Tensor<T> UnitSeed { get; } = Tensor.Scalar(T.One);

    internal Tensor<T> CheckSeed(Tensor<T>? seed, string operation)
    {
        if (!RequiresGradient)
        {
            throw new InvalidOperationException(
                $"{operation}: this tensor of shape {Shape} does not depend on a parameter or tracked tensor, or was computed while " +
                "recording was off. A gradient can be differentiated if it was computed with createGraph: true.");
        }
        if (seed is null)
        {
            if (ElementCount != 1)
            {
                throw new InvalidOperationException(
                    $"{operation}: a tensor of shape {Shape} is not a single number; reduce it to one, or pass a seed of its shape.");
            }
            return Rank == 0 ? UnitSeed : Tensor.Ones<T>(Shape);
        }
        if (seed.Shape != Shape)
            throw new ArgumentException($"{operation}: the seed must have the shape {Shape}, got {seed.Shape}.", nameof(seed));
        return seed;
    }
}
