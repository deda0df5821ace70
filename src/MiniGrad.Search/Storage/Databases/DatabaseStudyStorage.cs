using System.Data.Common;

namespace MiniGrad.Search;

/// <summary>Keeps studies in the tables of a database.</summary>
public abstract partial class DatabaseStudyStorage : StudyStorage
{
    private readonly StudySql sql;

    internal DatabaseStudyStorage(SqlDialect dialect) => (Dialect, sql) = (dialect, new StudySql(dialect));

    internal SqlDialect Dialect { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> GetNames() => Use(session =>
    {
        List<string> names = [];
        using DbDataReader reader = session.Command(StudySql.Names, [], null).ExecuteReader();
        while (reader.Read()) names.Add(reader.GetString(0));
        names.Sort(StringComparer.Ordinal);
        return names;
    });

    /// <inheritdoc/>
    public override bool Delete(string study)
    {
        ArgumentNullException.ThrowIfNull(study);
        // Also if it is sent again because nobody knows that it was carried out.
        bool wasThere = false;
        return Use(session => Atomically(session, transaction =>
        {
            wasThere |= Find(session, transaction, study) is not null;
            foreach (string statement in sql.Delete) session.Run(transaction, statement, ("@name", study));
            return wasThere;
        }));
    }

    internal override StoredStudy? Find(string name) => Use(session => Find(session, null, name));

    internal override StoredStudy Open(StudyBeginning beginning)
    {
        long id = NewId();
        return Use(session =>
            Find(session, null, beginning.Name) ?? Atomically(session, transaction => Begin(session, transaction, id, beginning).Study));
    }

    internal override void Change(StoredStudy known, string settings, string processors) => Use(session => Atomically(
        session,
        transaction =>
        {
            session.Run(
                transaction, sql.Change, ("@study", known.Id), ("@version", known.Version), ("@settings", settings),
                ("@processors", processors));
            return true;
        }));

    internal override long CountTrials(long study) => Use(session =>
        Convert.ToInt64(session.Command(StudySql.Count, [("@study", study)], null).ExecuteScalar(), null));

    internal override StudyChanges Read(StudyKnowledge known) => Exchange(known, sql.Read);

    internal override StudyChanges Add(
        StudyKnowledge known, StoredTrial trial, TimeSpan span, long? taken, bool claims = false,
        params IReadOnlyList<string> ahead) => Exchange(
        known, sql.Add(claims, ahead.Count),
        [
            ("@number", trial.Number), ("@body", trial.Body), ("@lease", trial.Lease), ("@holder", trial.Holder), Span(span),
            ("@taken", taken ?? -1), ("@version", known.Version), .. ahead.Select((body, i) => (Invariant($"@body{i + 1}"), (object?)body)),
        ]);

    internal override StudyChanges Claim(StudyKnowledge known, string holder, TimeSpan span) =>
        Exchange(known, sql.Claim, ("@holder", holder), Span(span), ("@version", known.Version));

    internal override StudyChanges Renew(StudyKnowledge known, IReadOnlyList<StoredTrial> held, TimeSpan span) => ExchangeMany(
        known, held, sql.Renew, trial => [("@number", trial.Number), ("@lease", trial.Lease), ("@progress", trial.Progress), Span(span)]);

    internal override StudyChanges Settle(StudyKnowledge known, StoredTrial trial) => Exchange(
        known, sql.Settle, ("@number", trial.Number), ("@lease", trial.Lease), ("@state", $"{trial.State}"), ("@body", trial.Body));

    internal override StudyChanges Keep(StudyKnowledge known, StoredTrial trial, byte[] checkpoint, TimeSpan span) => Exchange(
        known, sql.Keep, ("@number", trial.Number), ("@lease", trial.Lease), ("@body", trial.Body), ("@progress", trial.Progress),
        Span(span), ("@content", checkpoint));

    internal override byte[]? GetCheckpoint(long study, int trial) => Use(session => GetCheckpoint(session, null, study, trial));

    internal override StudyChanges EndPause(StudyKnowledge known, IReadOnlyList<StoredTrial> trials) => ExchangeMany(
        known, trials, sql.EndPause,
        trial => [("@number", trial.Number), ("@lease", trial.Lease), ("@state", $"{trial.State}"), ("@body", trial.Body)],
        (session, transaction) => session.Run(
            transaction, StudySql.ForgetCheckpoints, ("@study", known.Study), ("@first", known.First)));

    internal override StudyChanges Enqueue(StudyKnowledge known, string body, string token) =>
        Exchange(known, sql.Enqueue, ("@body", body), ("@token", token), ("@version", known.Version));

    internal override StudyChanges Dequeue(StudyKnowledge known, long position) =>
        Exchange(known, sql.Dequeue, ("@position", position));

    internal override bool Export(string name, Action<StudyExport> take) => Use(session =>
    {
        using DbTransaction transaction = session.Connection.BeginTransaction(Dialect.Snapshot);
        if (Find(session, transaction, name) is not { } study) return false;
        StudyChanges all = Read(session, transaction, sql.Read, new StudyKnowledge(study.Id, 0, 0));
        take(new StudyExport(
            new StudyBeginning(study.Name, study.Settings, study.Processors, [.. all.Queue.Select(values => values.Body)]), all.Trials,
            Checkpoint));
        return true;

        // Whoever takes it is another storage, which is not to explain the trouble of this one.
        byte[]? Checkpoint(int trial)
        {
            try
            {
                return GetCheckpoint(session, transaction, study.Id, trial);
            }
            catch (Exception trouble) when (IsTrouble(trouble))
            {
                throw new StudyStorageException($"{Place}: {Understand(trouble).Sentence.TrimEnd('.')}.", trouble);
            }
        }
    });

    internal override bool Import(
        StudyBeginning beginning, IReadOnlyList<StoredTrial> trials, Func<int, byte[]?> checkpoints)
    {
        long id = NewId();
        return Use(session => Atomically(session, transaction =>
        {
            (StoredStudy study, bool isNew) = Begin(session, transaction, id, beginning);
            // Where it has this id, it was all written before, and only nobody was told.
            if (!isNew) return study.Id == id;
            AddMany(session, transaction, id, trials);
            foreach (StoredTrial trial in trials)
                if (checkpoints(trial.Number) is { } content)
                    session.Run(
                        transaction, StudySql.KeepImported, ("@study", id), ("@number", trial.Number), ("@content", content));
            return true;
        }));
    }

    internal override StudyChanges Fill(
        StudyKnowledge known, IReadOnlyList<StoredTrial> trials, IReadOnlyList<string> queue)
    {
        StudyKnowledge nothing = known with { Since = 0, First = 0 };
        (string Body, string Token)[] queued = [.. queue.Select(body => (body, $"{Guid.NewGuid()}"))];
        return Use(session => Atomically(session, transaction =>
        {
            IReadOnlyList<StoredTrial> there = Read(session, transaction, sql.Read, nothing).Trials;
            if (there.Count == 0) AddMany(session, transaction, known.Study, trials);
            // Where they are these, they were written before, and only nobody was told.
            else if (!there.Select(Content).SequenceEqual(trials.Select(Content)))
                throw new StudyStorageException($"{Place}: the study has trials already.");
            foreach ((string body, string token) in queued)
                Read(session, transaction, sql.Enqueue, known, ("@body", body), ("@token", token), ("@version", known.Version));
            return Read(session, transaction, sql.Read, known);
        }));

        static (int, TrialState, string, long) Content(StoredTrial trial) => (trial.Number, trial.State, trial.Body, trial.Lease);
    }

    private static long NewId() => Random.Shared.NextInt64(1, long.MaxValue);

    private static (string Name, object? Value) Span(TimeSpan span) => ("@span", (long)span.TotalMilliseconds);

    private static StoredStudy? Find(SqlSession session, DbTransaction? transaction, string name)
    {
        using DbDataReader reader = session.Command(StudySql.Find, [("@name", name)], transaction).ExecuteReader();
        return reader.Read()
            ? new StoredStudy(Number(reader, 0), reader.GetString(1), reader.GetString(2), reader.GetString(3), Number(reader, 4))
            : null;
    }

    private static byte[]? GetCheckpoint(SqlSession session, DbTransaction? transaction, long study, int trial) =>
        (byte[]?)session.Command(StudySql.Checkpoint, [("@study", study), ("@number", trial)], transaction).ExecuteScalar();

    // A column of a SQLite file holds whatever was put there, of which the provider would make a number: 0 of most texts.
    private static long Number(DbDataReader reader, int column) => reader.GetValue(column) switch
    {
        long number => number,
        int number => number,
        var other => throw new FormatException(Invariant($"expected a number in the column '{reader.GetName(column)}', got '{other}'")),
    };

    /// <summary>The study of a name, and whether it was made now.</summary>
    private (StoredStudy Study, bool IsNew) Begin(SqlSession session, DbTransaction? transaction, long id, StudyBeginning beginning)
    {
        bool isNew = session.Run(
            transaction, StudySql.Begin, ("@study", id), ("@name", beginning.Name), ("@settings", beginning.Settings),
            ("@processors", beginning.Processors)) == 1;
        StoredStudy study = Find(session, transaction, beginning.Name)
            ?? throw new StudyStorageException($"{Place}: the study '{beginning.Name}' was just removed.");
        if (!isNew) return (study, false);
        foreach (string body in beginning.Queue)
            Read(
                session, transaction, sql.Enqueue, new StudyKnowledge(id, 0, 0), ("@body", body), ("@token", $"{Guid.NewGuid()}"),
                ("@version", 1L));
        return (study, true);
    }

    private void AddMany(SqlSession session, DbTransaction? transaction, long study, IReadOnlyList<StoredTrial> trials)
    {
        if (sql.BeginChange.Length > 0) session.Run(transaction, sql.BeginChange, ("@study", study));
        foreach (StoredTrial[] rows in trials.Chunk(Dialect.RowsAtOnce))
        {
            List<(string, object?)> parameters = [("@study", study)];
            for (int i = 0; i < rows.Length; i++)
            {
                parameters.Add((Invariant($"@number{i}"), rows[i].Number));
                parameters.Add((Invariant($"@state{i}"), $"{rows[i].State}"));
                parameters.Add((Invariant($"@body{i}"), rows[i].Body));
                parameters.Add((Invariant($"@lease{i}"), rows[i].Lease));
            }
            session.Run(transaction, sql.AddMany(rows.Length), [.. parameters]);
        }
    }

    /// <summary>Does the same to several trials, all or none.</summary>
    private StudyChanges ExchangeMany(
        StudyKnowledge known, IReadOnlyList<StoredTrial> trials, string statement,
        Func<StoredTrial, (string Name, object? Value)[]> parameters, Action<SqlSession, DbTransaction?>? then = null) => Use(
        session => Atomically(session, transaction =>
        {
            if (sql.BeginChange.Length > 0) session.Run(transaction, sql.BeginChange, ("@study", known.Study));
            // In the order of their numbers, so that two who do the same do not wait for each other.
            foreach (StoredTrial trial in trials.OrderBy(trial => trial.Number))
                session.Run(transaction, statement, [("@study", known.Study), .. parameters(trial)]);
            then?.Invoke(session, transaction);
            return Read(session, transaction, sql.Read, known);
        }));

    private StudyChanges Exchange(StudyKnowledge known, string statement, params (string Name, object? Value)[] parameters) =>
        Use(session => Dialect.BatchIsTransaction || ReferenceEquals(statement, sql.Read)
            ? Read(session, null, statement, known, parameters)
            : Atomically(session, transaction => Read(session, transaction, statement, known, parameters)));

    /// <summary>Does what a statement says, and reads what has changed.</summary>
    private StudyChanges Read(
        SqlSession session, DbTransaction? transaction, string statement, StudyKnowledge known,
        params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        long births = Births;
        using DbDataReader reader = session.Command(
            statement,
            [("@study", known.Study), ("@since", SinceMark.Read(session.Born, known.Since)), ("@first", known.First), .. parameters],
            transaction).ExecuteReader();
        if (!reader.Read()) throw new StudyStorageException($"{Place}: the study is not there any more.");
        (long since, long now, long version) = (SinceMark.Write(births, Number(reader, 0)), Number(reader, 1), Number(reader, 2));
        List<StoredTrial> trials = [];
        reader.NextResult();
        while (reader.Read())
        {
            int number = checked((int)Number(reader, 0));
            if (!Enum.TryParse(reader.GetString(1), out TrialState state) || !Enum.IsDefined(state))
                throw new StudyStorageException(Invariant($"{Place}: damaged: trial {number} has no known state."));
            trials.Add(new StoredTrial(number, state, reader.GetString(2), Number(reader, 3))
            {
                Holder = reader.IsDBNull(4) ? null : reader.GetString(4),
                Until = Number(reader, 5),
                Span = Number(reader, 6),
                Progress = reader.IsDBNull(7) ? null : reader.GetString(7),
                Version = Number(reader, 8),
            });
        }
        List<QueuedValues> queue = [];
        reader.NextResult();
        while (reader.Read()) queue.Add(new QueuedValues(Number(reader, 0), reader.GetString(1)));
        // To the end of the answer, which says whether what was changed is kept.
        while (reader.NextResult()) { }
        return new StudyChanges(since, now, version, trials, queue);
    }
}
