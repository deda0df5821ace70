namespace MiniGrad.Onnx;

/// <summary>aᵇ. The result has the type of a; integers lose their fraction.</summary>
internal sealed class Pow : PairOperator
{
    public override string Type => "Pow";

    public override bool IsSetting(int input) => input == 1;

    protected override OnnxValue Compute<T>(OnnxValue?[] inputs) => (inputs[0], inputs[1]) switch
    {
        (IntegerValue a, IntegerValue b) => IntegerArithmetic.Combine(a, new IntegerValue(b.ToIntegers(), b.Shape, a.ElementType), Power),
        (IntegerValue a, _) => Cast.ToIntegers(a.AsTensor<double>().Power(AsDouble(inputs.Numbers<T>(1))), a.ElementType),
        (_, IntegerValue b) => Compute(inputs.Numbers<T>(0), b.AsTensor<T>()).AsNumbers()[0],
        _ => Compute(inputs.Numbers<T>(0), inputs.Numbers<T>(1)).AsNumbers()[0],
    };

    // A constant of 2 is what most files raise to.
    private static Tensor<T> Compute<T>(Tensor<T> a, Tensor<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        b.Rank == 0 && b.IsConstant() && b.ToScalar() == T.CreateChecked(2)
            ? a.Square() : a.Power(b);

    private static Tensor<double> AsDouble<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Tensor.Create<double>(Array.ConvertAll(x.ToArray(), double.CreateTruncating), x.Shape);

    private static long Power(long number, long exponent)
    {
        if (exponent < 0)
        {
            if (number == 0) throw new ArgumentException("an integer 0 has a negative exponent.");
            return number is not (1 or -1) ? 0 : number == 1 || exponent % 2 == 0 ? 1 : -1;
        }
        long result = 1;
        for (; exponent > 0; exponent >>= 1, number = unchecked(number * number))
            if ((exponent & 1) != 0) result = unchecked(result * number);
        return result;
    }

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is PowerOperation<T> && writer.Give(Type, writer.Inputs);
}
