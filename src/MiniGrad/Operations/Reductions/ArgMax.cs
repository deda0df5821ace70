namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The position of the largest element along an axis; the first of several; that of the first NaN if there is one.</summary>
    /// <param name="axis">The axis, from either end. Default: the last, so that a matrix of scores gives a class for each row.</param>
    /// <param name="keepDimensions">Whether that axis stays, with size 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis is out of range.</exception>
    /// <exception cref="ArgumentException">The axis has no elements.</exception>
    public IndexTensor ArgMax(int axis = -1, bool keepDimensions = false)
    {
        int place = Shape.NormalizeAxis(axis);
        AxisSet set = new(nameof(ArgMax), Shape, [place], keepDimensions);
        int count = set.Count, inner = Shape.Product(place + 1, Rank);
        if (count == 0 && set.OutputShape.ElementCount > 0)
            throw new ArgumentException($"ArgMax: axis {axis} of shape {Shape} has no elements.", nameof(axis));
        ReadOnlySpan<T> x = Span;
        int[] best = new int[set.OutputShape.ElementCount];
        for (int lane = 0; lane < best.Length; lane++)
        {
            int start = lane / inner * count * inner + lane % inner;
            for (int i = 1; i < count; i++)
            {
                T value = x[start + i * inner], largest = x[start + best[lane] * inner];
                if (value > largest || (T.IsNaN(value) && !T.IsNaN(largest))) best[lane] = i;
            }
        }
        return new IndexTensor(best, set.OutputShape);
    }

    /// <summary>The position of the largest element along several axes together, counted in row-major order over those axes; the first of
    /// several; that of the first NaN if there is one.</summary>
    /// <param name="axes">The axes, from either end; none for all of them.</param>
    /// <param name="keepDimensions">Whether those axes stay, with size 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An axis is out of range.</exception>
    /// <exception cref="ArgumentException">An axis is given twice, or there are no elements to choose from.</exception>
    public IndexTensor ArgMax(ReadOnlySpan<int> axes, bool keepDimensions = false)
    {
        AxisSet set = new(nameof(ArgMax), Shape, axes, keepDimensions);
        if (set.Count == 0 && set.OutputShape.ElementCount > 0)
            throw new ArgumentException(
                $"ArgMax: there are no elements to choose from along the given axes of shape {Shape}.", nameof(axes));
        bool[] isReduced = set.IsReduced.ToArray();
        int[] order = [.. Enumerable.Range(0, Rank).OrderBy(axis => isReduced[axis])];
        Tensor<T> lanes = Detach().Permute(order).Reshape(Shape.Create(set.OutputShape.ElementCount, set.Count));
        return new IndexTensor(lanes.ArgMax(-1).ToArray(), set.OutputShape);
    }
}
