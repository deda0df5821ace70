using MiniGrad.Serialization;

namespace MiniGrad.Cli;

/// <summary>The kinds of files that can be described.</summary>
internal enum FileKind
{
    /// <summary>Any that is none of the others.</summary>
    Csv,
    Idx,
    Safetensors,
    PyTorch,
    Onnx,
}

/// <summary>Tells the kind of a file from its first bytes.</summary>
internal static class FileKinds
{
    private const int HeaderStart = 8;
    private const byte NewestIr = 31;

    public static FileKind Of(string path)
    {
        byte[] start = new byte[HeaderStart + 1];
        using FileStream file = File.OpenRead(path);
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start switch
        {
            _ when length > HeaderStart && start[HeaderStart] == (byte)'{' => FileKind.Safetensors,
            _ when PyTorchFormats.Of(start.AsSpan(0, length)) != PyTorchFormat.None => FileKind.PyTorch,
            // The version of the format, which writers put first.
            [8, >= 1 and <= NewestIr, ..] when length > 2 => FileKind.Onnx,
            _ when Path.GetExtension(path) == ".onnx" => FileKind.Onnx,
            [0, 0, ..] or [0x1F, 0x8B, ..] when length > 2 => FileKind.Idx,
            _ => FileKind.Csv,
        };
    }
}
