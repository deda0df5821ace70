namespace MiniGrad;

public static partial class Tensor
{
    /// <summary>The product of two tensors whose axes are named by letters, summed over the letters that the result lacks:
    /// <c>Contract("bij,bjk-&gt;bik", a, b)</c> is <c>Σⱼ a[b, i, j]·b[b, j, k]</c>. PyTorch's and NumPy's <c>einsum</c> of two
    /// operands.</summary>
    /// <remarks><para>A letter that both tensors have and the result too runs along both at once. A letter twice in one tensor is its
    /// diagonal. A letter in one tensor only, and not in the result, is summed over. The letters of the result may stand in any
    /// order.</para>
    /// <para>It is computed by matrix products, permutations and sums, as fast as those. Left out are the dots of NumPy's notation, and a
    /// result that is not written down; axes of size 1 do not broadcast.</para></remarks>
    /// <param name="notation">The letters of each tensor's axes, with a comma between, and of the result's behind an arrow. Capital and
    /// small letters differ, spaces do not count.</param>
    /// <param name="left">The first tensor.</param>
    /// <param name="right">The second tensor.</param>
    /// <exception cref="ArgumentException">The notation is none, does not fit the ranks, names a letter in the result that is in no tensor
    /// or twice, or a letter stands for two sizes.</exception>
    public static Tensor<T> Contract<T>(string notation, Tensor<T> left, Tensor<T> right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ContractionNotation parsed = ContractionNotation.Read(notation, left.Shape, right.Shape);
        string first = parsed.Operands[0], second = parsed.Operands[1];
        LetteredTensor<T> a = LetteredTensor<T>.Of(left, first).Keep(second + parsed.Result);
        LetteredTensor<T> b = LetteredTensor<T>.Of(right, second).Keep(first + parsed.Result);
        // The product's columns are the second factor's: if the result ends with one of the first, turning them round saves a permutation.
        bool endsWithFirst = parsed.Result.Length > 0 && a.Has(parsed.Result[^1]) && !b.Has(parsed.Result[^1]);
        return (endsWithFirst ? b.Multiply(a, parsed.Result) : a.Multiply(b, parsed.Result)).Arrange(parsed.Result).Value;
    }

    /// <summary>A tensor whose axes are named by letters, in another order, summed over the letters that the result lacks:
    /// <c>Contract("ijk-&gt;kj", x)</c> is <c>Σᵢ x[i, j, k]</c>, <c>Contract("ii-&gt;i", x)</c> the diagonal and
    /// <c>Contract("ii-&gt;", x)</c> the trace.</summary>
    /// <param name="notation">The letters of the tensor's axes, and of the result's behind an arrow. Capital and small letters differ,
    /// spaces do not count.</param>
    /// <param name="x">The tensor.</param>
    /// <inheritdoc cref="Contract{T}(string, Tensor{T}, Tensor{T})" path="/exception"/>
    public static Tensor<T> Contract<T>(string notation, Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ContractionNotation parsed = ContractionNotation.Read(notation, x.Shape);
        return LetteredTensor<T>.Of(x, parsed.Operands[0]).Keep(parsed.Result).Arrange(parsed.Result).Value;
    }
}
