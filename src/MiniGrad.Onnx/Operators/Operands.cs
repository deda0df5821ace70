namespace MiniGrad.Onnx;

/// <summary>What operators need of their inputs.</summary>
internal static class Operands
{
    /// <summary>The numbers at an input; truths as 1 and 0 only where the caller takes them.</summary>
    public static Tensor<T> Numbers<T>(this OnnxValue?[] inputs, int place) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[place] is NumberValue<T> { ElementType: not OnnxElementType.Bool } value
            ? value.Tensor : throw Unexpected(inputs, place, "floating-point numbers");

    /// <summary>The truths at an input, as 1 and 0.</summary>
    public static Tensor<T> Truths<T>(this OnnxValue?[] inputs, int place) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[place] is NumberValue<T> { ElementType: OnnxElementType.Bool } value
            ? value.Tensor : throw Unexpected(inputs, place, "truths");

    /// <summary>The integers at an input.</summary>
    public static IntegerValue Integers(this OnnxValue?[] inputs, int place) =>
        inputs[place] as IntegerValue ?? throw Unexpected(inputs, place, "integers");

    /// <summary>Numbers as an output.</summary>
    public static OnnxValue[] AsNumbers<T>(this Tensor<T> tensor) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [new NumberValue<T>(tensor, NumberValue<T>.TypeOfNumbers)];

    /// <summary>Truths, 1 and 0, as an output.</summary>
    public static OnnxValue[] AsTruths<T>(this Tensor<T> tensor) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [new NumberValue<T>(tensor, OnnxElementType.Bool)];

    /// <summary>Integers as numbers.</summary>
    public static Tensor<T> AsTensor<T>(this IntegerValue x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Array.ConvertAll(x.ToIntegers(), T.CreateTruncating), x.Shape);

    /// <summary>Whether the values of a tensor may be looked at, as nothing changes them and no gradient is to go through them.</summary>
    public static bool IsConstant<T>(this Tensor<T> tensor) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        tensor is { RequiresGradient: false, IsCaptured: false } and not Parameter<T>;

    /// <summary>An axis counted from the front.</summary>
    public static int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw new ArgumentException(Invariant($"expected an axis from {-rank} to {rank - 1}, got {axis}."));

    /// <summary>Axes counted from the front, none twice.</summary>
    public static int[] Axes(ReadOnlySpan<long> axes, int rank)
    {
        int[] places = new int[axes.Length];
        for (int i = 0; i < places.Length; i++) places[i] = Axis(axes[i], rank);
        return places.Distinct().Count() == places.Length
            ? places : throw new ArgumentException($"expected each axis once, got {string.Join(", ", axes.ToArray())}.");
    }

    private static ArgumentException Unexpected(OnnxValue?[] inputs, int place, string expected) =>
        new(Invariant($"expected {expected} as input {place}, got {inputs[place]?.ToString() ?? "none"}."));
}
