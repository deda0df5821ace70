namespace MiniGrad;

/// <summary>What systems of linear equations have in common: shapes that fit, and words for matrices that do not do.</summary>
internal static class LinearSystem
{
    /// <summary>Solves for a vector or matrices, with leading axes that broadcast, by a function of matrices with the same leading
    /// axes.</summary>
    public static Tensor<T> Solve<T>(string operation, Tensor<T> a, Tensor<T> right, Func<Tensor<T>, Tensor<T>, Tensor<T>> solve)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckSquare(operation, a.Shape);
        int size = a.Shape[-1];
        if (right.Rank == 0 || right.Shape[right.Rank == 1 ? 0 : -2] != size)
        {
            throw new ArgumentException(
                $"{operation}: expected right sides [{size}] or [..., {size}, k] for matrices {a.Shape}, got {right.Shape}.",
                nameof(right));
        }
        if (right.Rank == 1) return Solve(operation, a, right.ExpandDimension(1), solve).Squeeze(-1);
        if (a.Rank == 2 && right.Rank > 2)
        {
            // One matrix for all right sides, which become the columns of one.
            Tensor<T> sides = right.Reshape(Shape.Create(right.Shape.Product(0, right.Rank - 2), size, right.Shape[-1]));
            Shape turned = Shape.Create(size, sides.Shape[0], sides.Shape[2]);
            Tensor<T> solved = solve(a, sides.Permute(1, 0, 2).Reshape(Shape.Create(size, sides.Shape[0] * sides.Shape[2])));
            return solved.Reshape(turned).Permute(1, 0, 2).Reshape(right.Shape);
        }
        Shape batch = Shape.TryBroadcast(Leading(a.Shape), Leading(right.Shape))
            ?? throw new ArgumentException($"{operation}: the axes before the last two do not broadcast: {a.Shape} and {right.Shape}.");
        return solve(
            a.BroadcastTo((int[])[.. batch, size, size]), right.BroadcastTo((int[])[.. batch, size, right.Shape[-1]]));
    }

    public static void CheckSquare(string operation, Shape shape)
    {
        if (shape.Rank < 2 || shape[-1] != shape[-2])
            throw new ArgumentException($"{operation}: expected a square matrix or a batch of them, got shape {shape}.");
    }

    /// <summary>The axes before the last two.</summary>
    public static Shape Leading(Shape shape) => Shape.Create(shape.AsSpan()[..^2]);

    /// <summary>A refusal that names the matrix, counted from 0, if there are several.</summary>
    public static ArithmeticException Refused(string operation, Shape shape, int number, string problem)
    {
        string which = shape.Rank == 2 ? "the matrix" : $"matrix {number} of shape {shape}";
        return new($"{operation}: {which} is {problem}.");
    }
}
