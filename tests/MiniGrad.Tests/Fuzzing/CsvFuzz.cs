using MiniGrad.Data;
using Xunit;

namespace MiniGrad.Tests.Fuzzing;

internal sealed class CsvFuzz : FuzzFormat
{
    private const string Meaningful = ",;|\t\n\r\"\0 .-0x";

    public override string Name => "csv";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        [.. "age,city,x\n31,Bonn,0.5\n7,\"Köln, am Rhein\",\n-1e3,?,2\n"u8],
        [.. "\uFEFFa;b;c\r\n1,5;\"x\"\"y\";NA\r\n2,5;z;\r\n"u8],
        [.. "sep=|\na|b\n\"1\"|2\n\n3|4\n"u8],
        [.. "one\n1\n\"\"\n3\n"u8],
    ];

    /// <summary>Half of them with what means something in this format.</summary>
    public override byte[] Mutate(byte[] seed, Random random)
    {
        if (random.Next(2) == 0) return Mutation.Of(seed, random);
        byte[] file = [.. seed];
        for (int changes = random.Next(1, 4); changes > 0; changes--) file[random.Next(file.Length)] =
            (byte)Meaningful[random.Next(Meaningful.Length)];
        return random.Next(
            4) > 0 ? file : [.. file, .. Enumerable.Repeat((byte)Meaningful[random.Next(Meaningful.Length)], random.Next(1, 100_000))];
    }

    public override object Read(byte[] file) => CsvTable.Read(new MemoryStream(file), name: "fuzz");

    public override void Check(object content)
    {
        var table = (Table)content;
        using MemoryStream written = new();
        CsvTable.Write(written, table);
        written.Position = 0;
        CsvOptions options = new()
        {
            Delimiter = ',',
            MissingMarkers = [""],
            TextColumns = [.. table.Columns.OfType<TextColumn>().Select(column => column.Name)]
        };
        Table again = CsvTable.Read(written, options);
        written.Position = 0;
        CheckPieces(again, written, options);
        Assert.Equal(table.Count, again.Count);
        Assert.Equal(table.Columns.Select(column => (column.Name, column.GetType())),
            again.Columns.Select(column => (column.Name, column.GetType())));
        foreach ((TableColumn column, TableColumn other) in table.Columns.Zip(again.Columns))
        {
            for (int row = 0; row < table.Count; row++)
            {
                // The text of a number tells every number from every other, −0 from 0 too.
                Assert.Equal(column.TextAt(row), other.TextAt(row));
                if (column is NumberColumn numbers) Assert.Equal(numbers[row], ((NumberColumn)other)[row]);
            }
        }
    }

    /// <summary>Read in pieces, a file holds the same.</summary>
    private static void CheckPieces(Table table, Stream file, CsvOptions options)
    {
        using CsvPieces pieces = new(file, "fuzz", options, new Dictionary<string, bool>());
        int rows = 0;
        while (pieces.Next() is { } piece)
        {
            Assert.Equal(rows, piece.FirstRow);
            foreach (TableColumn column in piece.Columns)
                for (int row = 0; row < piece.Count; row++) Assert.Equal(table[column.Name].TextAt(rows + row), column.TextAt(row));
            rows += piece.Count;
        }
        Assert.Equal(table.Count, rows);
    }
}
