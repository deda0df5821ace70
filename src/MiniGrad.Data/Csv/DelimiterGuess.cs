using CsvHelper;

namespace MiniGrad.Data;

/// <summary>Finds the character between fields in the first lines of a file: one that all of them agree on.</summary>
internal static class DelimiterGuess
{
    // For files of one column: the parser wants some character.
    private const string Unlikely = "`^~|\\}{][><@$%&*+=!?_#:/";
    private const string Candidates = "\t;|,";
    private const int MostRecords = 1000;
    private const double Most = 0.5;

    /// <summary>The character that a first line such as <c>sep=;</c> gives, as spreadsheets write it; null where there is none.</summary>
    public static char? HintIn(ReadOnlySpan<byte> text) =>
        text is [(byte)'s' or (byte)'S', (byte)'e' or (byte)'E', (byte)'p' or (byte)'P', (byte)'=', var hint, (byte)'\r' or (byte)'\n',
            ..] &&
        hint is (byte)'\t' or >= (byte)' ' and < 127 && !char.IsAsciiLetterOrDigit((char)hint)
            ? (char)hint
            : null;

    /// <summary>The character between fields, or one that does not occur where there is one column.</summary>
    /// <param name="head">The first lines.</param>
    /// <param name="isWhole">Whether they are the whole file; else the last is left out, which may be cut.</param>
    /// <param name="options">How the file is written.</param>
    /// <remarks>Of several that agree in all lines: tab, semicolon, bar, then comma, which is in numbers and texts most often. With a
    /// decimal comma a comma is between fields only where quotes keep it apart from those in numbers. Where none agrees in most lines, it
    /// may be that the header lacks the name of the first column.</remarks>
    public static (char Separator, bool IsFound) Of(ReadOnlySpan<byte> head, bool isWhole, CsvOptions options)
    {
        byte[] text = head.ToArray();
        (char Best, double Agreement) found = (default, 0);
        foreach (char candidate in Candidates)
        {
            if (!Is(candidate, options)) continue;
            double agreement = Agreement(text, candidate, isWhole, options);
            if (agreement > found.Agreement) found = (candidate, agreement);
        }
        if (found.Agreement >= Most) return (found.Best, true);
        foreach (char candidate in Candidates)
        {
            bool mayBe = Is(candidate, options) && (candidate != ',' || !options.DecimalComma);
            if (mayBe && ShortHeader.Is(text, candidate, isWhole, options)) return (candidate, true);
        }
        foreach (char other in Unlikely)
            if (!head.Contains((byte)other) && Is(other, options)) return (other, false);
        return (options.Quote == ',' ? ';' : ',', false);
    }

    private static bool Is(char candidate, CsvOptions options) =>
        candidate != options.Quote && candidate != options.CommentCharacter;

    /// <summary>The share of rows that have as many fields as the first, 0 where that is one.</summary>
    private static double Agreement(byte[] text, char candidate, bool isWhole, CsvOptions options)
    {
        using CsvReader rows = CsvReader.Create(new MemoryStream(text), CsvRecords.Settings(candidate, options) with
        {
            FieldCountMismatch = CsvFieldCountHandling.Allow,
            MaxRecordSize = text.Length + 1,
        });
        int fields = 0;
        double all = 0, agreed = 0;
        bool isLastAgreed = false, hasNumbersApart = candidate != ',' || !options.DecimalComma;
        while (all < MostRecords && rows.Read())
        {
            if (all == 0) fields = rows.FieldCount;
            if (fields == 1) return 0;
            isLastAgreed = rows.FieldCount == fields;
            all++;
            if (isLastAgreed) agreed++;
            for (int i = 0; i < rows.FieldCount && !hasNumbersApart; i++)
                hasNumbersApart = rows.GetRawSpan(i) is [var quote, ..] field && quote == options.Quote && field.Contains((byte)',');
        }
        if (!isWhole && all > 1 && all < MostRecords)
        {
            all--;
            if (isLastAgreed) agreed--;
        }
        return hasNumbersApart && all > 0 ? agreed / all : 0;
    }
}
