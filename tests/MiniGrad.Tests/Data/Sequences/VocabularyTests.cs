using MiniGrad.Data;
using Xunit;

namespace MiniGrad.Tests.Data.Sequences;

public class VocabularyTests
{
    [Fact]
    public void Tokens_are_numbered_from_3_in_ordinal_order()
    {
        Vocabulary vocabulary = Vocabulary.OfCharacters(["bä", "Z b", "a"]);
        Assert.Equal([" ", "Z", "a", "b", "ä"], vocabulary.Tokens);
        Assert.Equal(8, vocabulary.Count);
        Assert.Equal([6, 3, 7], vocabulary.Encode("b ä"));
        Assert.False(vocabulary.AreWords);
        Assert.Equal((0, 1, 2), (Vocabulary.Padding, Vocabulary.Start, Vocabulary.End));
    }

    [Fact]
    public void An_unknown_character_is_named_with_its_place()
    {
        Vocabulary vocabulary = Vocabulary.OfCharacters(["abc"]);
        Assert.Equal(
            "Vocabulary: 'x', token 2 of 'abxc', is not among the 3 known characters. (Parameter 'text')",
            Assert.Throws<ArgumentException>(() => vocabulary.Encode("abxc")).Message);
        Assert.False(vocabulary.CanEncode("abxc"));
        Assert.True(vocabulary.CanEncode("cab") && vocabulary.CanEncode(""));
    }

    [Fact]
    public void Words_are_split_at_spaces()
    {
        Vocabulary vocabulary = Vocabulary.OfWords(["the cat  sat", "a cat"]);
        Assert.Equal(["a", "cat", "sat", "the"], vocabulary.Tokens);
        Assert.Equal([6, 4, 3], vocabulary.Encode(" the cat   a "));
        Assert.Equal("the cat a", vocabulary.Decode([6, 4, 3]));
        Assert.Equal(
            "Vocabulary: 'dog', token 1 of 'the dog', is not among the 4 known words. (Parameter 'text')",
            Assert.Throws<ArgumentException>(() => vocabulary.Encode("the dog")).Message);
        Assert.True(vocabulary.CanEncode("a the"));
        Assert.False(vocabulary.CanEncode("a dog"));
    }

    [Fact]
    public void A_character_beyond_the_basic_plane_is_one_token()
    {
        Vocabulary vocabulary = Vocabulary.OfCharacters(["a😀b𝄞"]);
        Assert.Equal(4, vocabulary.Tokens.Count);
        Assert.Equal(4, vocabulary.Encode("😀a𝄞b").Length);
        Assert.Equal("😀a𝄞b", vocabulary.Decode(vocabulary.Encode("😀a𝄞b")));
        Assert.Contains("'😁', token 1", Assert.Throws<ArgumentException>(() => vocabulary.Encode("😀😁")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_character_is_read_as_the_sign_for_what_is_none()
    {
        Vocabulary vocabulary = Vocabulary.OfCharacters(["a\uD800"]);
        Assert.Equal(["a", "\uFFFD"], vocabulary.Tokens);
        Assert.Equal([4, 3], vocabulary.Encode("\uDC00a"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Texts_come_back(bool areWords)
    {
        XoshiroRandom random = new(1);
        string[] texts = [.. Enumerable.Range(0, 100).Select(_ => string.Join(
            ' ', Enumerable.Range(0, 5).Select(_ => new string(random.GetItems<char>("äöüß€abc", random.Next(1, 6))))))];
        Vocabulary vocabulary = areWords ? Vocabulary.OfWords(texts) : Vocabulary.OfCharacters(texts);
        Assert.All(texts, text =>
        {
            int[] tokens = vocabulary.Encode(text);
            Assert.All(tokens, token => Assert.InRange(token, 3, vocabulary.Count - 1));
            Assert.Equal(text, vocabulary.Decode([Vocabulary.Start, .. tokens, Vocabulary.End, Vocabulary.Padding]));
        });
        Assert.Equal(vocabulary.Encode(texts[0]), new Vocabulary(vocabulary.Tokens, areWords).Encode(texts[0]));
    }

    [Fact]
    public void Only_tokens_of_the_same_letters_are_one_whatever_the_culture()
    {
        string[] tokens = ["H", "I", "c", "ch", "e\u0301", "i", "ss", "\u00DF", "\u00E9", "\u0131", "\uFB01"];
        Vocabulary vocabulary = Vocabulary.OfWords(tokens.Reverse().Concat(tokens));
        Assert.Equal(tokens, vocabulary.Tokens);
        Assert.Equal([7, 11], vocabulary.Encode("e\u0301 \u00E9"));
    }

    [Fact]
    public void Tokens_that_are_there_twice_or_that_no_text_holds_are_refused()
    {
        Refuses("'a' again at place 2", ["a", "b", "a"]);
        Refuses("'' at place 1", ["a", ""]);
        Refuses("'' at place 0", [null!]);
        Refuses("'ab' at place 0", ["ab"]);
        Refuses("'a b' at place 0", ["a b"], areWords: true);
        Refuses(" at place 0", ["\uD800"]);
        Assert.Equal(2, new Vocabulary([" ", "😀"]).Tokens.Count);

        static void Refuses(string message, string[] tokens, bool areWords = false) => Assert.Contains(
            message, Assert.Throws<ArgumentException>(() => new Vocabulary(tokens, areWords)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(6)]
    public void A_number_without_a_token_is_refused(int number)
    {
        Vocabulary vocabulary = Vocabulary.OfCharacters(["abc"]);
        Assert.Contains(
            $"from 0 to 5, got {number}", Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.Decode([3, number])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_a_text_too()
    {
        Vocabulary vocabulary = Vocabulary.OfCharacters([]);
        Assert.Equal(3, vocabulary.Count);
        Assert.Empty(vocabulary.Encode(""));
        Assert.Equal("", vocabulary.Decode([]));
    }
}
