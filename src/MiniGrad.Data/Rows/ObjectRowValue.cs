namespace MiniGrad.Data;

/// <summary>Objects as values of a row.</summary>
internal static class ObjectRowValue
{
    /// <summary>What values of a row may be, for messages.</summary>
    public const string Expected = "a number, text, a boolean or a date";

    public static RowValue Of(object? value) => value switch
    {
        null or DBNull => RowValue.Missing,
        string text => RowValue.Of(text),
        double number => RowValue.Of(number),
        int number => RowValue.Of((long)number),
        float number => RowValue.Of((double)number),
        long number => RowValue.Of(number),
        decimal number => RowValue.Of(number),
        bool word => RowValue.Of(word),
        DateTime date => RowValue.Of(date),
        DateOnly date => RowValue.Of(date),
        DateTimeOffset date => RowValue.Of(date),
        JsonElement json => JsonRowValue.Of(json, [], needsSpelling: true),
        short number => RowValue.Of((long)number),
        byte number => RowValue.Of((long)number),
        uint number => RowValue.Of((long)number),
        ulong number => RowValue.Of(number),
        ushort number => RowValue.Of((long)number),
        sbyte number => RowValue.Of((long)number),
        Half number => RowValue.Of((double)number),
        char character => RowValue.Of(character.ToString()),
        Guid id => RowValue.Of(id.ToString()),
        Enum => RowValue.Refused($"expected {Expected}, got an enumeration, {value.GetType().Name}: give its name, ToString()."),
        _ => RowValue.Refused($"expected {Expected}, got a value of type {value.GetType().Name}."),
    };
}
