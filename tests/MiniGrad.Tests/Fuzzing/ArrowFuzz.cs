using MiniGrad.Arrow;
using MiniGrad.Data;
using MiniGrad.Tests.Arrow;
using MiniGrad.Tests.Parquet;

namespace MiniGrad.Tests.Fuzzing;

internal sealed class ArrowFuzz : FuzzFormat
{
    private static readonly TableFileOptions options = new() { MemoryLimit = 1 << 22 };

    public override string Name => "arrow";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Written(new Table(new NumberColumn("n", new[] { 1, double.NaN, 0.1 }), new TextColumn("t", new[] { "a", null, "a" }))),
        File.ReadAllBytes(ForeignFileTests.PathOf("batches.arrow")),
        File.ReadAllBytes(ForeignFileTests.PathOf("grows.arrows")),
        File.ReadAllBytes(ForeignFileTests.PathOf("polars_lz4.feather")),
        File.ReadAllBytes(ForeignFileTests.PathOf("polars_zstd.feather")),
        File.ReadAllBytes(ForeignFileTests.PathOf("polars_uncompressed.feather")),
    ];

    public override object Read(byte[] file) => ArrowTable.Read(new MemoryStream(file), options, "fuzz");

    public override void Check(object content)
    {
        var table = (Table)content;
        RoundTripTests.AssertSame(table, ArrowTable.Read(new MemoryStream(Written(table))));
    }

    private static byte[] Written(Table table)
    {
        using MemoryStream written = new();
        ArrowTable.Write(written, table);
        return written.ToArray();
    }
}
