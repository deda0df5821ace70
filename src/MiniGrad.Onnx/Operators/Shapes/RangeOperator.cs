namespace MiniGrad.Onnx;

/// <summary>Numbers or integers from a start on, each a step further, as far as they stay before an end.</summary>
internal sealed class RangeOperator : OnnxOperator
{
    public override string Type => "Range";

    // Only what is read when a network runs is bounded by the caller.
    public override double MostElements(OnnxValue?[] inputs) => double.PositiveInfinity;

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(3, 3);
        return inputs => [inputs[0] is IntegerValue integers ? OfIntegers(inputs, integers.ElementType) : OfNumbers<T>(inputs)];
    }

    private static IntegerValue OfIntegers(OnnxValue?[] inputs, OnnxElementType type)
    {
        (long start, long end, long step) = Integers(inputs);
        long[] values = new long[Checked(CountIntegers((start, end, step)))];
        for (int i = 0; i < values.Length; i++) values[i] = start + i * step;
        return new IntegerValue(values, [values.Length], type);
    }

    private static NumberValue<T> OfNumbers<T>(OnnxValue?[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckScalars(inputs);
        Tensor<T>[] given = [.. inputs.Select((_, place) => inputs.Numbers<T>(place))];
        if (!given.All(number => number.IsConstant()))
            throw new NotSupportedException("expected a start, an end and a step that are constant; they say how many elements there are.");
        (T start, T end, T step) = (given[0].Span[0], given[1].Span[0], given[2].Span[0]);
        CheckStep(double.CreateTruncating(step));
        double span = double.CreateTruncating(end) - double.CreateTruncating(start);
        T[] values = new T[Checked(double.Max(0, Math.Ceiling(span / double.CreateTruncating(step))))];
        for (int i = 0; i < values.Length; i++) values[i] = start + T.CreateTruncating(i) * step;
        return new NumberValue<T>(new Tensor<T>(values, [values.Length]), NumberValue<T>.TypeOfNumbers);
    }

    private static (long Start, long End, long Step) Integers(OnnxValue?[] inputs)
    {
        CheckScalars(inputs);
        return (inputs.Integers(0).ToIntegers()[0], inputs.Integers(1).ToIntegers()[0], inputs.Integers(2).ToIntegers()[0]);
    }

    private static double CountIntegers((long Start, long End, long Step) range)
    {
        CheckStep(range.Step);
        Int128 span = (Int128)range.End - range.Start, step = range.Step;
        return (double)Int128.Max(0, (span + step - Int128.Sign(step)) / step);
    }

    private static void CheckScalars(OnnxValue?[] inputs)
    {
        if (inputs.Any(input => input!.Shape.Rank > 0 || input.ElementType != inputs[0]!.ElementType))
            throw new ArgumentException(
                "expected start, end and step of shape [] and of one type, got " +
                $"{string.Join(", ", inputs.Select(input => $"{input}"))}.");
    }

    private static void CheckStep(double step)
    {
        if (step == 0 || double.IsNaN(step)) throw new ArgumentException(Invariant($"expected a step, got {step}."));
    }

    private static int Checked(double count)
    {
        // Not a number is no count either.
        if (!(count <= Array.MaxLength))
            throw new ArgumentException(Invariant($"expected at most {Array.MaxLength} elements, got {count}."));
        ElementBound.Check(count, "Range");
        return (int)count;
    }
}
