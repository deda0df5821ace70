namespace MiniGrad.Onnx;

/// <summary>An operator that makes one element of all along axes, an attribute in older opsets and an input in newer ones.</summary>
internal abstract class ReductionOperator : OnnxOperator
{
    /// <summary>The opset since which axes are an input.</summary>
    protected virtual int AxesAreInputSince => 18;

    /// <summary>Whether truths are reduced as the numbers 1 and 0 are.</summary>
    protected virtual bool TakesTruths => false;

    public override NodeFunction Import<T>(NodeReader node)
    {
        bool areInput = node.Opset >= AxesAreInputSince, isInput = areInput && node.HasInput(1);
        node.CheckInputs(1, areInput ? 2 : 1);
        bool keepsAxes = node.Flag("keepdims", true), leavesAll = areInput && node.Flag("noop_with_empty_axes");
        long[] attribute = areInput ? [] : node.Integers("axes") ?? [];
        return inputs =>
        {
            OnnxValue x = inputs[0]!;
            int[] axes = Operands.Axes(isInput ? inputs.Integers(1).Values : attribute, x.Shape.Rank);
            if (axes.Length == 0 && !leavesAll) axes = [.. Enumerable.Range(0, x.Shape.Rank)];
            // Without any axes each element is the only one of its group.
            return axes.Length == 0
                ? [Reduce<T>(Arrangement.Reshape<T>(x, (int[])[.. x.Shape, 1]), [x.Shape.Rank], keepsAxes: false)]
                : [Reduce<T>(x, axes, keepsAxes)];
        };
    }

    protected abstract Tensor<T> Reduce<T>(Tensor<T> x, int[] axes, bool keepsAxes) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The same of integers, where the operator is defined for them.</summary>
    protected virtual long Reduce(ReadOnlySpan<long> values) =>
        throw new ArgumentException("expected floating-point numbers, got integers.");

    /// <summary>What becomes of no numbers, where that is not for <see cref="Reduce{T}(Tensor{T}, int[], bool)"/> to say.</summary>
    protected virtual double? OfNone => null;

    private OnnxValue Reduce<T>(OnnxValue x, int[] axes, bool keepsAxes) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        AxisSet set = new(Type, x.Shape, axes, keepsAxes);
        // No elements at all can become many.
        ElementBound.Check(set.OutputShape, Type);
        if (x is IntegerValue integers) return Reduce(integers, set);
        bool areTruths = x.ElementType == OnnxElementType.Bool;
        if (areTruths && !TakesTruths) throw new ArgumentException("expected numbers, got truths.");
        double? none = areTruths ? Math.Max(0, Math.Min(1, OfNone ?? 0)) : OfNone;
        Tensor<T> result = set.Count == 0 && none is { } value
            ? Tensor.Full(set.OutputShape, T.CreateTruncating(value)) : Reduce(x.ToTensor<T>(), axes, keepsAxes);
        return new NumberValue<T>(result, x.ElementType);
    }

    private IntegerValue Reduce(IntegerValue x, AxisSet set)
    {
        bool[] isReduced = set.IsReduced.ToArray();
        int[] order = [.. Enumerable.Range(0, x.Shape.Rank).OrderBy(axis => isReduced[axis])];
        ReadOnlySpan<long> values = IntegerArrangement.Permute(x, order).Values;
        long[] results = new long[set.OutputShape.ElementCount];
        for (int i = 0; i < results.Length; i++) results[i] = x.Wrapped(Reduce(values.Slice(i * set.Count, set.Count)));
        return new IntegerValue(results, set.OutputShape, x.ElementType);
    }
}
