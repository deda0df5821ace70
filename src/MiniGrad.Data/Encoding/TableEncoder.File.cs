using MiniGrad.Serialization;

namespace MiniGrad.Data;

// Files, streams and memory: the JSON text in UTF-8.
public sealed partial class TableEncoder
{
    /// <summary>Writes the rules as JSON to a file, which appears only once it is complete and on disk. <see cref="Load(string)"/> makes an
    /// encoder of it that gives the same bits.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="IOException">The file could not be written; an existing one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Writes the rules as JSON to a stream, which stays open: the bytes that a file would have.</summary>
    /// <param name="stream">The stream.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        EncoderJson.Write(stream, encodings, target);
    }

    /// <summary>The encoder that <see cref="Save(string)"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The file is no encoder's or damaged; the message says why.</exception>
    public static TableEncoder Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            return EncoderJson.Read(stream);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>The encoder that <see cref="Save(Stream)"/> wrote, from a stream's position to its end.</summary>
    /// <param name="stream">It stays open, and need not seek.</param>
    /// <exception cref="ArgumentException">The stream cannot be read.</exception>
    /// <exception cref="InvalidDataException">It does not hold an encoder, or a damaged one; the message says why.</exception>
    public static TableEncoder Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead) throw new ArgumentException("TableEncoder: expected a stream that can be read.", nameof(stream));
        return EncoderJson.Read(stream);
    }

    /// <summary>The encoder that <see cref="Save(Stream)"/> wrote, from memory.</summary>
    /// <param name="bytes">The whole of it; not needed afterwards.</param>
    /// <exception cref="InvalidDataException">The bytes are not an encoder's, or damaged; the message says why.</exception>
    public static TableEncoder Load(ReadOnlySpan<byte> bytes) => StreamedFile.Read(bytes, (stream, _) => EncoderJson.Read(stream));
}
