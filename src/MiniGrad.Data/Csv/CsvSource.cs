using System.Text;

namespace MiniGrad.Data;

/// <summary>How the character between fields is known.</summary>
internal enum SeparatorOrigin
{
    /// <summary>By an option.</summary>
    Given,

    /// <summary>By the first lines.</summary>
    Found,

    /// <summary>The first lines show none: there is one column.</summary>
    OneColumn,
}

/// <summary>The text of a file in UTF-8: unpacked, in another encoding if need be, and without the lines above the header.</summary>
internal sealed class CsvSource(Stream file, string name, CsvOptions options)
{
    /// <summary>What a field holds that was written in another encoding.</summary>
    internal const string NotUtf8 =
        $"bytes that are not UTF-8, perhaps Latin-1 or Windows-1252: set {nameof(CsvOptions)}.{nameof(CsvOptions.Encoding)} to " +
        $"Encoding.Latin1, " +
        "or save the file as UTF-8";

    private const int HeadLength = 64 * 1024;
    private readonly long start = file.Position;

    /// <summary>The character between fields, known once the text is open.</summary>
    public char Separator { get; private set; }

    /// <summary>How the separator was found.</summary>
    public SeparatorOrigin Origin { get; private set; }

    /// <summary>The text from its beginning. Lines that are left out are empty ones, so that the numbers of the others stay.</summary>
    /// <exception cref="InvalidDataException">The file is of another kind, or has fewer lines than are to be skipped.</exception>
    public Stream Open()
    {
        file.Position = start;
        Stream text = Decoded(Unpacked(file));
        byte[] head = new byte[HeadLength];
        int count = text.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        ReadOnlyMemory<byte> first = head.AsMemory(0, count);
        int skipped = 0;
        for (; skipped < options.SkippedLines; skipped++) first = AfterLine(first, text, skipped);
        ReadOnlySpan<byte> line = WithoutMark(first.Span);
        if (DelimiterGuess.HintIn(line) is { } hint && (options.Delimiter ?? hint) == hint && hint != options.Quote)
        {
            (Separator, Origin) = (hint, SeparatorOrigin.Found);
            first = AfterLine(first, text, skipped++);
        }
        else if (options.Delimiter is { } given) (Separator, Origin) = (given, SeparatorOrigin.Given);
        else
        {
            (Separator, bool isFound) = DelimiterGuess.Of(line, isWhole: count < head.Length, options);
            Origin = isFound ? SeparatorOrigin.Found : SeparatorOrigin.OneColumn;
        }
        ReadOnlySpan<byte> header = WithoutMark(first.Span);
        if (Origin != SeparatorOrigin.OneColumn && ShortHeader.Is(header.ToArray(), Separator, count < head.Length, options))
            first = ShortHeader.Mend(header, Separator, options);
        byte[] blank = [.. Enumerable.Repeat((byte)'\n', skipped)];
        return new SplicedStream(skipped == 0 ? first : (byte[])[.. blank, .. WithoutMark(first.Span)], text);
    }

    /// <summary>Text of another encoding in UTF-8. Reading it throws a <see cref="DecoderFallbackException"/> where it is not of that
    /// encoding; UTF-8 is left as it is.</summary>
    public static Stream InUtf8(Stream text, Encoding? encoding)
    {
        if (encoding is null or UTF8Encoding) return text;
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return Encoding.CreateTranscodingStream(text, strict, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
    }

    /// <summary>The refusal of text that is not of its encoding.</summary>
    public static InvalidDataException NotEncoded(string name, Encoding? encoding, DecoderFallbackException trouble)
    {
        string expected = encoding?.WebName.ToUpperInvariant() ?? "UTF-16 or UTF-32";
        string option = $"{nameof(CsvOptions)}.{nameof(CsvOptions.Encoding)}";
        return new InvalidDataException($"{name}: the text is not {expected} throughout: expected another {option}.", trouble);
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> text) => text.StartsWith(Encoding.UTF8.Preamble) ? text[3..] : text;

    /// <summary>The text that follows a line break, read on if need be.</summary>
    private ReadOnlyMemory<byte> AfterLine(ReadOnlyMemory<byte> text, Stream rest, int skipped)
    {
        int end;
        while ((end = text.Span.IndexOfAny((byte)'\r', (byte)'\n')) < 0)
        {
            byte[] more = new byte[HeadLength];
            int count = rest.Read(more);
            if (count == 0)
            {
                throw new InvalidDataException(
                    Invariant($"{name}: the file ends after {skipped + (text.IsEmpty ? 0 : 1)} lines, all of which are skipped: ") +
                    Invariant($"expected more than {options.SkippedLines} ({nameof(CsvOptions)}.{nameof(CsvOptions.SkippedLines)})."));
            }
            text = more.AsMemory(0, count);
        }
        bool isPair = text.Span[end] == (byte)'\r' && end + 1 < text.Length && text.Span[end + 1] == (byte)'\n';
        return text[(end + (isPair ? 2 : 1))..];
    }

    private static Stream Unpacked(Stream file)
    {
        Span<byte> first = stackalloc byte[2];
        long start = file.Position;
        int count = file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        file.Position = start;
        return count == 2 && first is [0x1F, 0x8B] ? new CompleteGzip(file) : file;
    }

    private Stream Decoded(Stream bytes)
    {
        byte[] first = new byte[FileSniffing.Length];
        int count = bytes.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        Stream whole = new SplicedStream(first.AsMemory(0, count), bytes);
        Encoding? marked = first.AsSpan(0, count) switch
        {
            [0xFF, 0xFE, 0, 0, ..] => new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
            [0, 0, 0xFE, 0xFF, ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
            [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
            [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
            _ => null,
        };
        string? problem = marked is not null ? null : FileSniffing.NotText(first.AsSpan(0, count));
        if (marked is null && options.Encoding is null && FileSniffing.LooksLikeUtf16(first.AsSpan(0, count)))
        {
            problem = "the file seems to be UTF-16 without a mark: set " +
                $"{nameof(CsvOptions)}.{nameof(CsvOptions.Encoding)} to Encoding.Unicode";
        }
        if (problem is not null) throw new InvalidDataException($"{name}: {problem}.");
        return InUtf8(whole, marked ?? options.Encoding);
    }
}
