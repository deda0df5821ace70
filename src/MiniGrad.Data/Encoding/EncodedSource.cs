namespace MiniGrad.Data;

/// <summary>Rows that an encoder makes samples of while they are read.</summary>
/// <param name="encoder">Makes features.</param>
/// <param name="rows">The rows.</param>
/// <param name="complete">Adds labels or targets to the features of rows.</param>
internal sealed class EncodedSource<T>(TableEncoder encoder, TableSource rows, Func<Table, Tensor<T>, Batch<T>> complete) : SampleSource<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // What a row group becomes need not lie in memory at once.
    private const int MostRows = 8192;
    private readonly TableSource typed = rows.Typed(encoder.AreText());

    public override int PartCount => rows.PartCount;
    public override string Identity => rows.Identity;

    public override long? CountOf(int part) => rows.CountOf(part);

    public override IEnumerable<Batch<T>> Read(int part) => typed.Read(part).SelectMany(Cut).Select(table => Encode(table, part));

    private static IEnumerable<Table> Cut(Table table) => table.Count <= MostRows
        ? [table]
        : Enumerable.Range(0, table.Count).Chunk(MostRows).Select(rows => table.Select(rows));

    private Batch<T> Encode(Table table, int part)
    {
        try
        {
            return complete(table, encoder.EncodeInputs<T>(table));
        }
        catch (TableRowException error)
        {
            string place = Invariant($"TableEncoder: column '{error.Column}', row {error.SourceRow} (counted from 0)");
            throw new InvalidDataException($"{rows.NameOf(part)}: {place}: {error.Problem}", error);
        }
        catch (ArgumentException error)
        {
            // The file is at fault, not an argument.
            throw new InvalidDataException($"{rows.NameOf(part)}: {error.Message}", error);
        }
    }
}
