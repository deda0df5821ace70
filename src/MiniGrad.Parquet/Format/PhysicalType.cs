namespace MiniGrad.Parquet;

/// <summary>How values are stored, by the format's numbers.</summary>
internal enum PhysicalType
{
    Boolean,
    Int32,
    Int64,
    Int96,
    Float,
    Double,
    ByteArray,
    FixedBytes,
}

/// <summary>How values are encoded, by the format's numbers.</summary>
internal enum ValueEncoding
{
    Plain = 0,
    PlainDictionary = 2,
    RunLengths = 3,
    DeltaBinaryPacked = 5,
    DeltaLengthByteArray = 6,
    DeltaByteArray = 7,
    RunLengthDictionary = 8,
    ByteStreamSplit = 9,
}

/// <summary>How pages are compressed, by the format's numbers.</summary>
internal enum Codec
{
    None = 0,
    Snappy = 1,
    Gzip = 2,
    Brotli = 4,
    Zstd = 6,
    Lz4Raw = 7,
}
