using System.Buffers.Binary;

namespace MiniGrad.Serialization;

/// <summary>What the beginning of a file says of how PyTorch wrote it.</summary>
internal enum PyTorchFormat
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>A ZIP archive, perhaps one of something else.</summary>
    Archive,

    /// <summary>That before 1.6, or a pickle alone.</summary>
    Old,
}

/// <summary>Tells files of PyTorch's by their content.</summary>
internal static class PyTorchFormats
{
    private const int Looked = 9;
    private const uint MemberSignature = 0x04034B50, EndSignature = 0x06054B50;

    public static PyTorchFormat Of(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return Of(stream);
    }

    /// <summary>Looks at the next bytes of a stream.</summary>
    public static PyTorchFormat Of(Stream stream)
    {
        Span<byte> start = stackalloc byte[Looked];
        return Of(start[..stream.ReadAtLeast(start, Looked, throwOnEndOfStream: false)]);
    }

    /// <summary>Looks at the first bytes of a file, nine if it has as many.</summary>
    public static PyTorchFormat Of(ReadOnlySpan<byte> start)
    {
        // A header of safetensors can have such a length, and is told by its brace.
        bool isSafetensors = start is [_, _, _, _, 0, 0, 0, 0, (byte)'{'];
        if (isSafetensors || start.Length < sizeof(uint)) return PyTorchFormat.None;
        if (start is [0x80, >= 1 and <= 5, not 0, ..]) return PyTorchFormat.Old;
        bool isArchive = BinaryPrimitives.ReadUInt32LittleEndian(start) is MemberSignature or EndSignature;
        return isArchive ? PyTorchFormat.Archive : PyTorchFormat.None;
    }
}
