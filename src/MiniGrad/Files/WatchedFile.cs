using static System.FormattableString;

namespace MiniGrad;

/// <summary>A file that is read several times and may not change meanwhile.</summary>
internal sealed class WatchedFile
{
    private const int Pieces = 16, PieceLength = 4096;
    private readonly long length;
    private readonly DateTime written;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public WatchedFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
        using FileStream stream = OpenStream(FileOptions.None);
        (length, written) = (stream.Length, File.GetLastWriteTimeUtc(path));
    }

    public string Path { get; }

    /// <summary>The length and a fingerprint of some pieces: the same for a copy of the file, and hardly for another one.</summary>
    public string Identity => field ??= Describe();

    /// <summary>Opens the file for reading.</summary>
    /// <param name="isInOrder">Whether it is read from its beginning to its end; else in large pieces here and there, of which none is to
    /// be read ahead of, because what follows may not be wanted for long.</param>
    /// <exception cref="InvalidDataException">It has changed.</exception>
    public FileStream Open(bool isInOrder = true)
    {
        FileStream stream = OpenStream(isInOrder ? FileOptions.SequentialScan : FileOptions.RandomAccess);
        try
        {
            CheckUnchanged();
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <exception cref="InvalidDataException">The file has changed since this was made.</exception>
    public void CheckUnchanged()
    {
        FileInfo now = new(Path);
        if (now.Exists && now.Length == length && now.LastWriteTimeUtc == written) return;
        string got = now.Exists ? Invariant($"{now.Length} bytes, written {now.LastWriteTimeUtc:O}") : "no file";
        throw new InvalidDataException(
            $"{Path}: the file changed while it was in use: expected {Invariant($"{length} bytes, written {written:O}")}, got {got}.");
    }

    private FileStream OpenStream(FileOptions order) =>
        new(Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 4096, order);

    private string Describe()
    {
        using FileStream stream = Open();
        Fingerprint found = default;
        byte[] piece = new byte[PieceLength];
        for (int i = 0; i < Pieces; i++)
        {
            stream.Position = Math.Max(0, length - PieceLength) * i / (Pieces - 1);
            int count = stream.ReadAtLeast(piece, piece.Length, throwOnEndOfStream: false);
            found.Add<byte>(piece.AsSpan(0, count));
        }
        return Invariant($"{length} bytes {found}");
    }
}
