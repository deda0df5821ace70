using System.Runtime.CompilerServices;

namespace MiniGrad.Tests.Catalog;

/// <summary>Numbers of double precision under a shape, with operations written straight from their definitions by loops over indices: what
/// the library's results are compared with. It uses nothing of the library.</summary>
internal sealed class NaiveArray
{
    public NaiveArray(int[] sizes, double[] values)
    {
        Require(Count(sizes) == values.Length);
        Sizes = sizes;
        Values = values;
    }

    public int[] Sizes { get; }

    public double[] Values { get; }

    public int Rank => Sizes.Length;

    /// <summary>The element at the given position.</summary>
    public double this[params ReadOnlySpan<int> index] => Values[Offset(index)];

    public static NaiveArray Scalar(double value) => new([], [value]);

    /// <summary>An array of which each element is a function of its position.</summary>
    public static NaiveArray Of(int[] sizes, Func<int[], double> element) => new(sizes, [.. Positions(sizes).Select(element)]);

    public NaiveArray Map(Func<double, double> function) => new(Sizes, [.. Values.Select(function)]);

    public NaiveArray Reshape(params int[] sizes) => new(sizes, Values);

    /// <summary>A function of the elements of two arrays, aligned at their last axes; where a size is 1 its one element counts for
    /// all.</summary>
    public static NaiveArray Broadcast(NaiveArray a, NaiveArray b, Func<double, double, double> function)
    {
        int[] sizes = BroadcastSizes(a.Sizes, b.Sizes);
        return Of(sizes, position => function(a.At(position), b.At(position)));
    }

    /// <summary>The element that broadcasting puts at a position of a larger shape.</summary>
    public double At(int[] position)
    {
        int[] own = position[^Rank..];
        for (int axis = 0; axis < Rank; axis++)
            if (Sizes[axis] == 1) own[axis] = 0;
        return this[own];
    }

    /// <summary>What a function makes of the elements that differ only in their positions along the given axes; no axes are all of
    /// them.</summary>
    public NaiveArray Reduce(int[] axes, bool keep, Func<double[], double> function)
    {
        bool[] isReduced =
            [.. Enumerable.Range(0, Rank).Select(axis => axes.Length == 0 || axes.Contains(axis) || axes.Contains(axis - Rank))];
        int[] keptSizes = [.. Sizes.Select((size, axis) => isReduced[axis] ? 1 : size)];
        NaiveArray kept = Of(keptSizes, target => function([.. Positions(Sizes)
            .Where(source => Enumerable.Range(0, Rank).All(axis => isReduced[axis] || source[axis] == target[axis]))
            .Select(source => this[source])]));
        return keep ? kept : kept.Reshape([.. Sizes.Where((_, axis) => !isReduced[axis])]);
    }

    /// <summary>A function of an element and of all those along an axis through it.</summary>
    public NaiveArray AlongAxis(int axis, Func<double, double[], double> function)
    {
        NaiveArray lanes = this;
        int place = axis < 0 ? axis + Rank : axis;
        return Of(Sizes, position =>
        {
            double[] lane = [.. Enumerable.Range(0, lanes.Sizes[place]).Select(i => lanes[With(position, place, i)])];
            return function(lanes[position], lane);
        });
    }

    /// <summary>C[…, i, j] = Σ A[…, i, p]·B[…, p, j]; a vector is a row on the left and a column on the right.</summary>
    public static NaiveArray MatMul(NaiveArray a, NaiveArray b)
    {
        if (a.Rank == 1) return Without(MatMul(a.Reshape(1, a.Sizes[0]), b), fromLast: b.Rank == 1 ? 1 : 2);
        if (b.Rank == 1) return Without(MatMul(a, b.Reshape(b.Sizes[0], 1)), fromLast: 1);
        int inner = a.Sizes[^1];
        int[] sizes = [.. BroadcastSizes(a.Sizes[..^2], b.Sizes[..^2]), a.Sizes[^2], b.Sizes[^1]];
        return Of(sizes, position =>
        {
            double sum = 0;
            for (int p = 0; p < inner; p++) sum += a.MatrixAt(position[..^2], position[^2], p) * b.MatrixAt(position[..^2], p,
                position[^1]);
            return sum;
        });
    }

    /// <summary>All positions in a shape, the last axis fastest.</summary>
    public static IEnumerable<int[]> Positions(int[] sizes)
    {
        int count = Count(sizes);
        for (int offset = 0; offset < count; offset++)
        {
            int[] position = new int[sizes.Length];
            for (int axis = sizes.Length - 1, rest = offset; axis >= 0; rest /= sizes[axis], axis--) position[axis] = rest % sizes[axis];
            yield return position;
        }
    }

    public static int[] BroadcastSizes(int[] a, int[] b)
    {
        int rank = Math.Max(a.Length, b.Length);
        int[] sizes = new int[rank];
        for (int fromLast = 1; fromLast <= rank; fromLast++)
        {
            int left = fromLast <= a.Length ? a[^fromLast] : 1, right = fromLast <= b.Length ? b[^fromLast] : 1;
            Require(left == right || left == 1 || right == 1);
            sizes[^fromLast] = left == 1 ? right : left;
        }
        return sizes;
    }

    public static int[] With(int[] numbers, int place, int number)
    {
        int[] changed = [.. numbers];
        changed[place] = number;
        return changed;
    }

    public override string ToString() => $"[{string.Join(", ", Sizes)}]";

    private static NaiveArray Without(NaiveArray x, int fromLast) =>
        x.Reshape([.. x.Sizes.Where((_, axis) => axis != x.Rank - fromLast)]);

    private static int Count(int[] sizes) => sizes.Aggregate(1, (product, size) => product * size);

    private static void Require(bool holds, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        if (!holds) throw new InvalidOperationException($"Expected {what}.");
    }

    private double MatrixAt(int[] batch, int row, int column)
    {
        int[] own = batch[^(Rank - 2)..];
        for (int axis = 0; axis < own.Length; axis++)
            if (Sizes[axis] == 1) own[axis] = 0;
        return this[[.. own, row, column]];
    }

    private int Offset(ReadOnlySpan<int> index)
    {
        Require(Rank == index.Length);
        int offset = 0;
        for (int axis = 0; axis < Rank; axis++)
        {
            Require(index[axis] >= 0 && index[axis] < Sizes[axis]);
            offset = offset * Sizes[axis] + index[axis];
        }
        return offset;
    }
}
