namespace MiniGrad.Data;

/// <summary>The tokens that texts are made of, characters or words, and their numbers: 0 is padding, 1 the start of a sequence, 2 its end,
/// and from 3 on come the tokens, those of texts in the order of <see cref="StringComparer.Ordinal"/>.</summary>
/// <example><code>
/// Vocabulary vocabulary = Vocabulary.OfCharacters(["535+61", "596"]);
/// int[] tokens = vocabulary.Encode("61");
/// string text = vocabulary.Decode(tokens);
/// </code></example>
public sealed class Vocabulary
{
    /// <summary>The number of what stands behind a sequence in a tensor of several.</summary>
    public const int Padding = 0;

    /// <summary>The number of what precedes the first token.</summary>
    public const int Start = 1;

    /// <summary>The number of what follows the last token.</summary>
    public const int End = 2;

    private const int FirstToken = 3;

    private readonly string[] tokens;
    private readonly Dictionary<string, int> numbers;

    /// <param name="tokens">The tokens, each once, in the order of their numbers, from 3 on.</param>
    /// <param name="areWords">Whether texts are split at spaces into words. Default: into characters.</param>
    /// <exception cref="ArgumentException">A token is there twice, or texts cannot hold it: it is empty, several characters where tokens
    /// are characters, or a word with a space.</exception>
    public Vocabulary(IEnumerable<string> tokens, bool areWords = false)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        this.tokens = [.. tokens];
        AreWords = areWords;
        numbers = new Dictionary<string, int>(this.tokens.Length, StringComparer.Ordinal);
        foreach ((int place, string token) in this.tokens.Index())
        {
            if (token is null || !Split(token, areWords).SequenceEqual([token]))
                throw new ArgumentException(Invariant($"Vocabulary: expected tokens that texts can hold, got '{token}' at place {place}."));
            if (!numbers.TryAdd(token, FirstToken + place))
                throw new ArgumentException(Invariant($"Vocabulary: expected each token once, got '{token}' again at place {place}."));
        }
    }

    /// <summary>Whether tokens are words, which spaces separate in a text, rather than characters.</summary>
    public bool AreWords { get; }

    /// <summary>The number of numbers: of tokens, padding, start and end.</summary>
    public int Count => FirstToken + tokens.Length;

    /// <summary>The tokens in the order of their numbers, from 3 on.</summary>
    public IReadOnlyList<string> Tokens => tokens;

    /// <summary>The characters of some texts. A character outside the basic plane is one token; half of one is read as U+FFFD.</summary>
    public static Vocabulary OfCharacters(IEnumerable<string> texts) => Of(texts, areWords: false);

    /// <summary>The words of some texts, split at spaces.</summary>
    public static Vocabulary OfWords(IEnumerable<string> texts) => Of(texts, areWords: true);

    /// <summary>Whether all tokens of a text are in the vocabulary.</summary>
    public bool CanEncode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Split(text, AreWords).All(numbers.ContainsKey);
    }

    /// <summary>The numbers of a text's tokens, without start and end.</summary>
    /// <exception cref="ArgumentException">A token is not in the vocabulary; it is named with its place, counted from 0.</exception>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<int> encoded = [];
        foreach (string token in Split(text, AreWords))
        {
            if (!numbers.TryGetValue(token, out int number))
                throw new ArgumentException(
                    Invariant($"Vocabulary: '{token}', token {encoded.Count} of '{text}', is not among the {tokens.Length} known ") +
                    (AreWords ? "words." : "characters."), nameof(text));
            encoded.Add(number);
        }
        return [.. encoded];
    }

    /// <summary>The text of some numbers. Padding, start and end stand for nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such number.</exception>
    public string Decode(IEnumerable<int> sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        return string.Join(AreWords ? " " : "", sequence.Where(number => number is not (Padding or Start or End)).Select(Token));
    }

    private string Token(int number) => number >= FirstToken && number < Count ? tokens[number - FirstToken]
        : throw new ArgumentOutOfRangeException(
            nameof(number), Invariant($"Vocabulary: expected numbers from 0 to {Count - 1}, got {number}."));

    private static Vocabulary Of(IEnumerable<string> texts, bool areWords)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return new(texts.SelectMany(text => Split(text, areWords)).Distinct().Order(StringComparer.Ordinal), areWords);
    }

    private static IEnumerable<string> Split(string text, bool areWords) => areWords
        ? text.Split(' ', StringSplitOptions.RemoveEmptyEntries) : text.EnumerateRunes().Select(rune => rune.ToString());
}
