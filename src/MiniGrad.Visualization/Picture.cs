namespace MiniGrad.Visualization;

/// <summary>A chart, plot or graph as SVG.</summary>
/// <remarks>The same content gives the same text. One HTML page can hold any pictures.</remarks>
public abstract class Picture
{
    private protected Picture() { }

    /// <summary>The title above the picture, also for screen readers. Default: none.</summary>
    public string Title { get; init; } = "";

    /// <summary>The background that the picture is coloured for. Default: <see cref="Theme.Automatic"/>.</summary>
    public Theme Theme { get; init; } = Theme.Automatic;

    /// <summary>The picture as an SVG document.</summary>
    /// <exception cref="InvalidOperationException">There is nothing to draw; the message says why.</exception>
    public string ToSvg() => $"{ToElement(Theme).ToString().ReplaceLineEndings("\n")}\n";

    /// <summary>Writes the picture into a file.</summary>
    /// <param name="path">The file to create or replace, usually <c>….svg</c>. It is complete or absent.</param>
    /// <exception cref="InvalidOperationException">There is nothing to draw; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] content = Encoding.UTF8.GetBytes(ToSvg());
        AtomicFile.Write(path, stream => stream.Write(content));
    }

    /// <summary>The picture as a part of a larger document.</summary>
    internal XElement ToElement(Theme theme)
    {
        if (!Enum.IsDefined(theme)) throw new InvalidOperationException($"{GetType().Name}: there is no theme {(int)theme}.");
        return Draw().ToElement(theme);
    }

    private protected abstract Canvas Draw();

    private protected int Checked(int value, int least, int most, [CallerMemberName] string property = "") =>
        Guard.Between(value, least, most, GetType().Name, property, property);
}
