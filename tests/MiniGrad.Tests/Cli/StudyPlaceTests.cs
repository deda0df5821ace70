using System.Text;
using MiniGrad.Cli;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Cli;

public sealed class StudyPlaceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("digits.study", false, "digits.study")]
    [InlineData("/data/a=b.study", false, "/data/a=b.study")]
    [InlineData("rate=0.1;layers=2", false, "rate=0.1;layers=2")]
    [InlineData("Host=node1;Database=studies;Username=me;Password=hidden", true, "studies at node1")]
    [InlineData(" server = node1 ; DB = studies", true, "studies at node1")]
    [InlineData("Database=studies", true, "studies at localhost")]
    [InlineData("Host=node1", true, "PostgreSQL at node1")]
    [InlineData("Host=node1;Database", true, "PostgreSQL")]
    [InlineData("Hots=node1;Password=hidden", true, "PostgreSQL at localhost")]
    [InlineData("postgresql://me:hidden@node1/studies", true, "PostgreSQL")]
    public void Files_and_databases_are_told_apart_and_called_without_passwords(string text, bool isDatabase, string name)
    {
        StudyPlace place = new(text);
        Assert.Equal((isDatabase, name), (place.IsDatabase, $"{place}"));
        Assert.Equal(isDatabase ? null : text, place.Path);
    }

    [Fact]
    public void Addresses_are_refused_without_being_repeated()
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => new StudyPlace("postgres://me:hidden@node1/studies").Open());
        Assert.Contains("Host=…;Database=…", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Hots=node1;Password=hidden")]
    [InlineData("Host=node1;Database=studies;Password=hidden;Port=hidden")]
    [InlineData("Host=node1;Database=studies;Password='hidden")]
    public void What_is_wrong_with_a_connection_string_is_said_without_the_password(string text)
    {
        Exception error = Assert.ThrowsAny<Exception>(() => new StudyPlace(text).Open().Dispose());
        Assert.True(error is InvalidDataException or IOException, $"{error}");
        Assert.DoesNotContain("Password=hidden", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("'hidden", error.Message.Replace("Port=", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"version\": 1}")]
    [InlineData("\uFEFF \n {}")]
    [InlineData("[]")]
    public void Files_of_json_are_refused_in_words_and_stay(string content)
    {
        string path = folder.File("old.json");
        File.WriteAllText(path, content);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => new StudyPlace(path).Open());
        Assert.Equal(
            $"{path}: expected a study in a SQLite file, got JSON, in which studies were kept formerly; choose another file.",
            error.Message);
        Assert.Equal(Encoding.UTF8.GetBytes(content), File.ReadAllBytes(path));
    }

    [Fact]
    public void What_is_only_looked_at_is_not_made()
    {
        string path = folder.File("none.study");
        Assert.Equal(
            $"{path}: there is no such file.", Assert.Throws<FileNotFoundException>(() => new StudyPlace(path).OpenExisting()).Message);
        Assert.False(File.Exists(path));
        Assert.Null(new StudyPlace(path).OpenToLook());
        Assert.Equal(
            $"{folder.File("no/none.study")}: there is no such file, and no such folder.",
            Assert.Throws<FileNotFoundException>(() => new StudyPlace(folder.File("no/none.study")).OpenExisting()).Message);
        new StudyPlace(path).Open().Dispose();
        new StudyPlace(path).OpenExisting().Dispose();
        Assert.Contains(
            "got a folder", Assert.Throws<FileNotFoundException>(() => new StudyPlace(folder.Path).OpenExisting()).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("got 'Host=a;Password=secret;Port=1'.", "got 'Host=a;Password=…;Port=1'.")]
    [InlineData("PWD = secret", "PWD=…")]
    [InlineData("password=\"se;cret\";Host=a", "password=…;Host=a")]
    [InlineData("Password='se;cret';Host=a", "Password=…;Host=a")]
    [InlineData("got 'postgres://me:se:cr@t@host/db'.", "got 'postgres://me:…@host/db'.")]
    [InlineData("SSL Password=secret", "SSL Password=…")]
    [InlineData("Password=two words here", "Password=…")]
    [InlineData("a password that is no setting", "a password that is no setting")]
    public void Passwords_are_hidden(string text, string shown) => Assert.Equal(shown, Secrets.Hidden(text));
}
