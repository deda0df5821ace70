using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The axes in another order: the result's axis i is this tensor's axis <c>axes[i]</c>.</summary>
    /// <exception cref="ArgumentException">The axes are not each axis of this tensor once.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An axis is out of range.</exception>
    public Tensor<T> Permute(params ReadOnlySpan<int> axes)
    {
        int[] normalized = new int[axes.Length];
        for (int i = 0; i < axes.Length; i++) normalized[i] = Shape.NormalizeAxis(axes[i]);
        if (normalized.Length != Rank || normalized.Distinct().Count() != Rank)
            throw new ArgumentException(
                $"Permute: expected each axis of shape {Shape} once, got [{string.Join(", ", axes.ToArray())}].", nameof(axes));
        return new PermuteOperation<T>(this, normalized).Apply();
    }

    /// <summary>The matrix transposed; of a tensor of higher rank, each of its matrices: the last two axes change places.</summary>
    /// <exception cref="ArgumentException">The rank is below 2.</exception>
    public Tensor<T> Transpose() => Rank >= 2
        ? Transpose(-2, -1) : throw new ArgumentException($"Transpose: expected a matrix or a tensor of higher rank, got shape {Shape}.");

    /// <summary>Two axes change places.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An axis is out of range.</exception>
    public Tensor<T> Transpose(int axis, int otherAxis)
    {
        int[] axes = [.. Enumerable.Range(0, Rank)];
        int first = Shape.NormalizeAxis(axis), second = Shape.NormalizeAxis(otherAxis);
        (axes[first], axes[second]) = (axes[second], axes[first]);
        return new PermuteOperation<T>(this, axes).Apply();
    }

    /// <summary>Applies a function of the last axis to any axis, which changes places with the last one meanwhile.</summary>
    private Tensor<T> ApplyAlong(int axis, Func<Tensor<T>, Tensor<T>> function, [CallerMemberName] string operation = "")
    {
        int place = Shape.NormalizeAxis(axis, operation);
        return place == Rank - 1 ? function(this) : function(Transpose(place, -1)).Transpose(place, -1);
    }
}

/// <summary>∂/∂x = g with the axes put back.</summary>
internal sealed class PermuteOperation<T>(Tensor<T> x, int[] axes) : Operation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("axes", axes));

    protected override Shape InferShape()
    {
        int[] sizes = new int[axes.Length];
        for (int i = 0; i < sizes.Length; i++) sizes[i] = Input(0).Shape[axes[i]];
        return sizes;
    }

    protected override void Forward(Span<T> output)
    {
        Tensor<T> x = Input(0);
        if (axes is [1, 0]) Arranging.Transpose(x.Span, x.Shape[0], x.Shape[1], output);
        else Arranging.Permute(x.Span, x.Shape.AsSpan(), axes, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        int[] inverse = new int[axes.Length];
        for (int i = 0; i < axes.Length; i++) inverse[axes[i]] = i;
        sink.Add(0, new PermuteOperation<T>(gradient, inverse));
    }
}
