using System.Buffers.Binary;

namespace MiniGrad.Arrow;

/// <summary>The values of neighbouring rows, which lie in a file column by column, each in one buffer or several.</summary>
internal sealed class Batch
{
    private const int PairSize = 2 * sizeof(long), Uncompressed = -1;
    private readonly FileBytes file;
    private readonly Message message;
    private readonly ReadingLimit limit;
    private readonly int? codec;
    private readonly (long From, long Length)[] buffers;
    private readonly long[] lengths, viewBuffers;

    /// <param name="file">The file.</param>
    /// <param name="message">The message that it lies in.</param>
    /// <param name="table">What describes it: that of the message, or of the dictionary in it.</param>
    /// <param name="limit">The memory that reading may take.</param>
    /// <exception cref="FileProblem">It is damaged, or compressed in an unknown way.</exception>
    public Batch(FileBytes file, Message message, FlatTable table, ReadingLimit limit)
    {
        (this.file, this.message, this.limit) = (file, message, limit);
        Rows = table.Long(0);
        if (Rows is < 0 or > int.MaxValue) throw new FileProblem(Invariant($"a batch has {Rows} rows, which are not read"));
        lengths = [.. Pairs(table.Items(1, PairSize)).Select(node => node.First)];
        buffers = Pairs(table.Items(2, PairSize));
        ReadOnlySpan<byte> counts = table.Items(4, sizeof(long));
        viewBuffers = new long[counts.Length / sizeof(long)];
        for (int i = 0; i < viewBuffers.Length; i++) viewBuffers[i] = BinaryPrimitives.ReadInt64LittleEndian(counts[(i * sizeof(long))..]);
        if (!table.Has(3)) return;
        FlatTable compression = table.Table(3);
        codec = compression.Byte(0);
        if (compression.Byte(1) != 0 || codec is not (BufferCodec.Lz4 or BufferCodec.Zstd))
            throw new FileProblem(Invariant($"it is compressed by an unknown method ({codec}): expected LZ4, Zstandard or none"));
    }

    /// <summary>The number of rows.</summary>
    public long Rows { get; }

    /// <summary>Finds where the values of each column lie.</summary>
    /// <exception cref="FileProblem">There are more or fewer values and buffers than the columns have.</exception>
    public BufferPlace[] Places(IReadOnlyList<SchemaField> fields)
    {
        int node = 0, buffer = 0, views = 0;
        BufferPlace[] places = new BufferPlace[fields.Count];
        for (int i = 0; i < places.Length; i++)
        {
            int first = buffer, firstNode = node;
            PassOver(fields[i]);
            places[i] = new BufferPlace(lengths[firstNode], first, buffer - first);
        }
        // A column of nulls had a buffer once.
        return node == lengths.Length && buffer <= buffers.Length ? places : throw Misfit();

        void PassOver(SchemaField field)
        {
            if (node++ >= lengths.Length) throw Misfit();
            long count = field.Dictionary is not null ? 2 : field.Kind switch
            {
                ValueKind.Null or ValueKind.RunEndEncoded => 0,
                ValueKind.Struct or ValueKind.FixedSizeList => 1,
                ValueKind.Union => (field.IsDense ? 2 : 1) + (message.IsOld ? 1 : 0),
                ValueKind.Utf8 or ValueKind.Binary or ValueKind.LargeUtf8 or ValueKind.LargeBinary
                    or ValueKind.ListView or ValueKind.LargeListView => 3,
                ValueKind.Utf8View or ValueKind.BinaryView => 2 + (views < viewBuffers.Length ? viewBuffers[views++] : throw Misfit()),
                _ => 2,
            };
            if (count < 0 || count > buffers.Length - buffer) throw Misfit();
            buffer += (int)count;
            if (field.Dictionary is not null) return;
            foreach (SchemaField child in field.Children) PassOver(child);
        }
    }

    /// <summary>The bytes of a buffer.</summary>
    public byte[] Buffer(int index)
    {
        (long from, long length) = buffers[index];
        if (length == 0) return [];
        if (from < 0 || length < 0 || from > message.BodyLength || length > message.BodyLength - from)
            throw new FileProblem("a buffer lies outside its batch");
        byte[] bytes = Room(length);
        file.Read(message.Body + from, bytes);
        if (codec is not { } method) return bytes;
        if (length < sizeof(long)) throw new FileProblem("a buffer that is compressed does not tell its size");
        long size = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (size == Uncompressed) return bytes[sizeof(long)..];
        BufferCodec.CheckSize(method, length - sizeof(long), size);
        byte[] unpacked = Room(size);
        BufferCodec.Unpack(method, bytes.AsMemory(sizeof(long)), unpacked);
        return unpacked;
    }

    private byte[] Room(long size)
    {
        if (size > Array.MaxLength) throw new FileProblem(Invariant($"a buffer has {size} bytes: expected at most {Array.MaxLength}"));
        limit.Check(size);
        return new byte[size];
    }

    private static (long First, long Second)[] Pairs(ReadOnlySpan<byte> bytes)
    {
        var pairs = new (long, long)[bytes.Length / PairSize];
        for (int i = 0; i < pairs.Length; i++)
        {
            ReadOnlySpan<byte> pair = bytes[(i * PairSize)..];
            pairs[i] = (BinaryPrimitives.ReadInt64LittleEndian(pair), BinaryPrimitives.ReadInt64LittleEndian(pair[sizeof(long)..]));
        }
        return pairs;
    }

    private static FileProblem Misfit() => new("a batch does not have the buffers that the columns want");
}

/// <summary>Where the values of a column lie.</summary>
/// <param name="Length">How many they are.</param>
/// <param name="First">The first of its buffers: that of missing values.</param>
/// <param name="Count">The number of its buffers, with those of its parts.</param>
internal readonly record struct BufferPlace(long Length, int First, int Count);
