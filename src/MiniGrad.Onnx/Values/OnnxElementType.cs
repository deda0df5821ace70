using System.Diagnostics.CodeAnalysis;

namespace MiniGrad.Onnx;

/// <summary>The types of elements that the format knows, by its numbers for them.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "They are the names of the format.")]
public enum OnnxElementType
{
    /// <summary>Not said.</summary>
    Undefined = 0,

    /// <summary>Single precision.</summary>
    Float = 1,

    /// <summary>Unsigned, 8 bits.</summary>
    UInt8 = 2,

    /// <summary>Signed, 8 bits.</summary>
    Int8 = 3,

    /// <summary>Unsigned, 16 bits.</summary>
    UInt16 = 4,

    /// <summary>Signed, 16 bits.</summary>
    Int16 = 5,

    /// <summary>Signed, 32 bits.</summary>
    Int32 = 6,

    /// <summary>Signed, 64 bits.</summary>
    Int64 = 7,

    /// <summary>Text.</summary>
    String = 8,

    /// <summary>True or false.</summary>
    Bool = 9,

    /// <summary>Half precision.</summary>
    Float16 = 10,

    /// <summary>Double precision.</summary>
    Double = 11,

    /// <summary>Unsigned, 32 bits.</summary>
    UInt32 = 12,

    /// <summary>Unsigned, 64 bits.</summary>
    UInt64 = 13,

    /// <summary>Complex, two numbers of single precision.</summary>
    Complex64 = 14,

    /// <summary>Complex, two numbers of double precision.</summary>
    Complex128 = 15,

    /// <summary>Half precision with the range of single precision.</summary>
    BFloat16 = 16,

    /// <summary>Eight bits: 4 of exponent, 3 of mantissa; no infinities.</summary>
    Float8E4M3FN = 17,

    /// <summary>Eight bits: 4 of exponent, 3 of mantissa; no infinities, no negative zero.</summary>
    Float8E4M3FNUZ = 18,

    /// <summary>Eight bits: 5 of exponent, 2 of mantissa.</summary>
    Float8E5M2 = 19,

    /// <summary>Eight bits: 5 of exponent, 2 of mantissa; no infinities, no negative zero.</summary>
    Float8E5M2FNUZ = 20,

    /// <summary>Unsigned, 4 bits.</summary>
    UInt4 = 21,

    /// <summary>Signed, 4 bits.</summary>
    Int4 = 22,

    /// <summary>Four bits: 2 of exponent, 1 of mantissa.</summary>
    Float4E2M1 = 23,

    /// <summary>Eight bits of exponent: a scale.</summary>
    Float8E8M0 = 24,

    /// <summary>Unsigned, 2 bits.</summary>
    UInt2 = 25,

    /// <summary>Signed, 2 bits.</summary>
    Int2 = 26,
}
