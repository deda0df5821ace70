using MiniGrad.Data;
using MiniGrad.Parquet;
using MiniGrad.Tests.Parquet;

namespace MiniGrad.Tests.Fuzzing;

internal sealed class ParquetFuzz : FuzzFormat
{
    private const long MemoryLimit = 1 << 22;

    public override string Name => "parquet";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Written(new Table(new NumberColumn("n", new[] { 1, double.NaN, 0.1 }), new TextColumn("t", new[] { "a", null, "a" }))),
        new MadeFile { Settings = { CompressionMethod = global::Parquet.CompressionMethod.None } }.Add<int>("i", 1, null, 3)
            .Add<bool>("b", true, null, false).Add<decimal>("d", 1.5m, null, 2m).Add<DateTime>("t", DateTime.UnixEpoch, null,
                DateTime.UnixEpoch)
            .ToArray(),
        File.ReadAllBytes(OtherWriterTests.PathOf("plain")),
        File.ReadAllBytes(OtherWriterTests.PathOf("dictionary")),
        File.ReadAllBytes(OtherWriterTests.PathOf("version2")),
        File.ReadAllBytes(OtherWriterTests.PathOf("delta")),
    ];

    public override object Read(byte[] file) => ParquetTable.Read(new MemoryStream(file), new() { MemoryLimit = MemoryLimit }, "fuzz");

    public override void Check(object content)
    {
        var table = (Table)content;
        RoundTripTests.AssertSame(table, ParquetTable.Read(new MemoryStream(Written(table))));
    }

    private static byte[] Written(Table table)
    {
        using MemoryStream written = new();
        ParquetTable.Write(written, table);
        return written.ToArray();
    }
}
