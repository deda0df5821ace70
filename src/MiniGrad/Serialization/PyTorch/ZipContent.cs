using System.Buffers.Binary;
using System.Text;

namespace MiniGrad.Serialization;

/// <summary>Finds and checks the contents of an archive's members, which have to be stored as they are.</summary>
internal sealed class ZipContent(Stream stream, ZipDirectory directory, string file)
{
    /// <summary>The bytes of a member's own header, without its name.</summary>
    public const int HeaderSize = 30;

    private const uint Signature = 0x04034B50;
    private const int PieceLength = 1 << 16, MostBytes = 1 << 28;

    private readonly Dictionary<ZipMember, long> checkedStarts = new(ReferenceEqualityComparer.Instance);
    private long[]? sortedOffsets;

    /// <summary>The member of a name, stored as it is.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is compressed.</exception>
    public ZipMember Stored(string name)
    {
        ZipMember member = directory.Find(name) ?? throw Invalid($"there is no entry '{name}', which the file needs");
        if (member.IsEncrypted) throw Invalid($"the entry '{name}' is encrypted");
        if (member.Method != 0 || member.Length != member.PackedLength)
        {
            throw Invalid(
                $"the entry '{name}' is compressed, expected one that is stored, as torch.save writes it: load the file in Python and " +
                "save it again");
        }
        return member;
    }

    /// <summary>All bytes of a member.</summary>
    public byte[] ReadAll(ZipMember member, MemoryBudget budget)
    {
        if (member.Length > MostBytes)
            throw Invalid($"the entry '{member.Name}' has {member.Length} bytes: at most {MostBytes} are allowed");
        budget.Spend(member.Length);
        byte[] bytes = new byte[member.Length];
        stream.Position = CheckedStart(member);
        ReadExactly(bytes, member);
        return bytes;
    }

    /// <summary>Where a member's content begins in the file, once it is sure that it has the checksum that the archive states.</summary>
    public long CheckedStart(ZipMember member)
    {
        if (checkedStarts.TryGetValue(member, out long known)) return known;
        long start = FindStart(member);
        Checksum checksum = default;
        byte[] piece = new byte[Math.Min(PieceLength, member.Length)];
        stream.Position = start;
        for (long left = member.Length; left > 0; left -= piece.Length)
        {
            Span<byte> bytes = piece.AsSpan(0, (int)Math.Min(piece.Length, left));
            ReadExactly(bytes, member);
            checksum.Add(bytes);
        }
        if (checksum.Value != member.Checksum)
        {
            throw Invalid(
                $"the entry '{member.Name}' does not have the checksum that the archive states: it is damaged, or was written after " +
                "torch.serialization.set_crc32_options(False)");
        }
        checkedStarts.Add(member, start);
        return start;
    }

    private long FindStart(ZipMember member)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        stream.Position = member.Offset;
        ReadExactly(header, member);
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]);
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        long start = member.Offset + HeaderSize + nameLength + extraLength;
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Signature || BinaryPrimitives.ReadUInt16LittleEndian(header[8..]) != 0
            || start + member.Length > End(member))
            throw Invalid($"the header of the entry '{member.Name}' is damaged, or the entry overlaps with another");
        byte[] name = new byte[nameLength];
        ReadExactly(name, member);
        return Encoding.UTF8.GetString(name) == member.Name
            ? start : throw Invalid($"the entry '{member.Name}' has another name in its own header");
    }

    /// <summary>The beginning of what follows a member in the file.</summary>
    private long End(ZipMember member)
    {
        sortedOffsets ??= [.. directory.Members.Select(other => other.Offset).Order()];
        int next = Array.BinarySearch(sortedOffsets, member.Offset) + 1;
        return next < sortedOffsets.Length ? sortedOffsets[next] : directory.Start;
    }

    private void ReadExactly(Span<byte> bytes, ZipMember member)
    {
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException end)
        {
            throw new InvalidDataException($"{file}: the entry '{member.Name}' is cut short.", end);
        }
    }

    private InvalidDataException Invalid(string problem) => new($"{file}: {problem}.");
}
