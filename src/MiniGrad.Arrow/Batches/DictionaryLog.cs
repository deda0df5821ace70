namespace MiniGrad.Arrow;

/// <summary>The dictionaries of a file, as they were at each of its batches: they may grow, and be replaced.</summary>
/// <param name="file">The file.</param>
/// <param name="frame">Where they lie.</param>
/// <param name="columns">The columns that want them.</param>
/// <param name="limit">The memory that reading may take.</param>
internal sealed class DictionaryLog(FileBytes file, FileFrame frame, IEnumerable<ArrowColumn> columns, ReadingLimit limit)
{
    private readonly Dictionary<long, ArrowColumn> wanted = columns.Where(column => column.Field.Dictionary is not null)
        .GroupBy(column => column.Field.Dictionary!.Id).ToDictionary(group => group.Key, group => group.First());

    private readonly Dictionary<long, List<(int Since, ValueDictionary Values)>> known = [];
    private int read;

    /// <summary>Reads those that come before a batch.</summary>
    /// <param name="count">How many come before it.</param>
    public void ReadTo(int count)
    {
        for (; read < count; read++) Read(frame.Dictionaries[read]);
    }

    /// <summary>A dictionary as it is at a batch.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="count">How many come before the batch, all of them read.</param>
    public ValueDictionary Find(long id, int count)
    {
        if (known.TryGetValue(id, out var versions) && versions.FindLast(version => version.Since < count) is { Values: { } values })
            return values;
        throw new FileProblem("its values refer to a dictionary that is not there");
    }

    private void Read(long at)
    {
        if (Message.Read(file, at, frame.End) is not { Kind: MessageKind.Dictionary } message)
            throw new FileProblem("its headers are damaged: a dictionary is not where it is said to be");
        FlatTable content = message.Content;
        long id = content.Long(0);
        if (!wanted.TryGetValue(id, out ArrowColumn? column)) return;
        // The values are a column by themselves.
        SchemaField field = column.Field with { Dictionary = null };
        Batch batch = new(file, message, content.Table(1), limit);
        ValueDictionary values = ValueDictionary.Of(ValueArray.Of(batch, batch.Places([field])[0], field), limit);
        if (!known.TryGetValue(id, out var versions)) known[id] = versions = [];
        bool isMore = content.Byte(2) != 0;
        if (isMore && versions.Count == 0) throw new FileProblem("a dictionary grows that was not there before");
        versions.Add((read, isMore ? versions[^1].Values.With(values, column.IsBytes, limit) : values));
    }
}
