using System.Buffers.Binary;

namespace MiniGrad.Arrow;

/// <summary>What a file has: its columns, and where its dictionaries and batches lie.</summary>
/// <param name="Fields">The columns.</param>
/// <param name="Dictionaries">Where the dictionaries begin, in order.</param>
/// <param name="Batches">Where the batches begin, and how many dictionaries come before each.</param>
/// <param name="End">Where messages end at the latest.</param>
internal sealed record FileFrame(
    SchemaField[] Fields, IReadOnlyList<long> Dictionaries, IReadOnlyList<(long At, int Dictionaries)> Batches, long End)
{
    private const int BlockSize = 24, LengthSize = sizeof(int);

    private static ReadOnlySpan<byte> Mark => "ARROW1"u8;

    /// <exception cref="FileProblem">The file is of another kind, cut or damaged.</exception>
    public static FileFrame Read(FileBytes file)
    {
        if (file.Length == 0) throw new FileProblem("the file is empty: expected an Arrow or Feather file");
        byte[] start = new byte[Math.Min(file.Length, Mark.Length)];
        file.Read(0, start);
        if (start.AsSpan().SequenceEqual(Mark)) return ReadFile(file);
        if (start.AsSpan().StartsWith("FEA1"u8))
            throw new FileProblem("it is a Feather file of version 1, which is not read: expected version 2, as programs write since 2020");
        return ReadStream(file, start);
    }

    private static FileFrame ReadFile(FileBytes file)
    {
        int tail = LengthSize + Mark.Length;
        // The mark is filled up to eight bytes.
        int head = Mark.Length + 2;
        if (file.Length < head + tail) throw Cut();
        byte[] last = new byte[tail];
        file.Read(file.Length - tail, last);
        if (!last.AsSpan(LengthSize).SequenceEqual(Mark)) throw Cut();
        int size = BinaryPrimitives.ReadInt32LittleEndian(last);
        long end = file.Length - tail - size;
        if (size is <= 0 or > Message.LongestHeader || end < head)
            throw new FileProblem(Invariant($"its footer promises {size} bytes, which there are not"));
        byte[] bytes = new byte[size];
        file.Read(end, bytes);
        FlatTable footer = FlatTable.Root(bytes);
        SchemaField[] fields = SchemaField.All(footer.Table(1), size);
        long[] dictionaries = Blocks(footer.Items(2, BlockSize)), batches = Blocks(footer.Items(3, BlockSize));
        return new FileFrame(fields, dictionaries, [.. batches.Select(at => (at, dictionaries.Length))], end);
    }

    private static FileFrame ReadStream(FileBytes file, byte[] start)
    {
        const string Expected = "expected an Arrow or Feather file";
        Message? schema;
        try
        {
            schema = Message.Read(file, 0, file.Length);
        }
        catch (FileProblem problem)
        {
            string first = string.Join(' ', start.Select(one => Invariant($"{one:X2}")));
            throw new FileProblem($"it begins with {first}, as neither Arrow's files nor its streams do: {Expected}", problem);
        }
        if (schema is not { Kind: MessageKind.Schema }) throw new FileProblem($"it does not begin with its columns: {Expected}");
        SchemaField[] fields = SchemaField.All(schema.Content, schema.Header.Length);
        List<long> dictionaries = [];
        List<(long, int)> batches = [];
        for (long at = schema.End; Message.Read(file, at, file.Length) is { } message; at = message.End)
        {
            if (message.Kind == MessageKind.Dictionary) dictionaries.Add(at);
            else if (message.Kind == MessageKind.Batch) batches.Add((at, dictionaries.Count));
            else throw new FileProblem("a message is of an unknown kind");
        }
        return new FileFrame(fields, dictionaries, batches, file.Length);
    }

    private static long[] Blocks(ReadOnlySpan<byte> blocks)
    {
        long[] places = new long[blocks.Length / BlockSize];
        for (int i = 0; i < places.Length; i++) places[i] = BinaryPrimitives.ReadInt64LittleEndian(blocks[(i * BlockSize)..]);
        return places;
    }

    private static FileProblem Cut() => new("the file is cut: it ends without the mark of Arrow's files");
}
