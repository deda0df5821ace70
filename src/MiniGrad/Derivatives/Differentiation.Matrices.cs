namespace MiniGrad;

public static partial class Differentiation
{
    /// <summary>The Jacobian of a function at x: <c>J[i…, j…] = ∂f(x)[i…] / ∂x[j…]</c>. One walk backward for each element of
    /// f(x).</summary>
    /// <param name="function">f, with a value of any shape.</param>
    /// <param name="x">x, the point at which to differentiate.</param>
    /// <returns>A tensor of the shape of f(x) followed by that of x; for vectors the matrix [outputs, inputs].</returns>
    public static Tensor<T> Jacobian<T>(Func<Tensor<T>, Tensor<T>> function, Tensor<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Jacobian(OfList(function), [x])[0];

    /// <summary>The Jacobians of a function of several tensors, one for each.</summary>
    /// <inheritdoc cref="Jacobian{T}(Func{Tensor{T}, Tensor{T}}, Tensor{T})"/>
    public static Tensor<T>[] Jacobian<T>(Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, IReadOnlyList<Tensor<T>> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Evaluation<T> evaluation = new(function, x, createGraph: false, nameof(Jacobian));
        Shape output = evaluation.Output.Shape;
        List<Tensor<T>>[] rows = [.. x.Select(_ => new List<Tensor<T>>(output.ElementCount))];
        for (int element = 0; element < output.ElementCount; element++)
        {
            Tensor<T> seed = Tensor.Zeros<T>(output);
            seed.Buffer[element] = T.One;
            Tensor<T>[] gradients = evaluation.Pull(seed);
            for (int i = 0; i < rows.Length; i++) rows[i].Add(gradients[i]);
        }
        Tensor<T>[] jacobians = new Tensor<T>[x.Count];
        for (int i = 0; i < jacobians.Length; i++)
        {
            Shape shape = (int[])[.. output, .. x[i].Shape];
            jacobians[i] = rows[i].Count == 0 ? Tensor.Zeros<T>(shape) : Tensor.Stack(rows[i]).Reshape(shape);
        }
        return jacobians;
    }

    /// <summary>The Hessian of a function with one number as its value: <c>H[i…, j…] = ∂²f(x) / ∂x[i…]∂x[j…]</c>, the Jacobian of its
    /// gradient.</summary>
    /// <param name="function">f.</param>
    /// <param name="x">x, the point at which to differentiate.</param>
    /// <returns>A tensor of the shape of x twice; of a function of a vector of n elements, the matrix [n, n].</returns>
    /// <exception cref="InvalidOperationException">The function's value is not a single number.</exception>
    public static Tensor<T> Hessian<T>(Func<Tensor<T>, Tensor<T>> function, Tensor<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Hessian(OfList(function), [x])[0, 0];

    /// <summary>The Hessian of a function of several tensors in blocks: block [a, b] is <c>∂²f / ∂xₐ∂x_b</c>.</summary>
    /// <returns>The blocks; block [a, b] has the shape of input a followed by that of input b.</returns>
    /// <inheritdoc cref="Hessian{T}(Func{Tensor{T}, Tensor{T}}, Tensor{T})"/>
    public static Tensor<T>[,] Hessian<T>(Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, IReadOnlyList<Tensor<T>> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor<T>[,] blocks = new Tensor<T>[x.Count, x.Count];
        for (int row = 0; row < x.Count; row++)
        {
            int place = row;
            Tensor<T>[] jacobians = Jacobian(inputs => Gradient(function, inputs)[place], x);
            for (int column = 0; column < jacobians.Length; column++) blocks[row, column] = jacobians[column];
        }
        return blocks;
    }

    /// <summary>The product <c>H·u</c> of the Hessian of a function with a vector, without the Hessian: the gradient of <c>∇f(x)·u</c>
    /// (Pearlmutter, "Fast exact multiplication by the Hessian", 1994). It costs a few evaluations of f, whatever the number of
    /// elements.</summary>
    /// <param name="function">f, with one number as its value.</param>
    /// <param name="x">x, the point at which to differentiate.</param>
    /// <param name="vector">u, of the shape of x.</param>
    /// <returns>A tensor of the shape of x.</returns>
    /// <exception cref="ArgumentException">u has another shape than x.</exception>
    /// <exception cref="InvalidOperationException">The function's value is not a single number.</exception>
    public static Tensor<T> HessianVectorProduct<T>(Func<Tensor<T>, Tensor<T>> function, Tensor<T> x, Tensor<T> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => HessianVectorProduct(OfList(function), [x], [vector])[0];

    /// <summary>The product of the whole Hessian of a function of several tensors with a vector in as many parts.</summary>
    /// <inheritdoc cref="HessianVectorProduct{T}(Func{Tensor{T}, Tensor{T}}, Tensor{T}, Tensor{T})"/>
    public static Tensor<T>[] HessianVectorProduct<T>(
        Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, IReadOnlyList<Tensor<T>> x, IReadOnlyList<Tensor<T>> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckDirection(nameof(HessianVectorProduct), x, vector);
        return Gradient(inputs => DirectionalDerivative(function, inputs, vector), x);
    }
}
