using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

/// <summary>Rows that are other than they were written are said, and no number is made of them.</summary>
public class StorageDamageTests : StorageTests
{
    public static TheoryData<string, string, string> Columns
    {
        get
        {
            TheoryData<string, string, string> columns = [];
            foreach (string kind in StoragePlace.Databases)
            {
                foreach (string column in (string[])["lease", "ends", "span", "version"]) columns.Add(kind, "trial", column);
                columns.Add(kind, "study", "version");
            }
            // Others are of use to the database, which lets nobody change what they are.
            columns.Add(StoragePlace.Sqlite, "trial", "number");
            columns.Add(StoragePlace.Sqlite, "study", "revision");
            return columns;
        }
    }

    [Theory]
    [MemberData(nameof(Columns))]
    public void A_text_where_a_number_belongs_is_damage(string kind, string table, string column)
    {
        StoragePlace place = Place(kind);
        Create(place.Open()).Run(3, X);
        place.Execute(kind == StoragePlace.Sqlite
            ? $"UPDATE minigrad_{table} SET {column} = 'x'{(table == "trial" ? " WHERE number = 2" : "")}"
            : $"ALTER TABLE minigrad_{table} ALTER COLUMN {column} TYPE TEXT USING 'x'");
        StudyStorage storage = place.Open();
        string message = Assert.Throws<StudyStorageException>(() => Create(storage).Trials).Message;
        Assert.StartsWith($"{storage.Place}: damaged: expected a number in the column '", message, StringComparison.Ordinal);
        Assert.EndsWith("', got 'x'.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trial", "lease", "1.5")]
    [InlineData("trial", "number", "4294967298")]
    [InlineData("study", "version", "x'00'")]
    public void A_number_that_none_has_written_is_damage(string table, string column, string value)
    {
        StoragePlace place = Place(StoragePlace.Sqlite);
        Create(place.Open()).Run(3, X);
        place.Execute($"UPDATE minigrad_{table} SET {column} = {value}{(table == "trial" ? " WHERE number = 2" : "")}");
        StudyStorage storage = place.Open();
        string message = Assert.Throws<StudyStorageException>(() => Create(storage).Trials).Message;
        Assert.StartsWith($"{storage.Place}: damaged: ", message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public void Trials_that_are_counted_and_cannot_be_read_are_missed_when_the_study_is_opened(string kind)
    {
        StoragePlace place = Place(kind);
        Create(place.Open()).Run(3, X);
        // The last one: no number between is missing.
        place.Execute("UPDATE minigrad_trial SET stamp = -1 WHERE number = 2");
        StudyStorage storage = place.Open();
        string message = Assert.Throws<StudyStorageException>(() => Create(storage).Run(4, X)).Message;
        Assert.Equal($"{storage.Place}: damaged: Study 's' has 3 trials, of which only 2 can be read.", message);
        Assert.Throws<StudyStorageException>(() => Study.View(place.Open(), "s"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_trial_that_can_be_neither_added_nor_read_ends_in_a_sentence(string kind)
    {
        StoragePlace place = Place(kind);
        StudyStorage storage = place.Open();
        Study study = Create(storage);
        study.Run(3, X);
        // It lies where the next one belongs, and counts as known to all.
        place.Execute(
            """
            INSERT INTO minigrad_trial (study, number, state, body, lease, ends, span, version, stamp)
            SELECT id, 3, 'Complete', '{}', 1, 0, 0, 1, 0 FROM minigrad_study
            """);
        StudyStorageException trouble = await Assert.ThrowsAsync<StudyStorageException>(
            () => Task.Run(study.Ask).WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal($"{storage.Place}: damaged: trial 3 can be neither added nor read.", trouble.Message);
        Assert.Equal(3, study.Trials.Count);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public void Tables_of_which_one_is_missing_are_incomplete(string kind)
    {
        StoragePlace place = Place(kind);
        Study study = Create(place.Open());
        study.Run(3, X);
        place.Execute("DROP TABLE minigrad_trial");
        foreach (Action way in (Action[])[() => study.Ask(), () => Create(place.Open()).Run(4, X)])
        {
            string message = Assert.Throws<StudyStorageException>(way).Message;
            Assert.Contains(": the tables of studies are incomplete: ", message, StringComparison.Ordinal);
            Assert.Contains("minigrad_trial", message, StringComparison.Ordinal);
        }
    }
}
