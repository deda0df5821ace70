namespace MiniGrad.Kernels;

// Elements as patterns of bits: 32 for single precision, 64 for double.
internal unsafe partial interface ISimd<TVector, T>
{
    /// <summary>The number in every element, rounded to the type.</summary>
    static abstract TVector Constant(double value);

    /// <summary>The pattern in every element; the lower 32 bits of it in single precision.</summary>
    static abstract TVector Pattern(long bits);

    static abstract TVector And(TVector a, TVector b);

    static abstract TVector Or(TVector a, TVector b);

    static abstract TVector Xor(TVector a, TVector b);

    /// <summary>The sum of the patterns as whole numbers.</summary>
    static abstract TVector AddBits(TVector a, TVector b);

    static abstract TVector ShiftLeft(TVector a, int count);

    /// <summary>Shifts to the right and fills with zeros.</summary>
    static abstract TVector ShiftRight(TVector a, int count);

    static abstract TVector Abs(TVector a);

    static abstract TVector Negate(TVector a);

    /// <summary>a·2ⁿ rounded once, subnormal results too.</summary>
    static abstract TVector Scale(TVector a, TVector n);

    /// <summary>x = s·2ᵉ with s from ¾ to 3/2 and a whole e; s is NaN where x is negative or NaN. e is −∞ for 0 and ∞ for ∞, with some
    /// finite s, which for −0 may be negative.</summary>
    static abstract TVector Split(TVector x, out TVector exponent);

    /// <summary>a / b for a b above 2⁻¹²⁰, within 1 unit in the last place where 1/b is normal; for a larger b possibly 0, and 0 for an
    /// infinite one.</summary>
    static abstract TVector DivideFast(TVector a, TVector b);
}
