using System.Buffers.Binary;
using System.Text;
using MiniGrad.Serialization;

namespace MiniGrad.Cli;

/// <summary>The kinds of files that can be described.</summary>
internal enum FileKind
{
    /// <summary>Any that is none of the others.</summary>
    Csv,
    Idx,
    Safetensors,
    Npz,
    PyTorch,
    Onnx,
}

/// <summary>Tells the kind of a file from its content, and where that says nothing from its name.</summary>
internal static class FileKinds
{
    private const int HeaderStart = 8;
    private const byte NewestIr = 31;

    // The first member of a ZIP archive: its signature, and behind 30 bytes its name, whose length is in two of them.
    private const int MemberHeader = 30, NameLengthPlace = 26, Looked = MemberHeader + 512;
    private const uint EndSignature = 0x06054B50;

    /// <exception cref="IOException">The file is not there, or cannot be read.</exception>
    public static FileKind Of(string path)
    {
        byte[] start = new byte[Looked];
        using FileStream file = File.OpenRead(path);
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return Of(start.AsSpan(0, length)) ?? Named(path) ?? FileKind.Csv;
    }

    /// <summary>The kind that the name promises; null if it promises none.</summary>
    public static FileKind? Named(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".safetensors" => FileKind.Safetensors,
        ".npz" => FileKind.Npz,
        ".pt" or ".pth" => FileKind.PyTorch,
        ".onnx" => FileKind.Onnx,
        ".csv" or ".tsv" => FileKind.Csv,
        _ => null,
    };

    /// <summary>A kind in words, with its article.</summary>
    public static string Words(FileKind kind) => kind switch
    {
        FileKind.Idx => "an IDX file",
        FileKind.Safetensors => "a safetensors file",
        FileKind.Npz => "an archive of NumPy's arrays",
        FileKind.PyTorch => "a file of PyTorch's",
        FileKind.Onnx => "an ONNX file",
        _ => "a table",
    };

    /// <summary>Warns where a file is not what its name says.</summary>
    public static void WarnOfName(string path, FileKind kind)
    {
        if (Named(path) is { } named && named != kind)
            Messages.Warn($"{path}: it is {Words(kind)}, and not {Words(named)}, as its name says.");
    }

    private static FileKind? Of(ReadOnlySpan<byte> start) => start switch
    {
        _ when start.Length > HeaderStart && start[HeaderStart] == (byte)'{' => FileKind.Safetensors,
        _ when PyTorchFormats.Of(start[..Math.Min(start.Length, HeaderStart + 1)]) is var format and not PyTorchFormat.None =>
            format == PyTorchFormat.Archive ? OfArchive(start) : FileKind.PyTorch,
        // The version of the format, which writers put first.
        [8, >= 1 and <= NewestIr, ..] when start.Length > 2 => FileKind.Onnx,
        [0, 0, ..] or [0x1F, 0x8B, ..] when start.Length > 2 => FileKind.Idx,
        _ => null,
    };

    private static FileKind? OfArchive(ReadOnlySpan<byte> start)
    {
        if (start.Length < MemberHeader || BinaryPrimitives.ReadUInt32LittleEndian(start) == EndSignature) return null;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(start[NameLengthPlace..]);
        string name = Encoding.UTF8.GetString(start[MemberHeader..Math.Min(start.Length, MemberHeader + length)]);
        return name.EndsWith(".npy", StringComparison.Ordinal) ? FileKind.Npz : FileKind.PyTorch;
    }
}
