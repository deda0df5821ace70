namespace MiniGrad.Serialization;

/// <summary>The kinds of numbers that files of arrays hold: those of safetensors and, but for <see cref="BrainFloat16"/>, of NumPy.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 double precision: safetensors' <c>F64</c>, NumPy's <c>f8</c>; <see cref="double"/>.</summary>
    Binary64,

    /// <summary>IEEE 754 single precision: <c>F32</c>, <c>f4</c>; <see cref="float"/>.</summary>
    Binary32,

    /// <summary>IEEE 754 half precision: <c>F16</c>, <c>f2</c>; <see cref="Half"/>.</summary>
    Binary16,

    /// <summary>The upper half of a number in single precision: <c>BF16</c>. .NET has no type for it; it is read as <see cref="float"/>.</summary>
    BrainFloat16,

    /// <summary>A signed integer of 8 bytes: <c>I64</c>, <c>i8</c>; <see cref="long"/>.</summary>
    Signed64,

    /// <summary>A signed integer of 4 bytes: <c>I32</c>, <c>i4</c>; <see cref="int"/>.</summary>
    Signed32,

    /// <summary>A signed integer of 2 bytes: <c>I16</c>, <c>i2</c>; <see cref="short"/>.</summary>
    Signed16,

    /// <summary>A signed byte: <c>I8</c>, <c>i1</c>; <see cref="sbyte"/>.</summary>
    Signed8,

    /// <summary>An unsigned integer of 8 bytes: <c>U64</c>, <c>u8</c>; <see cref="ulong"/>.</summary>
    Unsigned64,

    /// <summary>An unsigned integer of 4 bytes: <c>U32</c>, <c>u4</c>; <see cref="uint"/>.</summary>
    Unsigned32,

    /// <summary>An unsigned integer of 2 bytes: <c>U16</c>, <c>u2</c>; <see cref="ushort"/>.</summary>
    Unsigned16,

    /// <summary>An unsigned byte: <c>U8</c>, <c>u1</c>; <see cref="byte"/>.</summary>
    Unsigned8,

    /// <summary>A byte that is 0 or 1: <c>BOOL</c>, <c>b1</c>; <see cref="bool"/>.</summary>
    Boolean,
}
