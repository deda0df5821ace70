using System.Text.Json;

namespace MiniGrad.Search;

/// <summary>Spaces as JSON that a space can be made of again, to the last bit; relations by their names alone.</summary>
internal static class SpaceText
{
    /// <summary>The parameters, as a member of an object.</summary>
    public static void Write(Utf8JsonWriter json, SearchSpace space)
    {
        json.WriteStartArray("parameters");
        foreach (HyperParameter parameter in space.Parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", parameter.Name);
            Write(json, parameter.Domain, parameter is HyperParameter<int>);
            if (parameter.When is { } condition) Write(json, condition);
            if (parameter.Default is { } number) Write(json, "default", parameter, number);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>The space that <see cref="Write(Utf8JsonWriter, SearchSpace)"/> wrote. Choices are their names; relations cannot be looked
    /// at.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static SearchSpace Read(JsonElement parameters, IEnumerable<string> relations)
    {
        SearchSpace space = new();
        foreach (JsonElement json in parameters.EnumerateArray())
        {
            string name = Text(json.GetProperty("name"));
            bool isWhole = json.GetProperty("kind").ValueEquals("whole"), isPower = json.GetProperty("kind").ValueEquals("power");
            Domain domain = json.GetProperty("kind").GetString() switch
            {
                "number" => Number(name, json),
                "step" or "whole" => Steps(name, json, isWhole),
                "power" => Powers(name, json),
                "choice" => Choices(name, json),
                string kind => throw new ArgumentException($"parameter '{name}' is of the unknown kind '{kind}'"),
                null => throw new ArgumentException($"parameter '{name}' has no kind"),
            };
            Condition? when = json.TryGetProperty("when", out JsonElement condition) ? ConditionOf(space, name, condition) : null;
            double? ifAbsent = json.TryGetProperty("default", out JsonElement number) ? Value(name, domain, number) : null;
            space.AddKept(name, domain, when, isWhole || isPower, ifAbsent);
        }
        foreach (string relation in relations)
            space.Require(relation, _ => throw new InvalidOperationException(
                $"SearchSpace: of the relation '{relation}' only the name was kept; declare the space anew to search it."));
        return space;
    }

    private static void Write(Utf8JsonWriter json, Domain domain, bool isWhole)
    {
        switch (domain)
        {
            case NumberDomain numbers:
                json.WriteString("kind", "number");
                json.WriteNumber("from", numbers.Minimum);
                json.WriteNumber("to", numbers.Maximum);
                break;
            case StepDomain steps:
                json.WriteString("kind", isWhole ? "whole" : "step");
                json.WriteNumber("from", steps.Minimum);
                json.WriteNumber("step", steps.Step);
                json.WriteNumber("count", steps.Count!.Value);
                break;
            case PowerDomain powers:
                json.WriteString("kind", "power");
                json.WriteNumber("first", powers.First);
                json.WriteNumber("count", powers.Count!.Value);
                break;
            case ChoiceDomain choices:
                json.WriteString("kind", "choice");
                json.WriteStartArray("names");
                foreach (string choice in choices.Names) json.WriteStringValue(choice);
                json.WriteEndArray();
                break;
            default:
                throw new InvalidOperationException($"The domain {domain} has no text.");
        }
        if (domain.IsLogarithmic) json.WriteBoolean("logarithmic", true);
    }

    private static void Write(Utf8JsonWriter json, Condition condition)
    {
        json.WriteStartObject("when");
        json.WriteString("parameter", condition.Parameter.Name);
        switch (condition)
        {
            case Assignment assignment:
                Write(json, "is", condition.Parameter, assignment.Value);
                break;
            case RangeCondition range:
                if (double.IsPositiveInfinity(range.Most)) Write(json, "least", condition.Parameter, range.Least);
                else Write(json, "most", condition.Parameter, range.Most);
                break;
            case SetCondition set:
                json.WriteStartArray("any");
                foreach (double value in set.Values) Write(json, null, condition.Parameter, value);
                json.WriteEndArray();
                break;
            default:
                throw new InvalidOperationException($"The condition {condition} has no text.");
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string? name, HyperParameter parameter, double number)
    {
        if (name is not null) json.WritePropertyName(name);
        if (parameter.Domain.IsChoice) json.WriteStringValue(parameter.TextOf(number));
        else json.WriteNumberValue(number);
    }

    private static NumberDomain Number(string name, JsonElement json)
    {
        (double from, double to) = (Finite(name, json.GetProperty("from")), Finite(name, json.GetProperty("to")));
        bool isLogarithmic = IsLogarithmic(json);
        return from <= to && double.IsFinite(to - from) && (from > 0 || !isLogarithmic)
            ? new NumberDomain(from, to, isLogarithmic)
            : throw NoRange(name);
    }

    private static StepDomain Steps(string name, JsonElement json, bool isWhole)
    {
        (double from, double step) = (Finite(name, json.GetProperty("from")), Finite(name, json.GetProperty("step")));
        long count = json.GetProperty("count").GetInt64();
        bool isLogarithmic = IsLogarithmic(json);
        if (!(step > 0 && count is >= 1 and <= 1L << 53 && double.IsFinite(from + count * step) && (from - step / 2 > 0 || !isLogarithmic)))
            throw NoRange(name);
        double to = from + (count - 1) * step;
        if (isWhole && !(double.IsInteger(from) && double.IsInteger(step) && from >= int.MinValue && to <= int.MaxValue))
            throw NoRange(name);
        return new StepDomain(from, step, count, isLogarithmic);
    }

    private static PowerDomain Powers(string name, JsonElement json)
    {
        (int first, int count) = (json.GetProperty("first").GetInt32(), json.GetProperty("count").GetInt32());
        return first is >= 0 and <= 30 && count >= 1 && count <= 31 - first ? new PowerDomain(first, count) : throw NoRange(name);
    }

    private static ChoiceDomain Choices(string name, JsonElement json)
    {
        string[] names = [.. json.GetProperty("names").EnumerateArray().Select(Text)];
        HashSet<string> different = new(StringComparer.Ordinal);
        foreach (string choice in names)
        {
            KeptText.CheckName(choice, $"parameter '{name}'");
            if (!different.Add(choice)) throw new ArgumentException($"parameter '{name}' has the choice '{choice}' twice");
        }
        return names.Length > 0 ? new ChoiceDomain(names) : throw NoRange(name);
    }

    private static Condition ConditionOf(SearchSpace space, string name, JsonElement json)
    {
        string parent = Text(json.GetProperty("parameter"));
        HyperParameter parameter = space.Parameters.FirstOrDefault(known => known.Name == parent)
            ?? throw new ArgumentException($"parameter '{name}' hangs on '{parent}', which is not before it");
        if (json.TryGetProperty("is", out JsonElement value)) return new Assignment(parameter, Own(value));
        if (json.TryGetProperty("any", out JsonElement values))
            return values.GetArrayLength() > 0
                ? new SetCondition(parameter, [.. values.EnumerateArray().Select(Own)])
                : throw new ArgumentException($"parameter '{name}' hangs on no value of '{parent}'");
        if (parameter.Domain.IsChoice) throw new ArgumentException($"parameter '{name}' hangs on an order of '{parent}', which has none");
        return json.TryGetProperty("least", out JsonElement least)
            ? new RangeCondition(parameter, Own(least), double.PositiveInfinity)
            : new RangeCondition(parameter, double.NegativeInfinity, Own(json.GetProperty("most")));

        double Own(JsonElement value) => Value(parent, parameter.Domain, value);
    }

    private static double Value(string name, Domain domain, JsonElement json)
    {
        double number = domain is ChoiceDomain choices ? choices.PlaceOf(Text(json)) : json.GetDouble();
        return domain.Contains(number)
            ? number
            : throw new ArgumentException($"parameter '{name}' has not the value {json.GetRawText()}");
    }

    private static bool IsLogarithmic(JsonElement json) => json.TryGetProperty("logarithmic", out JsonElement scale) && scale.GetBoolean();

    private static string Text(JsonElement json) => json.GetString() ?? throw new ArgumentException("a name is missing");

    private static double Finite(string name, JsonElement json) => json.GetDouble() is var number && double.IsFinite(number)
        ? number
        : throw NoRange(name);

    private static ArgumentException NoRange(string name) => new($"parameter '{name}' has no range of values");
}
