using System.Buffers.Binary;
using System.Text;

namespace MiniGrad.TorchSharp;

/// <summary>The versions of other libraries that a shared library of Linux needs (its section <c>.gnu.version_r</c>). A version that is
/// marked as weak may be absent: the loader then takes the symbols that ask for it from wherever it finds them.</summary>
internal static class NeededVersions
{
    private const uint SectionOfNeededVersions = 0x6ffffffe;
    private const ushort Weak = 2;

    /// <summary>Marks a version as weak wherever it is needed.</summary>
    /// <param name="library">The bytes of a library of 64 bits, least significant byte first; they are changed.</param>
    /// <param name="version">Its name, such as <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>Whether something was changed.</returns>
    /// <exception cref="InvalidDataException">The bytes are no such library.</exception>
    public static bool MakeWeak(Span<byte> library, string version)
    {
        if (library.Length < 64 || !library.StartsWith("\u007fELF\u0002\u0001"u8))
            throw new InvalidDataException("expected a library of 64 bits in the format ELF, least significant byte first");
        try
        {
            bool isChanged = false;
            for (int i = 0; i < UInt16(library, 0x3c); i++)
            {
                Span<byte> section = Section(library, i);
                if (UInt32(section, 4) != SectionOfNeededVersions) continue;
                Span<byte> names = Content(library, Section(library, (int)UInt32(section, 40)));
                isChanged |= MakeWeak(Content(library, section), (int)UInt32(section, 44), names, Encoding.ASCII.GetBytes(version));
            }
            return isChanged;
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("a part of the library lies beyond its end", error);
        }
    }

    /// <summary>The section is a chain of entries, one for each other library, with a chain of versions each.</summary>
    private static bool MakeWeak(Span<byte> section, int libraries, ReadOnlySpan<byte> names, ReadOnlySpan<byte> version)
    {
        bool isChanged = false;
        for (Span<byte> library = section; libraries > 0; libraries--, library = library[(int)UInt32(library, 12)..])
        {
            Span<byte> need = library[(int)UInt32(library, 8)..];
            for (int count = UInt16(library, 2); count > 0; count--, need = need[(int)UInt32(need, 12)..])
            {
                ReadOnlySpan<byte> name = names[(int)UInt32(need, 8)..];
                ushort flags = UInt16(need, 4);
                if (!name[..name.IndexOf((byte)0)].SequenceEqual(version) || (flags & Weak) != 0) continue;
                BinaryPrimitives.WriteUInt16LittleEndian(need[4..], (ushort)(flags | Weak));
                isChanged = true;
            }
        }
        return isChanged;
    }

    private static Span<byte> Section(Span<byte> library, int index) =>
        library[checked((int)UInt64(library, 0x28) + index * UInt16(library, 0x3a))..];

    private static Span<byte> Content(Span<byte> library, ReadOnlySpan<byte> section) =>
        library.Slice(checked((int)UInt64(section, 24)), checked((int)UInt64(section, 32)));

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong UInt64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
