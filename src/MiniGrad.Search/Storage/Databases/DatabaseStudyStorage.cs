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
        return Use(session => Atomically(session, transaction =>
        {
            bool isThere = Find(session, transaction, study) is not null;
            foreach (string statement in StudySql.Delete) session.Run(transaction, statement, ("@name", study));
            return isThere;
        }));
    }

    internal override StoredStudy? Find(string name) => Use(session => Find(session, null, name));

    internal override StoredStudy Open(StudyBeginning beginning) => Use(session =>
        Find(session, null, beginning.Name) ?? Atomically(session, transaction => Begin(session, transaction, beginning, NewId()).Study));

    internal override void Change(StoredStudy known, string settings, string processors) => Use(session => Atomically(
        session,
        transaction =>
        {
            session.Run(
                transaction, sql.Change, ("@study", known.Id), ("@version", known.Version), ("@settings", settings),
                ("@processors", processors));
            return true;
        }));

    internal override StudyChanges Read(StudyKnowledge known) => Exchange(known, sql.Read);

    internal override StudyChanges Add(StudyKnowledge known, StoredTrial trial, TimeSpan span, long? taken) => Exchange(
        known, sql.Add, ("@number", trial.Number), ("@body", trial.Body), ("@lease", trial.Lease), ("@holder", trial.Holder),
        Span(span), ("@taken", taken ?? -1), ("@version", known.Version));

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
        StudyChanges all = Read(session.Command(sql.Read, Known(new StudyKnowledge(study.Id, 0, 0)), transaction));
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

    internal override bool Import(StudyBeginning beginning, IReadOnlyList<StoredTrial> trials, Func<int, byte[]?> checkpoints)
    {
        long id = NewId();
        return Use(session => Atomically(session, transaction =>
        {
            // It may be there already, if a connection was lost.
            if (Find(session, transaction, beginning.Name) is { } there) return there.Id == id;
            (StoredStudy study, bool isNew) = Begin(session, transaction, beginning, id);
            if (!isNew) return false;
            AddMany(session, transaction, study.Id, trials);
            foreach (StoredTrial trial in trials)
                if (checkpoints(trial.Number) is { } content)
                    session.Run(
                        transaction, StudySql.KeepImported, ("@study", study.Id), ("@number", trial.Number), ("@content", content));
            return true;
        }));
    }

    internal override StudyChanges Fill(
        StudyKnowledge known, IReadOnlyList<StoredTrial> trials, IReadOnlyList<string> queue)
    {
        Use(session => Atomically(session, transaction =>
        {
            AddMany(session, transaction, known.Study, trials);
            return true;
        }));
        StudyChanges changes = Read(known);
        foreach (string body in queue) changes = Enqueue(known, body, $"{Guid.NewGuid()}");
        return changes;
    }

    private static (string Name, object? Value) Span(TimeSpan span) => ("@span", (long)span.TotalMilliseconds);

    private static StoredStudy? Find(SqlSession session, DbTransaction? transaction, string name)
    {
        using DbDataReader reader = session.Command(StudySql.Find, [("@name", name)], transaction).ExecuteReader();
        return reader.Read()
            ? new StoredStudy(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4))
            : null;
    }

    private static byte[]? GetCheckpoint(SqlSession session, DbTransaction? transaction, long study, int trial) =>
        (byte[]?)session.Command(StudySql.Checkpoint, [("@study", study), ("@number", trial)], transaction).ExecuteScalar();

    private static long NewId() => Random.Shared.NextInt64(1, long.MaxValue);

    private (StoredStudy Study, bool IsNew) Begin(SqlSession session, DbTransaction? transaction, StudyBeginning beginning, long id)
    {
        session.Run(
            transaction, StudySql.Begin, ("@study", id), ("@name", beginning.Name), ("@settings", beginning.Settings),
            ("@processors", beginning.Processors));
        StoredStudy study = Find(session, transaction, beginning.Name)!;
        if (study.Id != id) return (study, false);
        foreach (string body in beginning.Queue)
            session.Run(
                transaction, sql.Enqueue,
                Known(new StudyKnowledge(id, 0, 0), ("@body", body), ("@token", $"{Guid.NewGuid()}"), ("@version", 1L)));
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
            return Read(session.Command(sql.Read, Known(known), transaction));
        }));

    private StudyChanges Exchange(StudyKnowledge known, string statement, params (string Name, object? Value)[] parameters) =>
        Use(session => Dialect.BatchIsTransaction || ReferenceEquals(statement, sql.Read)
            ? Read(session.Command(statement, Known(known, parameters), null))
            : Atomically(session, transaction => Read(session.Command(statement, Known(known, parameters), transaction))));

    private static (string Name, object? Value)[] Known(StudyKnowledge known, params (string Name, object? Value)[] parameters) =>
        [("@study", known.Study), ("@since", known.Since), ("@first", known.First), .. parameters];

    private StudyChanges Read(DbCommand command)
    {
        using DbDataReader reader = command.ExecuteReader();
        if (!reader.Read()) throw new StudyStorageException($"{Place}: the study is not there any more.");
        (long since, long now, long version) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
        List<StoredTrial> trials = [];
        reader.NextResult();
        while (reader.Read())
        {
            if (!Enum.TryParse(reader.GetString(1), out TrialState state) || !Enum.IsDefined(state))
                throw new StudyStorageException(Invariant($"{Place}: damaged: trial {reader.GetInt32(0)} has no known state."));
            trials.Add(new StoredTrial(reader.GetInt32(0), state, reader.GetString(2), reader.GetInt64(3))
            {
                Holder = reader.IsDBNull(4) ? null : reader.GetString(4),
                Until = reader.GetInt64(5),
                Span = reader.GetInt64(6),
                Progress = reader.IsDBNull(7) ? null : reader.GetString(7),
                Version = reader.GetInt64(8),
            });
        }
        List<QueuedValues> queue = [];
        reader.NextResult();
        while (reader.Read()) queue.Add(new QueuedValues(reader.GetInt64(0), reader.GetString(1)));
        return new StudyChanges(since, now, version, trials, queue);
    }
}
