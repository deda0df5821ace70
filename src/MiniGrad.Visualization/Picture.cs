using System.Text;
using System.Xml.Linq;

namespace MiniGrad.Visualization;

/// <summary>Something that can be drawn as SVG: a chart, a plot, a graph.</summary>
/// <remarks>The same content gives the same text, character for character. Any pictures can stand in one HTML page.</remarks>
public abstract class Picture
{
    private protected Picture() { }

    /// <summary>What stands above the picture, and what a screen reader says. Default: nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>For which background the picture is coloured. Default: <see cref="Theme.Automatic"/>.</summary>
    public Theme Theme { get; init; } = Theme.Automatic;

    /// <summary>Draws the picture.</summary>
    /// <returns>An SVG document.</returns>
    /// <exception cref="InvalidOperationException">There is nothing that can be drawn; the message says why.</exception>
    public string ToSvg() => $"{ToElement(Theme).ToString().ReplaceLineEndings("\n")}\n";

    /// <summary>Draws the picture into a file, which is complete or absent.</summary>
    /// <param name="path">The file to create or replace, in a folder that exists; usually <c>….svg</c>.</param>
    /// <exception cref="InvalidOperationException">There is nothing that can be drawn; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] content = Encoding.UTF8.GetBytes(ToSvg());
        AtomicFile.Write(path, stream => stream.Write(content));
    }

    /// <summary>The drawn picture, to become a part of a larger document.</summary>
    internal XElement ToElement(Theme theme)
    {
        if (!Enum.IsDefined(theme)) throw new InvalidOperationException($"{GetType().Name}: there is no theme {(int)theme}.");
        return Draw().ToElement(theme);
    }

    private protected abstract Canvas Draw();
}
