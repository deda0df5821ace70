using System.Buffers;
using System.Text;
using System.Text.Json;

namespace MiniGrad.Search;

/// <summary>The settings and the space of a study, as a storage keeps them.</summary>
internal static class StudySettings
{
    /// <summary>The settings as JSON.</summary>
    public static string Write(Study study)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text, StudyWriter.InOneLine))
        {
            json.WriteStartObject();
            StudyWriter.WriteSettings(json, study);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>Kinds of processors as JSON.</summary>
    public static string Processors(IEnumerable<string> kinds)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text, StudyWriter.InOneLine)) StudyWriter.WriteTexts(json, null, kinds);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>Checks whether a study fits what is kept under its name.</summary>
    /// <exception cref="InvalidDataException">It does not; the message begins with the place.</exception>
    public static StudyReader Check(Study study, StoredStudy stored) => StudyReader.Whole(study.Storage.Place, () =>
    {
        using JsonDocument document = JsonDocument.Parse(stored.Settings);
        return new StudyReader(study, study.Storage.Place, document.RootElement);
    });
}
