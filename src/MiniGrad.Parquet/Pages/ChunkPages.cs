using System.Buffers.Binary;

namespace MiniGrad.Parquet;

/// <summary>Reads the pages that hold a column's values of a row group.</summary>
internal sealed class ChunkPages
{
    /// <summary>How many rows are handed on at once, at most.</summary>
    public const int BatchSize = 8192;

    private const int FirstHeaderSize = 256, LongestHeader = 1 << 24;
    private readonly FileBytes file;
    private readonly long end;
    private readonly ColumnChunk chunk;
    private readonly ColumnStorage storage;
    private readonly ReadingLimit limit;
    private readonly long[] values;
    private readonly int[] places, present;
    private byte[] packed = [], unpacked = [];
    private int dictionaryCount = -1;

    /// <param name="file">The file.</param>
    /// <param name="end">Where its pages end at the latest.</param>
    /// <param name="chunk">What to read.</param>
    /// <param name="storage">How the column is stored.</param>
    /// <param name="limit">The memory that reading may take.</param>
    public ChunkPages(FileBytes file, long end, ColumnChunk chunk, ColumnStorage storage, ReadingLimit limit)
    {
        (this.file, this.end, this.chunk, this.storage, this.limit) = (file, end, chunk, storage, limit);
        int rows = (int)Math.Clamp(chunk.Values, 0, BatchSize);
        (values, places, present) = (new long[rows], new int[rows], new int[rows]);
    }

    /// <summary>Reads all values.</summary>
    /// <exception cref="FileProblem">A page is damaged, cut, or of a kind that is not read.</exception>
    public void ReadTo(IValueSink sink)
    {
        long at = chunk.Start, left = chunk.Values;
        while (left > 0)
        {
            PageHeader header = ReadHeader(ref at);
            if (header.Size < 0 || header.UnpackedSize < 0) throw new FileProblem("a page promises a negative number of bytes");
            if (header.Size > end - at)
                throw new FileProblem(Invariant($"a page promises {header.Size} bytes, where {end - at} are left"));
            if (header.Type != PageType.Index)
            {
                if (header.Values < 0) throw new FileProblem("a page does not say how many values it holds");
                ReadBody(header, at);
                if (header.Type == PageType.Dictionary) ReadDictionary(header, sink);
                else
                {
                    if (header.Values > left) throw new FileProblem("its pages hold more values than there are rows");
                    ReadData(header, sink);
                    left -= header.Values;
                }
            }
            at += header.Size;
        }
    }

    private PageHeader ReadHeader(ref long at)
    {
        for (int size = FirstHeaderSize; ; size *= 4)
        {
            int count = (int)Math.Min(size, end - at);
            if (at < 0 || count <= 0) throw new FileProblem("its pages hold fewer values than there are rows");
            packed = Room(packed, count);
            file.Read(at, packed.AsSpan(0, count));
            if (PageHeader.TryRead(packed.AsSpan(0, count), out int length) is { } header)
            {
                at += length;
                if (!Enum.IsDefined(header.Type)) throw new FileProblem("a page is of an unknown kind");
                return header;
            }
            if (count < size || size >= LongestHeader) throw new FileProblem("a page's header is cut");
        }
    }

    private void ReadBody(PageHeader header, long at)
    {
        packed = Room(packed, header.Size);
        file.Read(at, packed.AsSpan(0, header.Size));
        if (header.Checksum is { } expected)
        {
            Checksum checksum = default;
            checksum.Add(packed.AsSpan(0, header.Size));
            if (checksum.Value != expected) throw new FileProblem("a page does not match its checksum");
        }
        // Of the second version, what is missing is not packed.
        int plain = header.Type == PageType.Data2 ? header.DefinitionSize + header.RepetitionSize : 0;
        if (header.DefinitionSize < 0 || header.RepetitionSize < 0 || plain < 0 || plain > Math.Min(header.Size, header.UnpackedSize))
            throw new FileProblem("a page promises more bytes than it has");
        Codec codec = header.Type == PageType.Data2 && !header.IsCompressed ? Codec.None : chunk.Codec;
        Unpacking.CheckSize(codec, header.Size - plain, header.UnpackedSize - plain);
        limit.Check(header.UnpackedSize);
        unpacked = Room(unpacked, header.UnpackedSize);
        packed.AsSpan(0, plain).CopyTo(unpacked);
        Unpacking.Unpack(codec, new ArraySegment<byte>(packed, plain, header.Size - plain),
            unpacked.AsSpan(plain, header.UnpackedSize - plain));
    }

    private void ReadDictionary(PageHeader header, IValueSink sink)
    {
        if (dictionaryCount >= 0) throw new FileProblem("it has two dictionaries");
        if (header.Encoding is not (ValueEncoding.Plain or ValueEncoding.PlainDictionary))
            throw new FileProblem($"its dictionary is encoded by {Name(header.Encoding)}, which the format does not have");
        // An entry takes a bit at least.
        if (header.Values > 8L * header.UnpackedSize) throw new FileProblem("its dictionary holds fewer values than it promises");
        limit.Check(sizeof(long) * (long)header.Values);
        dictionaryCount = header.Values;
        long[] entries = new long[header.Values];
        new PlainValues(storage.Type, storage.TypeLength, unpacked, 0, header.UnpackedSize).Read(entries);
        sink.BeginDictionary(entries, unpacked);
        unpacked = [];
    }

    private void ReadData(PageHeader header, IValueSink sink)
    {
        (RunLengths? levels, int from) = Levels(header);
        bool isDictionary = header.Encoding is ValueEncoding.PlainDictionary or ValueEncoding.RunLengthDictionary;
        RunLengths? codes = null;
        ValueReader? reader = null;
        for (int left = header.Values; left > 0;)
        {
            int rows = Math.Min(left, BatchSize), count = rows;
            Span<int> has = levels is null ? [] : present.AsSpan(0, rows);
            if (levels is not null)
            {
                levels.Read(has);
                count = 0;
                foreach (int one in has) count += one;
                if (count == rows) has = [];
            }
            // Where all are missing there may be no values at all, not even their header.
            if (isDictionary && count > 0) codes ??= Codes(from, header.UnpackedSize);
            else if (count > 0) reader ??= Values(header, from);
            if (isDictionary)
            {
                codes?.Read(places.AsSpan(0, count));
                foreach (int place in places.AsSpan(0, count))
                    if ((uint)place >= (uint)dictionaryCount) throw new FileProblem("a value is not in its dictionary");
                sink.AddPlaces(places.AsSpan(0, count), has);
            }
            else
            {
                reader?.Read(values.AsSpan(0, count));
                sink.Add(values.AsSpan(0, count), reader?.Bytes ?? [], has);
            }
            left -= rows;
        }
    }

    /// <summary>Which values are missing, null if none can be; and where the others begin.</summary>
    private (RunLengths? Levels, int From) Levels(PageHeader header)
    {
        if (header.Type == PageType.Data2)
        {
            int from = header.RepetitionSize, to = from + header.DefinitionSize;
            return (storage.IsOptional ? new RunLengths(unpacked, from, to, width: 1) : null, to);
        }
        if (!storage.IsOptional) return (null, 0);
        if (header.LevelEncoding != (int)ValueEncoding.RunLengths)
            throw new FileProblem("it tells what is missing in a way that is not read anymore");
        if (header.UnpackedSize < sizeof(int)) throw ValueReader.TooFew();
        int length = BinaryPrimitives.ReadInt32LittleEndian(unpacked);
        if ((uint)length > (uint)(header.UnpackedSize - sizeof(int))) throw ValueReader.TooFew();
        return (new RunLengths(unpacked, sizeof(int), sizeof(int) + length, width: 1), sizeof(int) + length);
    }

    private RunLengths Codes(int from, int to)
    {
        if (dictionaryCount < 0) throw new FileProblem("it has no dictionary, which its values refer to");
        return from < to ? new RunLengths(unpacked, from + 1, to, unpacked[from]) : throw ValueReader.TooFew();
    }

    private ValueReader Values(PageHeader header, int from)
    {
        int to = header.UnpackedSize;
        bool isWhole = storage.Type is PhysicalType.Int32 or PhysicalType.Int64, isText = storage.Type == PhysicalType.ByteArray;
        return header.Encoding switch
        {
            ValueEncoding.Plain => new PlainValues(storage.Type, storage.TypeLength, unpacked, from, to),
            ValueEncoding.RunLengths when storage.Type == PhysicalType.Boolean => new BooleanRuns(unpacked, from, to),
            ValueEncoding.DeltaBinaryPacked when isWhole => new DeltaValues(unpacked, from, to, storage.Type == PhysicalType.Int32),
            ValueEncoding.DeltaLengthByteArray when isText =>
                new DeltaTexts(unpacked, from, to, sharesBeginnings: false, header.Values, limit),
            ValueEncoding.DeltaByteArray when isText || storage.Type == PhysicalType.FixedBytes =>
                new DeltaTexts(unpacked, from, to, sharesBeginnings: true, header.Values, limit),
            ValueEncoding.ByteStreamSplit => new SplitBytes(storage.Type, storage.TypeLength, unpacked, from, to),
            _ => throw new FileProblem($"its values are encoded by {Name(header.Encoding)}, which is not read for {storage.Type}"),
        };
    }

    private static string Name(ValueEncoding encoding) =>
        Enum.IsDefined(encoding) ? encoding.ToString() : Invariant($"an unknown encoding ({(int)encoding})");

    private static byte[] Room(byte[] bytes, int count) => bytes.Length >= count ? bytes : new byte[count];
}

/// <summary>How a column is stored.</summary>
/// <param name="Type">How its values are.</param>
/// <param name="TypeLength">The length of each, where they are bytes of a fixed length.</param>
/// <param name="IsOptional">Whether values may be missing.</param>
internal sealed record ColumnStorage(PhysicalType Type, int TypeLength, bool IsOptional);
