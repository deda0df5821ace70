namespace MiniGrad;

/// <summary>Derivatives of functions of tensors, by reverse-mode automatic differentiation: exact up to rounding.</summary>
/// <remarks>A function is any code that computes one tensor from others by operations on tensors. Derivatives nest: inside a function that
/// is being differentiated, all of these are differentiable again. That is so wherever the point x itself requires a gradient, a parameter
/// for example: the derivatives are then recorded too. Pass <see cref="Tensor{T}.Detach"/> of it where that is not wanted.
/// <para>A function is differentiated with respect to its arguments. One that computes with a model's own parameters instead does not
/// depend on them; its gradients are those of its value: <c>Differentiation.Gradients(loss, model.Parameters)</c>.</para></remarks>
public static partial class Differentiation
{
    /// <summary>The gradients of a computed tensor with respect to tensors it was computed from.</summary>
    /// <param name="output">A single number, or any tensor if there is a <paramref name="seed"/>.</param>
    /// <param name="inputs">Parameters, tracked tensors, or any tensors on the way from those to the output.</param>
    /// <param name="seed">The gradient to start from, of the output's shape. Default: 1.</param>
    /// <param name="retainGraph">Whether the graph behind the output can be walked again. By default it is released.</param>
    /// <param name="createGraph">Whether the gradients are recorded, to be differentiated again. Retains the graph too.</param>
    /// <param name="unused">The gradient of an input on which the output does not depend.</param>
    /// <returns>One gradient for each input, of its shape.</returns>
    /// <exception cref="InvalidOperationException">The output does not require a gradient, or has several elements and there is no seed;
    /// the graph was released; a parameter was changed since; or an input is unused and <paramref name="unused"/> says to
    /// throw.</exception>
    /// <exception cref="ArgumentException">The seed has another shape, or an input does not require a gradient.</exception>
    public static Tensor<T>[] Gradients<T>(
        Tensor<T> output, IReadOnlyList<Tensor<T>> inputs, Tensor<T>? seed = null, bool retainGraph = false, bool createGraph = false,
        UnusedInputs unused = UnusedInputs.Zeros)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(inputs);
        for (int i = 0; i < inputs.Count; i++)
        {
            ArgumentNullException.ThrowIfNull(inputs[i], nameof(inputs));
            if (inputs[i] is Parameter<T> { IsFrozen: true } parameter)
            {
                throw new ArgumentException(
                    $"Gradients: input {i} is the frozen parameter '{parameter.Name}', which gets no gradient; leave it out.",
                    nameof(inputs));
            }
            if (!inputs[i].RequiresGradient)
            {
                throw new ArgumentException(
                    $"Gradients: input {i} of shape {inputs[i].Shape} does not require a gradient; track it before computing with it.",
                    nameof(inputs));
            }
        }
        Tensor<T> start = output.CheckSeed(seed, nameof(Gradients));
        Tensor<T>?[] gradients = GradientWalk<T>.ToInputs(output, inputs, start, retainGraph, createGraph);
        for (int i = 0; i < gradients.Length; i++)
        {
            if (gradients[i] is null && unused == UnusedInputs.Throw)
                throw new InvalidOperationException($"Gradients: the output does not depend on input {i} of shape {inputs[i].Shape}.");
            gradients[i] ??= Tensor.Zeros<T>(inputs[i].Shape);
        }
        return gradients!;
    }

    /// <summary>The gradient <c>∇f(x)</c> of a function with one number as its value; it has the shape of x.</summary>
    /// <param name="function">f.</param>
    /// <param name="x">x, the point at which to differentiate.</param>
    /// <param name="createGraph">Whether the gradient is recorded, to be differentiated with respect to what f uses besides x.</param>
    /// <exception cref="InvalidOperationException">The function's value is not a single number.</exception>
    public static Tensor<T> Gradient<T>(Func<Tensor<T>, Tensor<T>> function, Tensor<T> x, bool createGraph = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ValueAndGradient(function, x, createGraph).Gradient;

    /// <summary>The gradients of a function of several tensors with one number as its value.</summary>
    /// <inheritdoc cref="Gradient{T}(Func{Tensor{T}, Tensor{T}}, Tensor{T}, bool)"/>
    public static Tensor<T>[] Gradient<T>(
        Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, IReadOnlyList<Tensor<T>> x, bool createGraph = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ValueAndGradient(function, x, createGraph).Gradients;

    /// <summary>The value <c>f(x)</c> and the gradient <c>∇f(x)</c> together.</summary>
    /// <inheritdoc cref="Gradient{T}(Func{Tensor{T}, Tensor{T}}, Tensor{T}, bool)"/>
    public static (Tensor<T> Value, Tensor<T> Gradient) ValueAndGradient<T>(
        Func<Tensor<T>, Tensor<T>> function, Tensor<T> x, bool createGraph = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (Tensor<T> value, Tensor<T>[] gradients) = ValueAndGradient(OfList(function), [x], createGraph);
        return (value, gradients[0]);
    }

    /// <summary>The value and the gradients of a function of several tensors together.</summary>
    /// <inheritdoc cref="Gradient{T}(Func{Tensor{T}, Tensor{T}}, Tensor{T}, bool)"/>
    public static (Tensor<T> Value, Tensor<T>[] Gradients) ValueAndGradient<T>(
        Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, IReadOnlyList<Tensor<T>> x, bool createGraph = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Evaluation<T> evaluation = new(function, x, createGraph, nameof(Differentiation));
        if (evaluation.Output.ElementCount != 1)
        {
            throw new InvalidOperationException(
                $"Differentiation: expected the function's value to be a single number, got shape {evaluation.Output.Shape}.");
        }
        return (evaluation.Value, evaluation.Pull(Tensor.Ones<T>(evaluation.Output.Shape)));
    }

    /// <summary>The vector-Jacobian product <c>vᵀ·J</c> of a function at x: the gradient of <c>v·f(x)</c>. One walk backward.</summary>
    /// <param name="function">f, with a value of any shape.</param>
    /// <param name="x">x, the point at which to differentiate.</param>
    /// <param name="vector">v, of the shape of f(x).</param>
    /// <returns>A tensor of the shape of x.</returns>
    /// <exception cref="ArgumentException">v has another shape than f(x).</exception>
    public static Tensor<T> VectorJacobianProduct<T>(Func<Tensor<T>, Tensor<T>> function, Tensor<T> x, Tensor<T> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorJacobianProduct(OfList(function), [x], vector)[0];

    /// <summary>The vector-Jacobian products of a function of several tensors, one for each.</summary>
    /// <inheritdoc cref="VectorJacobianProduct{T}(Func{Tensor{T}, Tensor{T}}, Tensor{T}, Tensor{T})"/>
    public static Tensor<T>[] VectorJacobianProduct<T>(
        Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, IReadOnlyList<Tensor<T>> x, Tensor<T> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(vector);
        Evaluation<T> evaluation = new(function, x, createGraph: Recording.IsOn && vector.RequiresGradient, nameof(VectorJacobianProduct));
        CheckShape(nameof(VectorJacobianProduct), "the vector", vector.Shape, evaluation.Output.Shape);
        return evaluation.Pull(vector);
    }

    /// <summary>The Jacobian-vector product <c>J·u</c> of a function at x: how f(x) changes as x moves along u. Two walks backward:
    /// <c>vᵀ·J</c> is linear in v, and its derivative with respect to v, along u, is <c>J·u</c>.</summary>
    /// <param name="function">f, with a value of any shape.</param>
    /// <param name="x">x, the point at which to differentiate.</param>
    /// <param name="vector">u, of the shape of x.</param>
    /// <returns>A tensor of the shape of f(x).</returns>
    /// <exception cref="ArgumentException">u has another shape than x.</exception>
    public static Tensor<T> JacobianVectorProduct<T>(Func<Tensor<T>, Tensor<T>> function, Tensor<T> x, Tensor<T> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => JacobianVectorProduct(OfList(function), [x], [vector]);

    /// <summary>The Jacobian-vector product of a function of several tensors that move together, each along a vector of its own.</summary>
    /// <inheritdoc cref="JacobianVectorProduct{T}(Func{Tensor{T}, Tensor{T}}, Tensor{T}, Tensor{T})"/>
    public static Tensor<T> JacobianVectorProduct<T>(
        Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, IReadOnlyList<Tensor<T>> x, IReadOnlyList<Tensor<T>> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckDirection(nameof(JacobianVectorProduct), x, vector);
        bool isVectorTracked = Recording.IsOn && vector.Any(part => part.RequiresGradient);
        Evaluation<T> evaluation = new(function, x, createGraph: true, nameof(JacobianVectorProduct));
        using GraphRegion region = Recording.On();
        Tensor<T> dual = Tensor.Zeros<T>(evaluation.Output.Shape).Tracked();
        Tensor<T> product = evaluation.Pull(dual)
            .Zip(vector, (gradient, direction) => (gradient * direction).Sum()).Aggregate((a, b) => a + b);
        return product.RequiresGradient
            ? Gradients(product, [dual], createGraph: evaluation.IsNested || isVectorTracked)[0] : Tensor.Zeros<T>(evaluation.Output.Shape);
    }

    /// <summary>The slope of a function with one number as its value in the direction u: <c>∇f(x)·u</c>. Only a u of length 1 gives the
    /// slope for one unit of distance.</summary>
    /// <param name="function">f.</param>
    /// <param name="x">x, the point at which to differentiate.</param>
    /// <param name="direction">u, of the shape of x.</param>
    /// <returns>A tensor of shape [].</returns>
    /// <exception cref="ArgumentException">u has another shape than x.</exception>
    /// <exception cref="InvalidOperationException">The function's value is not a single number.</exception>
    public static Tensor<T> DirectionalDerivative<T>(Func<Tensor<T>, Tensor<T>> function, Tensor<T> x, Tensor<T> direction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => DirectionalDerivative(OfList(function), [x], [direction]);

    /// <summary>The slope of a function of several tensors, each of which moves in a direction of its own.</summary>
    /// <inheritdoc cref="DirectionalDerivative{T}(Func{Tensor{T}, Tensor{T}}, Tensor{T}, Tensor{T})"/>
    public static Tensor<T> DirectionalDerivative<T>(
        Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, IReadOnlyList<Tensor<T>> x, IReadOnlyList<Tensor<T>> direction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckDirection(nameof(DirectionalDerivative), x, direction);
        return Gradient(function, x).Zip(direction, (gradient, along) => (gradient * along).Sum()).Aggregate((a, b) => a + b);
    }

    private static Func<IReadOnlyList<Tensor<T>>, Tensor<T>> OfList<T>(Func<Tensor<T>, Tensor<T>> function)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        return inputs => function(inputs[0]);
    }

    private static void CheckDirection<T>(string operation, IReadOnlyList<Tensor<T>> x, IReadOnlyList<Tensor<T>> direction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(direction);
        if (x.Count != direction.Count)
            throw new ArgumentException($"{operation}: got {x.Count} inputs and {direction.Count} directions.", nameof(direction));
        for (int i = 0; i < x.Count; i++) CheckShape(operation, $"direction {i}", direction[i].Shape, x[i].Shape);
    }

    private static void CheckShape(string operation, string what, Shape shape, Shape expected)
    {
        if (shape != expected) throw new ArgumentException($"{operation}: {what} must have the shape {expected}, got {shape}.");
    }
}

/// <summary>The gradient with respect to an input on which the output does not depend.</summary>
public enum UnusedInputs
{
    /// <summary>A tensor of zeros, the mathematical derivative.</summary>
    Zeros,

    /// <summary>An exception, because it usually means a mistake.</summary>
    Throw,
}
