namespace MiniGrad.Serialization;

/// <summary>A member of an archive, as the archive's directory has it.</summary>
/// <param name="Name">Its name with its folders.</param>
/// <param name="Offset">Where its own header begins in the file.</param>
/// <param name="Length">The bytes of its content.</param>
/// <param name="PackedLength">The bytes that the content takes in the file.</param>
/// <param name="Checksum">That of the content.</param>
/// <param name="Method">0 if the content is stored as it is.</param>
/// <param name="IsEncrypted">Whether a password is needed.</param>
internal sealed record ZipMember(
    string Name, long Offset, long Length, long PackedLength, uint Checksum, int Method, bool IsEncrypted);
