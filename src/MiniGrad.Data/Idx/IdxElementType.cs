namespace MiniGrad.Data;

/// <summary>The element types of the IDX format, by their codes in the file. Multi-byte elements are stored big-endian.</summary>
public enum IdxElementType
{
    /// <summary>An unsigned byte, 0 to 255 (code 0x08): the pixels and labels of MNIST.</summary>
    Unsigned8 = 0x08,

    /// <summary>A signed byte, −128 to 127 (code 0x09).</summary>
    Signed8 = 0x09,

    /// <summary>A signed integer of two bytes (code 0x0B).</summary>
    Signed16 = 0x0B,

    /// <summary>A signed integer of four bytes (code 0x0C).</summary>
    Signed32 = 0x0C,

    /// <summary>An IEEE 754 number in single precision, four bytes (code 0x0D).</summary>
    Binary32 = 0x0D,

    /// <summary>An IEEE 754 number in double precision, eight bytes (code 0x0E).</summary>
    Binary64 = 0x0E,
}
