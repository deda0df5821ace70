namespace MiniGrad;

/// <summary>A tensor with a letter for each axis, no two the same.</summary>
internal readonly record struct LetteredTensor<T>(Tensor<T> Value, string Letters) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Takes the diagonals of axes that have one letter.</summary>
    public static LetteredTensor<T> Of(Tensor<T> value, string letters)
    {
        for (int axis = 1; axis < letters.Length; axis++)
        {
            int other = letters.IndexOf(letters[axis]);
            if (other == axis) continue;
            char letter = letters[axis];
            int[] rest = [.. Enumerable.Range(0, letters.Length).Except([other, axis])];
            value = value.Permute([.. rest, other, axis]).Diagonal();
            letters = Of(rest, letters) + letter;
            axis = 0;
        }
        return new LetteredTensor<T>(value, letters);

        static string Of(int[] axes, string letters) => string.Concat(axes.Select(axis => letters[axis]));
    }

    public bool Has(char letter) => Letters.Contains(letter);

    /// <summary>Sums over the letters that are not among these.</summary>
    public LetteredTensor<T> Keep(string wanted)
    {
        string letters = Letters;
        int[] summed = [.. Enumerable.Range(0, letters.Length).Where(axis => !wanted.Contains(letters[axis]))];
        return summed.Length == 0 ? this : new(Value.Sum(summed), Only(wanted.Contains));
    }

    /// <summary>The axes in the order of their letters.</summary>
    public LetteredTensor<T> Arrange(string order)
    {
        if (order == Letters) return this;
        string letters = Letters;
        return new(Value.Permute([.. order.Select(letter => letters.IndexOf(letter))]), order);
    }

    /// <summary>The product of both, summed over the letters that both have and the result lacks. The axes come in an order that suits the
    /// computation.</summary>
    public LetteredTensor<T> Multiply(LetteredTensor<T> other, string result)
    {
        LetteredTensor<T> a = this;
        string batch = Only(letter => other.Has(letter) && result.Contains(letter));
        string inner = Only(letter => other.Has(letter) && !result.Contains(letter));
        string rows = Only(letter => !other.Has(letter)), columns = other.Only(letter => !a.Has(letter));
        int[] sizes = [.. Sizes(batch), .. Sizes(rows), .. other.Sizes(columns)];
        string letters = batch + rows + columns;
        if (inner.Length == 0)
        {
            Tensor<T> left = Arrange(batch + rows).Value, right = other.Arrange(batch + columns).Value;
            if (columns.Length > 0) left = left.Reshape((Shape)(int[])[.. left.Shape, .. Enumerable.Repeat(1, columns.Length)]);
            if (rows.Length > 0)
                right = right.Reshape((Shape)(int[])[.. Sizes(batch), .. Enumerable.Repeat(1, rows.Length), .. other.Sizes(columns)]);
            return new(left * right, letters);
        }
        if (rows.Length == 0 && columns.Length == 0 && batch.Length > 0)
        {
            // Many inner products, each of which is too little work for a matrix product.
            int[] summed = [.. Enumerable.Range(batch.Length, inner.Length)];
            return new((Arrange(batch + inner).Value * other.Arrange(batch + inner).Value).Sum(summed), letters);
        }
        (Tensor<T> first, bool isFirstTransposed) = Matrices(batch, rows, inner);
        (Tensor<T> second, bool isSecondTransposed) = other.Matrices(batch, inner, columns);
        Tensor<T> product = new MatMulOperation<T>(first, second, isFirstTransposed, isSecondTransposed).Apply();
        return new(product.Reshape((Shape)sizes), letters);
    }

    /// <summary>A matrix, or a batch of them, as they lie in memory if that is possible: then perhaps stored transposed.</summary>
    private (Tensor<T> Value, bool IsTransposed) Matrices(string batch, string rows, string columns)
    {
        bool isTransposed = Letters == batch + columns + rows && Letters != batch + rows + columns;
        if (isTransposed) (rows, columns) = (columns, rows);
        int height = Count(rows), width = Count(columns);
        Shape shape = batch.Length == 0 ? Shape.Create(height, width) : Shape.Create(Count(batch), height, width);
        return (Arrange(batch + rows + columns).Value.Reshape(shape), isTransposed);
    }

    private string Only(Func<char, bool> isWanted) => string.Concat(Letters.Where(isWanted));

    private IEnumerable<int> Sizes(string letters)
    {
        LetteredTensor<T> own = this;
        return letters.Select(letter => own.Value.Shape[own.Letters.IndexOf(letter)]);
    }

    private int Count(string letters) => Sizes(letters).Aggregate(1, (count, size) => count * size);
}
