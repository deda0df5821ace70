namespace MiniGrad.Onnx;

/// <summary>Nodes for padded sequences whose lengths are an operation's setting: zeros behind the lengths, and each in reverse.</summary>
internal static class SequenceNodes
{
    private const string Lengths = "lengths";

    /// <summary>Sequences [batch, time, features] with the time first.</summary>
    public static string TimeFirst<T>(NodeWriter<T> writer, string x, Extent steps, bool isReversed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Swapped(writer, Ordered(writer, x, steps, isReversed));

    /// <summary>Sequences [time, batch, features] with the batch first.</summary>
    public static string BatchFirst<T>(NodeWriter<T> writer, string x, Extent steps, bool isReversed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Ordered(writer, Swapped(writer, x), steps, isReversed);

    /// <summary>The rows of a table that an operation's tokens stand for, with the time first.</summary>
    public static string Tokens<T>(NodeWriter<T> writer, string table) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TimeFirst(
        writer, writer.Node("Gather", [table, writer.Indices("tokens")!]), writer.OutputShape[0], writer.Setting<bool>("reversal"));

    /// <summary>True for the steps of each sequence and false behind them, [batch, time].</summary>
    public static string Mask<T>(NodeWriter<T> writer, string lengths, Extent steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => writer.Once($"mask {lengths} {steps}", () =>
        {
            string count = writer.Node("Squeeze", [writer.Shape([steps]), writer.Integers(0)]);
            string places = writer.Node("Range", [writer.Scalar(0), count, writer.Scalar(1)]);
            return writer.Node("Less", [places, writer.Node("Unsqueeze", [lengths, writer.Integers(1)])]);
        });

    /// <summary>The outputs of a recurrent node, [time, batch, units], which are zeros behind the lengths, with the last state
    /// there.</summary>
    public static string Held<T>(NodeWriter<T> writer, string outputs, string last, string lengths, Extent steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string mask = writer.Node("Transpose", [Mask(writer, lengths, steps)], ("perm", (long[])[1, 0]));
        return writer.Node("Where", [writer.Node("Unsqueeze", [mask, writer.Integers(2)]), outputs, last]);
    }

    private static string Ordered<T>(NodeWriter<T> writer, string x, Extent steps, bool isReversed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (writer.Indices(Lengths) is not { } lengths)
            return isReversed ? writer.Node("Slice",
                [x, writer.Integers(-1), writer.Integers(long.MinValue), writer.Integers(1), writer.Integers(-1)]) : x;
        if (isReversed) x = writer.Node("ReverseSequence", [x, lengths], ("batch_axis", 0L), ("time_axis", 1L));
        string mask = writer.Node("Unsqueeze", [Mask(writer, lengths, steps), writer.Integers(2)]);
        return writer.Node("Where", [mask, x, writer.Number(0)]);
    }

    private static string Swapped<T>(NodeWriter<T> writer, string x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        writer.Node("Transpose", [x], ("perm", (long[])[1, 0, 2]));
}
