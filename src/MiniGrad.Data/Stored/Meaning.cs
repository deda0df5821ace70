namespace MiniGrad.Data;

/// <summary>What the values of a column are.</summary>
internal enum Meaning
{
    Signed,
    Unsigned,
    Single,
    Double,
    Half,
    Decimal,
    Text,
    Boolean,
    Uuid,
    Date,
    Time,
    Timestamp,
    Int96Timestamp,
}
