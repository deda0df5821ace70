using System.Globalization;
using System.Text.Json;

namespace MiniGrad.Search;

/// <summary>Reads what <see cref="StudyWriter"/> writes.</summary>
internal sealed class StudyReader
{
    private const string KeepsThat =
        "; give this study the same to go on with that one, or another name or place to begin another";

    private readonly Study study;
    private readonly string place;
    private readonly string[] storedSpace;

    /// <summary>How what is kept is parsed.</summary>
    public static JsonDocumentOptions Strict { get; } = new() { AllowDuplicateProperties = false };

    /// <summary>Checks settings that are kept against those of a study.</summary>
    /// <param name="study">The study.</param>
    /// <param name="place">Where they are kept, for messages.</param>
    /// <param name="settings">What <see cref="StudyWriter.WriteSettings"/> wrote.</param>
    /// <exception cref="InvalidDataException">They do not fit the study.</exception>
    public StudyReader(Study study, string place, JsonElement settings)
    {
        (this.study, this.place) = (study, place);
        CheckSame("version", Invariant($"{StudyWriter.Version}"), settings.GetProperty("version").GetRawText());
        CheckSame("name", study.Name, settings.GetProperty("study").GetString());
        CheckSame("seed", Invariant($"{study.Seed}"), Invariant($"{settings.GetProperty("seed").GetUInt64()}"), KeepsThat);
        CheckSame("overlap", Invariant($"{study.Overlap}"), Invariant($"{settings.GetProperty("overlap").GetInt32()}"), KeepsThat);
        // A study from before there were repeats has none.
        int repeats = settings.TryGetProperty("repeats", out JsonElement stored) ? stored.GetInt32() : 1;
        CheckSame("number of repeats", Invariant($"{study.Repeats}"), Invariant($"{repeats}"), KeepsThat);
        CheckSame("goals", string.Join(", ", study.Goals), string.Join(", ", Texts(settings.GetProperty("goals"))), KeepsThat);
        CheckSame("pruner", study.Pruner.Name, settings.GetProperty("pruner").GetString(), KeepsThat);
        storedSpace = [.. Texts(settings.GetProperty("space"))];
    }

    /// <summary>Reads the file of a study.</summary>
    /// <exception cref="InvalidDataException">The file does not fit the study or is damaged.</exception>
    public static (List<TrialRecord> Trials, List<ParameterValues> Enqueued) Read(Study study, string path) => Whole(path, () =>
    {
        using FileStream stream = File.OpenRead(path);
        using JsonDocument document = JsonDocument.Parse(stream, Strict);
        StudyReader reader = new(study, path, document.RootElement);
        List<ParameterValues> enqueued = [.. document.RootElement.GetProperty("enqueued").EnumerateArray().Select(reader.Values)];
        List<TrialRecord> trials = [];
        foreach (JsonElement trial in document.RootElement.GetProperty("trials").EnumerateArray())
            trials.Add(reader.Trial(trial, trials.Count));
        return (trials, enqueued);
    });

    /// <summary>Reads JSON that is kept somewhere.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static T Whole<T>(string place, Func<T> read)
    {
        try
        {
            return read();
        }
        // A member that is missing or of another kind, a number out of its range, half of a surrogate pair.
        catch (Exception trouble) when (
            trouble is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException
                or IndexOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException($"{place}: not a study that was saved whole: {trouble.Message.TrimEnd('.')}.", trouble);
        }
    }

    /// <summary>A trial that a storage keeps.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or the space does not have it.</exception>
    public TrialRecord Trial(StoredTrial row) => Whole(place, () =>
    {
        // Members that are there twice are not looked for: that takes as long as all the rest, and no other than a study writes rows.
        using JsonDocument document = JsonDocument.Parse(row.Body);
        TrialRecord trial = Trial(document.RootElement, row.Number);
        trial.Stored = row;
        return trial.State == row.State
            ? trial
            : throw Damaged(Invariant($"trial {row.Number} is {trial.State} and {row.State}"));
    });

    /// <summary>Values of the queue that a storage keeps.</summary>
    /// <exception cref="InvalidDataException">They are damaged, or the space does not have them.</exception>
    public ParameterValues Values(string body) => Whole(place, () =>
    {
        using JsonDocument document = JsonDocument.Parse(body, Strict);
        return Values(document.RootElement);
    });

    /// <summary>The latest report of a trial that a storage keeps.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public TrialReport Report(StoredTrial row) => Whole(place, () =>
    {
        using JsonDocument document = JsonDocument.Parse(row.Progress!, Strict);
        string who = Invariant($"trial {row.Number}");
        TrialReport report = Report(document.RootElement, who);
        return report.Step >= 1 ? report : throw Damaged($"the latest report of {who} is of no step");
    });

    private TrialReport Report(JsonElement json, string who) => new(json[0].GetInt32(), Numbers(json, 1, who));

    private bool HasBudget(int trial, int steps) =>
        study.Viewed is not null || study.Pruner.RoundOf(trial)?.Stages.SkipLast(1).Any(stage => stage.Steps == steps) == true;

    private ParameterValues Values(JsonElement json) => Parameters(json, "what is enqueued", isWhole: false);

    private TrialRecord Trial(JsonElement json, int number)
    {
        string who = Invariant($"trial {number}");
        if (json.GetProperty("number").GetInt32() != number) throw Damaged(Invariant($"{who} has another number"));
        TrialRecord trial = new(
            number, Parameters(json.GetProperty("parameters"), who, isWhole: true), Study.SeedOf(study.Seed, number).Seed);
        if (!Enum.TryParse(json.GetProperty("state").GetString(), out TrialState state) || !Enum.IsDefined(state))
            throw Damaged($"{who} has no known state");
        trial.State = state;
        if (json.TryGetProperty("values", out JsonElement values)) trial.Values = Numbers(values, 0, who);
        bool hasValues = trial.Values.Count > 0;
        if (hasValues ? state is not (TrialState.Complete or TrialState.Pruned) : state == TrialState.Complete)
            throw Damaged($"{who} is {state} and has {trial.Values.Count} {Noun.Of(trial.Values.Count, "value")}");
        if (state == TrialState.Complete && trial.Values.Any(double.IsNaN)) throw Damaged($"{who} is {state} with a value that is NaN");
        if (json.TryGetProperty("reports", out JsonElement reports))
        {
            int last = 0;
            foreach (JsonElement report in reports.EnumerateArray())
            {
                TrialReport told = Report(report, who);
                if (told.Step <= last) throw Damaged($"the reports of {who} go back");
                last = told.Step;
                trial.Add(told);
            }
        }
        trial.SettledReports = trial.Reports.Count;
        if (json.TryGetProperty("violation", out JsonElement violation)) trial.Violation = violation.GetDouble();
        if (!(trial.Violation >= 0 && double.IsFinite(trial.Violation))) throw Damaged($"the violation of {who} is no amount");
        if (json.TryGetProperty("budget", out JsonElement budget)) trial.Budget = budget.GetInt32();
        if (trial.Budget is { } steps ? trial.IsFinished || !HasBudget(number, steps) : state == TrialState.Paused)
            throw Damaged($"{who} is {state} with a budget that its round does not have");
        if (json.TryGetProperty("error", out JsonElement error)) trial.Error = error.GetString();
        if (json.TryGetProperty("retries", out JsonElement retries)) trial.Retries = retries.GetInt32();
        if (json.TryGetProperty("run", out JsonElement run))
        {
            trial.Times = (run.GetProperty("start").GetDateTimeOffset(), run.GetProperty("end").GetDateTimeOffset());
            // To the nearest tick: what was written is read again.
            trial.Duration = TimeSpan.FromTicks(
                checked((long)Math.Round(run.GetProperty("seconds").GetDouble() * TimeSpan.TicksPerSecond)));
            if (run.TryGetProperty("worker", out JsonElement worker)) trial.Worker = worker.GetInt32();
            if (run.TryGetProperty("process", out JsonElement process)) trial.Process = process.GetString();
        }
        return trial;
    }

    private ParameterValues Parameters(JsonElement json, string who, bool isWhole)
    {
        double[] numbers = new double[study.Space.Parameters.Count];
        Array.Fill(numbers, double.NaN);
        int known = 0;
        foreach (HyperParameter parameter in study.Space.Parameters)
        {
            bool isStored = json.TryGetProperty(parameter.Name, out JsonElement stored);
            if (isStored) known++;
            if (!parameter.IsThere(numbers) && isWhole)
            {
                if (isStored) throw Contradicts($"{who} has '{parameter.Name}' beside values without it");
                continue;
            }
            if (!isStored && !isWhole) continue;
            double? number = isStored ? NumberOf(parameter, stored) : parameter.Default;
            numbers[parameter.Index] = number is { } value && parameter.Domain.Contains(value)
                ? value
                : throw Contradicts(isStored
                    ? $"{who} has {stored.GetRawText()} for '{parameter.Name}'"
                    : $"{who} has no '{parameter.Name}', which has no default (ifAbsent)");
        }
        if (known != json.GetPropertyCount())
        {
            string stranger = json.EnumerateObject().First(entry => !study.Space.Parameters.Any(own => own.Name == entry.Name)).Name;
            throw Contradicts($"{who} has '{stranger}'");
        }
        // Of relations of a study to look at only the names are known.
        if (isWhole && study.Viewed is null && study.Space.BrokenRelation(numbers) is { } broken)
            throw Contradicts($"{who} breaks '{broken}'");
        return new ParameterValues(study.Space, numbers);
    }

    private static double? NumberOf(HyperParameter parameter, JsonElement stored)
    {
        if (parameter.Domain is not ChoiceDomain choices) return stored.GetDouble();
        for (int i = 0; i < choices.Names.Count; i++)
            if (choices.Names[i] == stored.GetString()) return i;
        return null;
    }

    /// <summary>The numbers of an array from a place on.</summary>
    private double[] Numbers(JsonElement json, int first, string who)
    {
        double[] numbers = new double[Math.Max(0, json.GetArrayLength() - first)];
        int place = -first;
        foreach (JsonElement number in json.EnumerateArray())
        {
            if (place >= 0)
                numbers[place] = number.ValueKind == JsonValueKind.String
                    ? double.Parse(number.GetString()!, CultureInfo.InvariantCulture)
                    : number.GetDouble();
            place++;
        }
        return numbers.Length == study.Goals.Count ? numbers : throw Damaged(
            Invariant($"{who} has {numbers.Length} {Noun.Of(numbers.Length, "value")} for ") +
            Invariant($"{study.Goals.Count} {Noun.Of(study.Goals.Count, "goal")}"));
    }

    private static IEnumerable<string> Texts(JsonElement json) => json.EnumerateArray().Select(text => text.GetString() ?? "");

    private void CheckSame(string what, string own, string? stored, string advice = "")
    {
        if (own != stored) throw Damaged($"its {what} is {stored}, that of this study {own}{advice}");
    }

    private InvalidDataException Damaged(string trouble) => new($"{place}: {trouble}.");

    /// <summary>That something does not fit the space, with both spaces written out.</summary>
    public InvalidDataException Contradicts(string trouble) => new(
        $"{place}: {trouble}, which the space does not allow. The space kept there is: {string.Join("; ", storedSpace)}. " +
        $"This study's is: {string.Join("; ", study.Space.Parameters)}.");
}
