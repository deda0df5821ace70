using MiniGrad.Data;

namespace MiniGrad.Tests.Data.Tables;

/// <summary>Columns in few words, and an encoder that went through JSON.</summary>
internal static class TableColumns
{
    public static NumberColumn Numbers(string name, params double[] numbers) => new(name, numbers);

    public static TextColumn Texts(string name, params string?[] texts) => new(name, texts);

    /// <summary>A target of two classes for each row.</summary>
    public static TextColumn Classes(int count) => new("y", Enumerable.Range(0, count).Select(row => row % 2 == 0 ? "a" : "b").ToArray());

    /// <summary>A column beside a target, encoded.</summary>
    public static TableEncoder Fit(TableColumn column, TableEncoderOptions? options = null) =>
        TableEncoder.Fit(new Table(column, Classes(column.Count)), "y", options);

    public static double[] Encode(TableEncoder encoder, params TableColumn[] columns) =>
        encoder.EncodeInputs<double>(new Table(columns)).ToArray();

    /// <summary>The encoder that was written and read again, which says the same.</summary>
    public static TableEncoder Again(TableEncoder encoder)
    {
        var again = TableEncoder.FromJson(encoder.ToJson());
        Xunit.Assert.Equal(encoder.ToJson(), again.ToJson());
        Xunit.Assert.Equal(encoder.Describe(), again.Describe());
        Xunit.Assert.Equal(encoder.FeatureNames, again.FeatureNames);
        return again;
    }

    public static TableEncoderOptions Role(string column, ColumnRole role) =>
        new() { Roles = new Dictionary<string, ColumnRole> { [column] = role } };
}
