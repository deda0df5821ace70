using System.Buffers.Binary;
using System.Text;

namespace MiniGrad.Serialization;

/// <summary>The list of members at the end of a ZIP archive, in both forms, that of 32 bits and that of 64. It is refused where readers
/// could differ about what is in the archive: names that are there twice, members that overlap, two ends that contradict each
/// other.</summary>
/// <remarks>Source: PKWARE, "APPNOTE.TXT - .ZIP File Format Specification", version 6.3.10, sections 4.3.12 to 4.3.16 and 4.5.3.</remarks>
internal sealed class ZipDirectory
{
    private const int EntrySize = 46, EndSize = 22, LongestComment = ushort.MaxValue, LocatorSize = 20, LargeEndSize = 56;
    private const uint EntrySignature = 0x02014B50, EndSignature = 0x06054B50;
    private const uint LocatorSignature = 0x07064B50, LargeEndSignature = 0x06064B50;
    private const int LargeField = 1, EncryptedFlag = 1, MemberCost = 208, MostBytes = 1 << 28, LongestName = 1024;

    private readonly Stream stream;
    private readonly string file;
    private readonly OrderedDictionary<string, ZipMember> members = [];

    private ZipDirectory(Stream stream, string file, MemoryBudget budget)
    {
        this.stream = stream;
        this.file = file;
        (long start, long size, long count) = FindDirectory();
        Start = start;
        if (size > MostBytes) throw Invalid($"the list of the archive's members takes {size} bytes: at most {MostBytes} are allowed");
        budget.Spend(size);
        ReadMembers(Read(start, size), count, budget);
        CheckPlaces();
    }

    /// <summary>Where the list begins, behind all members.</summary>
    public long Start { get; }

    /// <summary>The members in the order of the list.</summary>
    public IReadOnlyList<ZipMember> Members => members.Values;

    /// <summary>The member of a name, or null.</summary>
    public ZipMember? Find(string name) => members.GetValueOrDefault(name);

    /// <exception cref="InvalidDataException">The file is no ZIP archive, or a damaged one.</exception>
    public static ZipDirectory Read(Stream stream, string file, MemoryBudget budget) => new(stream, file, budget);

    private (long Start, long Size, long Count) FindDirectory()
    {
        long length = stream.Length, tailStart = Math.Max(0, length - EndSize - LongestComment - LocatorSize);
        ReadOnlySpan<byte> tail = Read(tailStart, length - tailStart);
        int end = tail.Length - EndSize;
        while (end >= 0 && !(U32(tail, end) == EndSignature && end + EndSize + U16(tail, end + 20) == tail.Length)) end--;
        if (end < 0) throw Invalid("a ZIP archive ends with a list of its members, this one is cut short or damaged");
        ReadOnlySpan<byte> found = tail[end..];
        (long start, long size, long count) = (U32(found, 16), U32(found, 12), U16(found, 10));
        if (U16(found, 4) != U16(found, 6) || U16(found, 8) != count || U16(found, 4) is not (0 or ushort.MaxValue)) throw InParts();
        long limit = tailStart + end;
        if (end >= LocatorSize && U32(tail, end - LocatorSize) == LocatorSignature)
        {
            ReadOnlySpan<byte> locator = tail.Slice(end - LocatorSize, LocatorSize);
            long place = checked((long)Math.Min(U64(locator, 8), long.MaxValue));
            if (U32(locator, 4) != 0 || U32(locator, 16) > 1) throw InParts();
            if (place > limit - LocatorSize - LargeEndSize) throw Invalid("the list of the archive's members does not lie before its end");
            ReadOnlySpan<byte> large = Read(place, LargeEndSize);
            if (U32(large, 0) != LargeEndSignature) throw Invalid("the archive's end of 64 bits is not where the archive says");
            if (U32(large, 16) != 0 || U32(large, 20) != 0 || U64(large, 24) != U64(large, 32)) throw InParts();
            (ulong largeStart, ulong largeSize, ulong largeCount) = (U64(large, 48), U64(large, 40), U64(large, 32));
            bool isSame = (start == uint.MaxValue || (ulong)start == largeStart) && (size == uint.MaxValue || (ulong)size == largeSize)
                && (count == ushort.MaxValue || (ulong)count == largeCount);
            if (!isSame) throw Invalid("the archive's two ends contradict each other");
            if (largeStart > (ulong)place || largeSize > (ulong)place || largeCount > (ulong)place)
                throw Invalid("the list of the archive's members does not lie before its end");
            (start, size, count, limit) = ((long)largeStart, (long)largeSize, (long)largeCount, place);
        }
        return start + size <= limit
            ? (start, size, count) : throw Invalid("the list of the archive's members does not lie before its end");
    }

    private void ReadMembers(ReadOnlySpan<byte> list, long count, MemoryBudget budget)
    {
        while (!list.IsEmpty)
        {
            if (list.Length < EntrySize || U32(list, 0) != EntrySignature) throw Invalid("the list of the archive's members is damaged");
            int nameLength = U16(list, 28), extraLength = U16(list, 30), length = EntrySize + nameLength + extraLength + U16(list, 32);
            if (length > list.Length) throw Invalid("the list of the archive's members is cut short");
            if (nameLength > LongestName) throw Invalid($"a name takes {nameLength} bytes: at most {LongestName} are allowed");
            budget.Spend(MemberCost);
            budget.SpendText(nameLength);
            string name = Encoding.UTF8.GetString(list.Slice(EntrySize, nameLength));
            (long offset, long unpacked, long packed) = Sizes(list, list.Slice(EntrySize + nameLength, extraLength), name);
            ZipMember member = new(name, offset, unpacked, packed, U32(list, 16), U16(list, 10), (U16(list, 8) & EncryptedFlag) != 0);
            if (!members.TryAdd(name, member)) throw Invalid($"the name '{name}' is there twice");
            list = list[length..];
        }
        if (members.Count != count) throw Invalid($"the archive says that it has {count} members, {members.Count} are there");
    }

    /// <summary>Those that do not fit into 32 bits are in a field of their own, in this order.</summary>
    private (long Offset, long Unpacked, long Packed) Sizes(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> extra, string name)
    {
        ulong unpacked = U32(entry, 24), packed = U32(entry, 20), offset = U32(entry, 42);
        if (U16(entry, 34) is not (0 or ushort.MaxValue)) throw InParts();
        ReadOnlySpan<byte> large = [];
        while (extra.Length >= 4)
        {
            int length = Math.Min(U16(extra, 2), extra.Length - 4);
            if (U16(extra, 0) == LargeField) large = extra.Slice(4, length);
            extra = extra[(4 + length)..];
        }
        if (!Widen(ref unpacked, ref large) || !Widen(ref packed, ref large) || !Widen(ref offset, ref large))
            throw Invalid($"'{name}' has no size of 64 bits, though the archive says so");
        ulong room = (ulong)Start;
        if (offset > room || packed > room || unpacked > long.MaxValue) throw Outside(name);
        return ((long)offset, (long)unpacked, (long)packed);

        static bool Widen(ref ulong number, ref ReadOnlySpan<byte> large)
        {
            if (number != uint.MaxValue) return true;
            if (large.Length < sizeof(ulong)) return false;
            number = U64(large, 0);
            large = large[sizeof(ulong)..];
            return true;
        }
    }

    /// <summary>Of the headers of members only the least that they take is known here; <see cref="ZipContent"/> sees to the rest.</summary>
    private void CheckPlaces()
    {
        long end = 0;
        foreach (ZipMember member in members.Values.OrderBy(member => member.Offset))
        {
            if (member.Offset < end) throw Invalid($"the archive's member '{member.Name}' overlaps with another");
            end = member.Offset + ZipContent.HeaderSize + member.PackedLength;
            if (end > Start) throw Outside(member.Name);
        }
    }

    private byte[] Read(long start, long length)
    {
        byte[] bytes = new byte[length];
        stream.Position = start;
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException end)
        {
            throw new InvalidDataException($"{file}: the archive is cut short.", end);
        }
        return bytes;
    }

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);

    private InvalidDataException InParts() => Invalid("the archive is one of several parts, or damaged");

    private InvalidDataException Outside(string name) => Invalid($"the archive's member '{name}' does not lie before the list of members");

    private InvalidDataException Invalid(string problem) => new($"{file}: {problem}.");
}
