using System.Text.Json;

namespace MiniGrad.Cli;

/// <summary>What is in a file.</summary>
internal abstract class Description
{
    /// <summary>Shows it to people.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public abstract void Print();

    /// <summary>Writes it as an object, for programs.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteContent(json);
        json.WriteEndObject();
    }

    protected abstract void WriteContent(Utf8JsonWriter json);
}
