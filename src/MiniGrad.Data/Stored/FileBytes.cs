namespace MiniGrad.Data;

/// <summary>The bytes of a file, for several threads.</summary>
internal sealed class FileBytes(Stream stream)
{
    private readonly Lock turn = new();

    public long Length { get; } = stream.Length;

    /// <exception cref="FileProblem">The file has become shorter.</exception>
    public void Read(long at, Span<byte> bytes)
    {
        lock (turn)
        {
            stream.Position = at;
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
                throw new FileProblem("it has become shorter while it was read");
        }
    }
}
