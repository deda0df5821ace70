using MiniGrad.Kernels;

namespace MiniGrad.Training;

/// <summary>A sum of doubles kept as an unevaluated sum of two of them, so that about 106 bits of it are right however many numbers there
/// are. T. J. Dekker, A floating-point technique for extending the available precision, 1971; D. E. Knuth, The Art of Computer Programming,
/// volume 2, 4.2.2.</summary>
internal struct PreciseSum
{
    /// <summary>The sum rounded to a double.</summary>
    public double Value { readonly get; private set; }

    /// <summary>What is missing to the sum.</summary>
    public double Remainder { readonly get; private set; }

    public void Add(double number)
    {
        (double sum, double error) = PreciseMean.Two(Value, number);
        if (!double.IsFinite(sum))
        {
            // What was rounded off would be NaN and hide an infinity.
            (Value, Remainder) = (sum, 0);
            return;
        }
        double remainder = Remainder + error;
        Value = sum + remainder;
        Remainder = remainder - (Value - sum);
    }

    /// <summary>Adds the product of a sum and a number, without rounding the product first.</summary>
    public void AddProduct(in PreciseSum sum, double factor)
    {
        AddProduct(sum.Value, factor);
        AddProduct(sum.Remainder, factor);
    }

    private void AddProduct(double left, double right)
    {
        double product = left * right;
        Add(product);
        Add(Math.FusedMultiplyAdd(left, right, -product));
    }
}
