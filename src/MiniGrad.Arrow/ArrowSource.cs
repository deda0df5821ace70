namespace MiniGrad.Arrow;

/// <summary>A file that is open, and the columns that are read of it.</summary>
internal sealed class ArrowSource
{
    // How many rows are handed on at once.
    private const int Together = 8192;
    private readonly FileBytes file;
    private readonly string name;
    private readonly TableFileOptions options;
    private readonly DictionaryLog dictionaries;

    /// <param name="stream">The file, which can seek.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="options">What to read.</param>
    /// <param name="known">What it has, where it was looked at before. Default: it is looked at now.</param>
    /// <exception cref="InvalidDataException">The file is of another kind, cut or damaged, or does not have the columns of the
    /// options.</exception>
    public ArrowSource(Stream stream, string name, TableFileOptions options, FileFrame? known = null)
    {
        (this.name, this.options) = (name, options);
        file = new FileBytes(stream);
        try
        {
            Frame = known ?? FileFrame.Read(file);
            Columns = ColumnChoice.Of(ArrowColumn.All(Frame.Fields), options);
        }
        catch (FileProblem problem)
        {
            throw new InvalidDataException($"{name}: {problem.Message}.", problem);
        }
        dictionaries = new DictionaryLog(file, Frame, Columns, NewLimit());
    }

    /// <summary>What the file has.</summary>
    public FileFrame Frame { get; }

    /// <summary>The columns that are read.</summary>
    public ArrowColumn[] Columns { get; }

    /// <summary>The number of batches.</summary>
    public int Batches => Frame.Batches.Count;

    /// <summary>Whether batches can be read in any order: else those before are read too.</summary>
    public bool IsIndexed => Frame.Batches.All(batch => batch.Dictionaries == Frame.Dictionaries.Count);

    /// <summary>Reads all rows.</summary>
    public Table ReadAll() => Read([.. Enumerable.Range(0, Batches)]);

    /// <summary>Reads the rows of a batch.</summary>
    public Table ReadBatch(int index) => Read([index]);

    /// <summary>The number of rows of a batch.</summary>
    public long RowsOf(int index)
    {
        try
        {
            return Open(index, NewLimit()).Batch.Rows;
        }
        catch (FileProblem problem)
        {
            throw new InvalidDataException($"{name}: {problem.Message}.", problem);
        }
    }

    private ReadingLimit NewLimit() => new(options.MemoryLimit, file.Length, "ArrowTable.ReadBatches");

    private Table Read(int[] indices)
    {
        ReadingLimit limit = NewLimit();
        (Batch Batch, BufferPlace[] Places, int Dictionaries)[] batches;
        try
        {
            batches = Array.ConvertAll(indices, index => Open(index, limit));
            if (batches.Length > 0) dictionaries.ReadTo(batches[^1].Dictionaries);
        }
        catch (FileProblem problem)
        {
            throw new InvalidDataException($"{name}: {problem.Message}.", problem);
        }
        return new Table(ColumnReading.All(Columns, batches.Sum(batch => batch.Batch.Rows), name, column =>
        {
            StoredFill fill = StoredFill.Of(column, options, limit);
            ValueDictionary? last = null;
            foreach ((Batch batch, BufferPlace[] places, int before) in batches)
            {
                ValueArray values = ValueArray.Of(batch, places[column.Place], column.Field);
                if (values.Count != batch.Rows)
                    throw new FileProblem(Invariant($"a batch has {batch.Rows} rows, and {values.Count} values of it"));
                ValueDictionary? dictionary =
                    column.Field.Dictionary is { } index ? dictionaries.Find(index.Id, before) : null;
                if (dictionary is not null && dictionary != last) fill.BeginDictionary(dictionary.Values, dictionary.Bytes);
                Fill(fill, values, last = dictionary);
            }
            return fill.ToColumn();
        }));
    }

    private (Batch Batch, BufferPlace[] Places, int Dictionaries) Open(int index, ReadingLimit limit)
    {
        (long at, int before) = Frame.Batches[index];
        if (Message.Read(file, at, Frame.End) is not { Kind: MessageKind.Batch } message)
            throw new FileProblem("its headers are damaged: a batch is not where it is said to be");
        Batch batch = new(file, message, message.Content, limit);
        return (batch, batch.Places(Frame.Fields), before);
    }

    private static void Fill(StoredFill fill, ValueArray array, ValueDictionary? dictionary)
    {
        int room = Math.Min(array.Count, Together);
        long[] values = new long[room];
        int[] has = new int[room], places = new int[room];
        for (int from = 0; from < array.Count; from += room)
        {
            int rows = Math.Min(room, array.Count - from);
            Span<int> present = has.AsSpan(0, rows);
            int count = array.Read(from, values, present);
            if (dictionary is null)
            {
                fill.Add(values.AsSpan(0, count), array.Bytes, count == rows ? [] : present);
                continue;
            }
            count = PlacesOf(values.AsSpan(0, count), dictionary, present, places);
            fill.AddPlaces(places.AsSpan(0, count), count == rows ? [] : present);
        }
    }

    /// <summary>The places in a dictionary, without those where it has nothing.</summary>
    private static int PlacesOf(ReadOnlySpan<long> values, ValueDictionary dictionary, Span<int> present, Span<int> places)
    {
        int used = 0, next = 0;
        for (int row = 0; row < present.Length; row++)
        {
            if (present[row] == 0) continue;
            long place = values[next++];
            if ((ulong)place >= (ulong)dictionary.Values.Length) throw new FileProblem("a value is not in its dictionary");
            if (dictionary.Missing.Contains((int)place)) present[row] = 0;
            else places[used++] = (int)place;
        }
        return used;
    }
}
