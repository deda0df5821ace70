namespace MiniGrad.Data;

/// <summary>What becomes of missing values in a column.</summary>
/// <param name="WereLearned">Whether a training row lacks a value; true where an encoder of an earlier version does not say.</param>
/// <param name="RefusesNew">Whether one that is missing is refused, unless training rows lack values too.</param>
internal readonly record struct GapRule(bool WereLearned, bool RefusesNew)
{
    private const string WereLearnedKey = "missingInTraining", RefusesNewKey = "refusesNewMissing";

    public static GapRule Of(long missing, TableEncoderOptions options) => new(missing > 0, options.RefuseNewMissing);

    /// <summary>Whether a missing value is refused.</summary>
    public bool RefusesMissing => RefusesNew && !WereLearned;

    /// <summary>What a missing value becomes, in words.</summary>
    /// <param name="filler">What stands for it.</param>
    /// <param name="hasIndicator">Whether a feature marks it.</param>
    public string Describe(string filler, bool hasIndicator) =>
        RefusesMissing ? "a missing value is refused" : $"a missing value is {filler}{(hasIndicator ? " and marked by a feature" : "")}";

    /// <exception cref="TableRowException">A missing value is refused.</exception>
    public void Check(string column, int row)
    {
        if (!RefusesMissing) return;
        throw new TableRowException(
            column, row, $"the value is missing, and no training row lacks one ({nameof(TableEncoderOptions.RefuseNewMissing)} is set).");
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteBoolean(WereLearnedKey, WereLearned);
        json.WriteBoolean(RefusesNewKey, RefusesNew);
    }

    public static GapRule Read(JsonElement json) =>
        json.TryGetProperty(WereLearnedKey, out _) ? new(json.Boolean(WereLearnedKey), json.Boolean(RefusesNewKey)) : new(true, false);
}
