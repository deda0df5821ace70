using System.Buffers;
using System.Text;
using System.Text.Json;

namespace MiniGrad.Search;

/// <summary>The settings and the space of a study, as a storage keeps them.</summary>
internal static class StudySettings
{
    private const string Parameters = "parameters";

    /// <summary>The settings as JSON, with the space such that it can be read.</summary>
    public static string Write(Study study) => Text(json =>
    {
        json.WriteStartObject();
        StudyWriter.WriteSettings(json, study);
        SpaceText.Write(json, study.Space);
        json.WriteEndObject();
    });

    /// <summary>Kinds of processors as JSON.</summary>
    public static string Processors(IEnumerable<string> kinds) => Text(json => StudyWriter.WriteTexts(json, null, kinds));

    /// <summary>The kinds of processors that have worked on a study.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public static IReadOnlyList<string> ProcessorsOf(StoredStudy stored, string place) => StudyReader.Whole<string[]>(place, () =>
    {
        using JsonDocument document = JsonDocument.Parse(stored.Processors, StudyReader.Strict);
        return [.. Texts(document.RootElement)];
    });

    /// <summary>Checks whether a study fits what is kept under its name: with the same settings, and a space that has all of the
    /// other.</summary>
    /// <exception cref="InvalidDataException">It does not; the message begins with the place.</exception>
    public static StudyReader Check(Study study, StoredStudy stored) => Read(study.Storage.Place, stored, settings =>
    {
        StudyReader reader = new(study, study.Storage.Place, settings);
        if (study.Viewed is null && SpaceGrowth.Lack(study.Space, SpaceOf(settings)) is { } lack) throw reader.Contradicts(lack);
        return reader;
    });

    /// <summary>In what a study, which fits what is kept, is another nevertheless, in words; null for nothing.</summary>
    public static string? Difference(Study study, StoredStudy stored) => Read(study.Storage.Place, stored, settings =>
    {
        SearchSpace space = SpaceOf(settings);
        string? sampler = settings.GetProperty("sampler").GetString();
        List<string> differences = [];
        if (sampler != study.Sampler.Name) differences.Add($"its sampler is {sampler}, that of this study {study.Sampler.Name}");
        if (!space.RelationNames.SequenceEqual(study.Space.RelationNames))
            differences.Add($"its relations are {InWords(space.RelationNames)}, those of this study {InWords(study.Space.RelationNames)}");
        if (Text(space) != Text(study.Space))
        {
            differences.Add(
                $"its space is {string.Join("; ", space.Parameters)}, that of this study {string.Join("; ", study.Space.Parameters)}");
        }
        return differences.Count == 0 ? null : string.Join("; ", differences);
    });

    /// <summary>A study to look at.</summary>
    /// <exception cref="InvalidDataException">What is kept is damaged; the message begins with the place.</exception>
    public static Study View(StudyStorage storage, StoredStudy stored) => Read(storage.Place, stored, settings =>
    {
        Goal[] goals = [.. Texts(settings.GetProperty("goals")).Select(GoalOf)];
        if (goals.Length == 0) throw new ArgumentException("it has no goals");
        return new Study(stored.Name, SpaceOf(settings), goals)
        {
            Viewed = stored,
            Storage = storage,
            Seed = settings.GetProperty("seed").GetUInt64(),
            Overlap = settings.GetProperty("overlap").GetInt32(),
            Repeats = settings.GetProperty("repeats").GetInt32(),
            Sampler = new NamedSampler(TextOf(settings.GetProperty("sampler"))),
            Pruner = new NamedPruner(TextOf(settings.GetProperty("pruner"))),
        };
    });

    private static T Read<T>(string place, StoredStudy stored, Func<JsonElement, T> read) => StudyReader.Whole(place, () =>
    {
        using JsonDocument document = JsonDocument.Parse(stored.Settings, StudyReader.Strict);
        return read(document.RootElement);
    });

    private static SearchSpace SpaceOf(JsonElement settings) =>
        SpaceText.Read(settings.GetProperty(Parameters), Texts(settings.GetProperty("required")));

    private static string Text(SearchSpace space) => Text(json =>
    {
        json.WriteStartObject();
        SpaceText.Write(json, space);
        json.WriteEndObject();
    });

    private static string Text(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text, StudyWriter.InOneLine)) write(json);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private static Goal GoalOf(string name) => Enum.GetValues<Goal>().Where(goal => goal.ToString() == name) is var known && known.Any()
        ? known.First()
        : throw new ArgumentException($"the goal '{name}' is unknown");

    private static IEnumerable<string> Texts(JsonElement json) => json.EnumerateArray().Select(TextOf);

    private static string TextOf(JsonElement json) => json.GetString() ?? throw new ArgumentException("a text is missing");

    private static string InWords(IReadOnlyList<string> names) =>
        names.Count == 0 ? "none" : string.Join(", ", names.Select(name => $"'{name}'"));
}
