namespace MiniGrad.Search;

/// <summary>A storage of studies cannot do what it should: it is full, damaged, away, or of something else. What was told before is
/// kept.</summary>
public sealed class StudyStorageException : IOException
{
    /// <summary>Makes one without words.</summary>
    public StudyStorageException() { }

    /// <param name="message">What was wrong, and where.</param>
    public StudyStorageException(string message) : base(message) { }

    /// <param name="message">What was wrong, and where.</param>
    /// <param name="innerException">What the database said.</param>
    public StudyStorageException(string message, Exception innerException) : base(message, innerException) { }
}
