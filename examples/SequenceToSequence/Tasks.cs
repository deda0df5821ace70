using System.Globalization;
using System.Text;
using System.Text.Unicode;
using static System.FormattableString;

/// <summary>A source and what it is to become.</summary>
internal sealed record Pair(string Source, string Target);

/// <summary>Tasks that make their own data, without end and by the generator given; and pairs from a file.</summary>
internal static class Tasks
{
    internal const string Letters = "abcdefghijklmnopqrstuvwxyz";

    public static IReadOnlyList<string> Names { get; } = ["addition", "dates", "reverse", "sort"];

    /// <summary>Pairs of a task; of sums, the numbers have up to so many digits.</summary>
    public static IEnumerable<Pair> Draw(string task, int digits, Random random)
    {
        if (digits is < 1 or > 18) throw new ArgumentOutOfRangeException(nameof(digits), digits, "Tasks: expected 1 to 18 digits.");
        return Repeat(task switch
        {
            "addition" => () => Sum(digits, random),
            "dates" => () => Dates.Draw(random),
            "reverse" => () => Change(Word(random), word => word.Reverse()),
            "sort" => () => Change(Word(random), word => word.Order()),
            _ => throw new ArgumentException($"Tasks: expected one of {string.Join(", ", Names)}, got '{task}'.", nameof(task)),
        });
    }

    /// <summary>How many pairs to draw, none for a file, the most passes over them and the share of the test to get right: of sums as
    /// Keras' example states them.</summary>
    public static (int Pairs, int Epochs, double Goal) Plan(string? task, int digits) => (task, digits) switch
    {
        ("addition", <= 2) => (5_000, 55, 0.99),
        ("addition", 3) => (50_000, 100, 0.99),
        ("addition", 4) => (400_000, 20, 0.99),
        ("addition", _) => (550_000, 30, 0.99),
        ("dates", _) => (200_000, 12, 0.995),
        (null, _) => (0, 50, 0.99),
        _ => (200_000, 12, 0.99),
    };

    /// <summary>Pairs to learn from, and up to 10,000 besides for the test; of sums, a tenth of the pairs as in Keras' example.</summary>
    public static (Pair[] Training, Pair[] Test) Draw(string task, int digits, int count, Random random)
    {
        if (task == "addition") return Split(DrawDifferent(task, digits, count, random), random);
        int tested = Math.Min(count, 10_000);
        return Split(DrawDifferent(task, digits, count + tested, random), random, tested);
    }

    /// <summary>The pairs in another order, each once, because one in both parts would not test: a tenth for the test, or as many as
    /// said.</summary>
    public static (Pair[] Training, Pair[] Test) Split(IEnumerable<Pair> pairs, Random random, int? tested = null)
    {
        Pair[] all = [.. pairs.Distinct()];
        random.Shuffle(all);
        int count = tested ?? all.Length / 10;
        if (count == 0)
            throw new ArgumentException($"Expected at least 10 different pairs, of which a tenth is for the test, got {all.Length}.");
        return (all[count..], all[..count]);
    }

    /// <summary>So many pairs that ask different things.</summary>
    public static Pair[] DrawDifferent(string task, int digits, int count, Random random)
    {
        HashSet<string> known = [];
        List<Pair> pairs = [];
        int vain = 0;
        foreach (Pair pair in Draw(task, digits, random))
        {
            if (known.Add(Key(pair))) pairs.Add(pair);
            else if (++vain > 1_000_000 + 20L * count)
                throw new ArgumentException(Invariant($"There are not {count:N0} different questions; ask for fewer --samples."));
            if (pairs.Count == count) break;
        }
        return [.. pairs];
    }

    /// <summary>What two pairs have in common that ask the same: the source, but a+b is b+a.</summary>
    public static string Key(Pair pair) => string.Join('+', pair.Source.Split('+').Order(StringComparer.Ordinal));

    /// <summary>Pairs from a UTF-8 file: in each line a source, a tab and a target.</summary>
    /// <exception cref="FormatException">A line is another; it is named.</exception>
    public static IReadOnlyList<Pair> Read(string path)
    {
        ReadOnlySpan<byte> rest = File.ReadAllBytes(path);
        if (rest.StartsWith(Encoding.UTF8.Preamble)) rest = rest[Encoding.UTF8.Preamble.Length..];
        List<Pair> pairs = [];
        do
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            pairs.Add(Parse(line.EndsWith("\r"u8) ? line[..^1] : line, Invariant($"{path}, line {pairs.Count + 1}")));
        }
        while (!rest.IsEmpty);
        return pairs;
    }

    private static Pair Parse(ReadOnlySpan<byte> line, string where)
    {
        if (!Utf8.IsValid(line)) throw new FormatException($"{where}: expected UTF-8, got other bytes.");
        string text = Encoding.UTF8.GetString(line);
        string[] parts = text.Split('\t');
        if (parts.Length == 2 && !parts.Any(string.IsNullOrWhiteSpace)) return new(parts[0], parts[1]);
        string got = text.Length == 0 ? "an empty line" : parts.Length == 1 ? "no tab"
            : parts.Length > 2 ? Invariant($"{parts.Length - 1} tabs")
            : string.IsNullOrWhiteSpace(parts[0]) ? "no source" : "no target";
        throw new FormatException($"{where}: expected a source, a tab and a target, got {got}.");
    }

    private static IEnumerable<Pair> Repeat(Func<Pair> draw)
    {
        while (true) yield return draw();
    }

    private static Pair Sum(int digits, Random random)
    {
        long a = Number(digits, random), b = Number(digits, random);
        return new(Invariant($"{a}+{b}"), Invariant($"{a + b}"));
    }

    // As in Keras' example: first how many digits, then each of them, 0 in front too, which is not written.
    private static long Number(int digits, Random random)
    {
        long number = 0;
        for (int count = random.Next(1, digits + 1); count > 0; count--) number = 10 * number + random.Next(10);
        return number;
    }

    private static string Word(Random random) => new(random.GetItems<char>(Letters, random.Next(3, 11)));

    private static Pair Change(string word, Func<string, IEnumerable<char>> change) => new(word, string.Concat(change(word)));
}

/// <summary>Dates from 1900-01-01 to 2099-12-31 in many ways of writing, some with a typing error in a name, to be written as yyyy-MM-dd.
/// Each means one date: of numbers alone, the month comes first before '/', the day before '.' and '-', and after a year of four digits
/// follow month and day; years of two digits are those from 1950 to 2049.</summary>
internal static class Dates
{
    private const double ErrorShare = 0.1;
    private static readonly DateOnly first = new(1900, 1, 1), last = new(2099, 12, 31);

    // {w} is the weekday or nothing, {M} the month's name, long or short, {y} the year, of four digits or two, {o} an ordinal number.
    private static readonly Language[] languages =
    [
        new([], [], [], [], "", day => "", [
            "{m}/{d}/{yyyy}", "{mm}/{dd}/{yyyy}", "{m}/{d}/{yy}", "{mm}/{dd}/{yy}", "{d}.{m}.{yyyy}", "{dd}.{mm}.{yyyy}", "{d}.{m}.{yy}",
            "{dd}.{mm}.{yy}", "{d}. {m}. {yyyy}", "{d}-{m}-{yyyy}", "{dd}-{mm}-{yyyy}", "{d}-{m}-{yy}", "{dd}-{mm}-{yy}",
            "{yyyy}-{mm}-{dd}", "{yyyy}-{m}-{d}", "{yyyy}/{mm}/{dd}", "{yyyy}/{m}/{d}", "{yyyy}.{mm}.{dd}",
            "{yyyy} {mm} {dd}", "{yyyy}{mm}{dd}"]),
        new(Words("January February March April May June July August September October November December"),
            Words("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
            Words("Sunday Monday Tuesday Wednesday Thursday Friday Saturday"), Words("Sun Mon Tue Wed Thu Fri Sat"), ", ",
            day => day is 11 or 12 or 13 ? "th" : (day % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" }, [
            "{w}{d} {M} {y}", "{w}{dd} {M} {y}", "{w}{o} {M} {y}", "{w}{M} {d}, {y}", "{w}{M} {o}, {y}", "{w}the {o} of {M} {y}",
            "{d}-{M}-{y}", "{yyyy}, {M} {d}"]),
        new(Words("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
            Words("Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez"),
            Words("Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag"), Words("So Mo Di Mi Do Fr Sa"), ", ", day => ".", [
            "{w}{d}. {M} {y}", "{w}{dd}. {M} {y}", "{w}der {d}. {M} {y}", "{w}den {d}. {M} {y}", "{d}.{M}.{y}", "am {d}. {M} {y}"]),
        new(Words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
            Words("janv févr mars avr mai juin juil août sept oct nov déc"),
            Words("dimanche lundi mardi mercredi jeudi vendredi samedi"), Words("dim lun mar mer jeu ven sam"), " ", OnlyFirst("er"), [
            "{w}{d} {M} {y}", "{w}{o} {M} {y}", "le {w}{d} {M} {y}", "le {w}{o} {M} {y}", "{d}-{M}-{y}"]),
        new(Words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
            Words("ene feb mar abr may jun jul ago sep oct nov dic"),
            Words("domingo lunes martes miércoles jueves viernes sábado"), Words("dom lun mar mié jue vie sáb"), " ", OnlyFirst(".º"), [
            "{w}{d} {M} {y}", "{w}{d} de {M} de {y}", "el {w}{d} de {M} de {y}", "{w}{o} de {M} del {y}", "{d}/{M}/{y}"]),
        new(Words("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
            Words("gen feb mar apr mag giu lug ago set ott nov dic"),
            Words("domenica lunedì martedì mercoledì giovedì venerdì sabato"), Words("dom lun mar mer gio ven sab"), " ", OnlyFirst("º"), [
            "{w}{d} {M} {y}", "{w}{o} {M} {y}", "il {d} {M} {y}", "il {w}{o} {M} {y}", "{d}.{M}.{y}"]),
    ];
    private static readonly Func<string, string>[] casings =
        [text => text, text => text.ToLowerInvariant(), text => text.ToUpperInvariant()];
    private static readonly Way[][] waysOfLanguages = [.. languages.Select(language => WaysOf(language).DistinctBy(Sample).ToArray())];

    // The place in its list of each name, right or with one error; -1 where there could be more than one.
    private static readonly Dictionary<string, int> months = Meanings(language => [language.Months, language.ShortMonths]);
    private static readonly Dictionary<string, int> weekdays = Meanings(language => [language.Weekdays, language.ShortWeekdays]);

    /// <summary>How many ways of writing there are, of which no two write all dates the same; typing errors are none.</summary>
    public static int CountWays() => waysOfLanguages.SelectMany(ways => ways).DistinctBy(Sample).Count();

    /// <summary>A date from all of them, numbers or a language from all of these, and a way of it.</summary>
    public static Pair Draw(Random random)
    {
        DateOnly date = first.AddDays(random.Next(last.DayNumber - first.DayNumber + 1));
        Way[] ways = waysOfLanguages[random.Next(waysOfLanguages.Length)];
        Way way;
        do way = ways[random.Next(ways.Length)];
        while (way.Has("{yy}") && date.Year is < 1950 or > 2049);
        return new(Write(way, date, random.NextDouble() < ErrorShare ? random : null), Text(date, "yyyy-MM-dd"));
    }

    private static string[] Words(string words) => words.Split(' ');

    private static Func<int, string> OnlyFirst(string end) => day => day == 1 ? end : "";

    private static IEnumerable<Way> WaysOf(Language language) =>
        from template in language.Templates
        from weekday in Choices(template, "{w}", ["", "{weekday}" + language.AfterWeekday, "{wd}" + language.AfterWeekday])
        from month in Choices(template, "{M}", ["{month}", "{mon}"])
        from year in Choices(template, "{y}", ["{yyyy}", "{yy}", "'{yy}"])
        from casing in casings
        select new Way(language, template.Replace("{w}", weekday).Replace("{M}", month).Replace("{y}", year), casing);

    private static string[] Choices(string template, string part, string[] choices) =>
        template.Contains(part, StringComparison.Ordinal) ? choices : [part];

    private static string Sample(Way way) =>
        string.Join('|', Enumerable.Range(0, 24).Select(i => Write(way, new DateOnly(1998, 1 + i % 12, 1 + i), random: null)));

    /// <summary>A date in a way of writing; given a generator, with an error in the weekday's or the month's name.</summary>
    private static string Write(Way way, DateOnly date, Random? random)
    {
        Language language = way.Language;
        (int day, int number) = ((int)date.DayOfWeek, date.Month - 1);
        string weekday = way.Has("{weekday}") ? language.Weekdays[day] : way.Has("{wd}") ? language.ShortWeekdays[day] : "";
        string month = way.Has("{month}") ? language.Months[number] : way.Has("{mon}") ? language.ShortMonths[number] : "";
        if (random is not null && weekday.Length > 0 && random.Next(2) == 0) weekday = Misspell(weekday, weekdays, day, random);
        else if (random is not null && month.Length > 0) month = Misspell(month, months, number, random);

        StringBuilder text = new(way.Pattern);
        text.Replace("{weekday}", weekday).Replace("{wd}", weekday).Replace("{month}", month).Replace("{mon}", month);
        text.Replace("{yyyy}", Text(date, "yyyy")).Replace("{yy}", Text(date, "yy")).Replace("{mm}", Text(date, "MM"));
        text.Replace("{m}", Text(date, "%M")).Replace("{o}", "{d}" + language.OrdinalEnd(date.Day));
        text.Replace("{dd}", Text(date, "dd")).Replace("{d}", Text(date, "%d"));
        return way.Casing(text.ToString());
    }

    private static string Text(DateOnly date, string format) => date.ToString(format, CultureInfo.InvariantCulture);

    // One letter is wrong, so that it can mean nothing else; some short names have hardly any such error.
    private static string Misspell(string name, Dictionary<string, int> meanings, int meaning, Random random)
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            string wrong = Misspelling(name, random.Next(4), random.Next(name.Length), Tasks.Letters[random.Next(Tasks.Letters.Length)]);
            if (!wrong.Equals(name, StringComparison.OrdinalIgnoreCase) && meanings[wrong.ToLowerInvariant()] == meaning) return wrong;
        }
        return name;
    }

    // Drops a letter, doubles it, swaps it with the next or replaces it.
    private static string Misspelling(string name, int kind, int at, char letter) => kind switch
    {
        0 => name.Remove(at, 1),
        1 => name.Insert(at, name[at..(at + 1)]),
        2 => at + 1 < name.Length ? $"{name[..at]}{name[at + 1]}{name[at]}{name[(at + 2)..]}" : name,
        _ => $"{name[..at]}{letter}{name[(at + 1)..]}",
    };

    private static Dictionary<string, int> Meanings(Func<Language, string[][]> names)
    {
        Dictionary<string, int> meanings = [];
        foreach (string[] list in languages.SelectMany(names))
            for (int i = 0; i < list.Length; i++)
                foreach (string text in Spellings(list[i].ToLowerInvariant()))
                    meanings[text] = meanings.GetValueOrDefault(text, i) == i ? i : -1;
        return meanings;
    }

    private static IEnumerable<string> Spellings(string name) =>
        from kind in Enumerable.Range(0, 4)
        from at in Enumerable.Range(0, name.Length)
        from letter in kind == 3 ? Tasks.Letters : "-"
        select Misspelling(name, kind, at, letter);

    private sealed record Way(Language Language, string Pattern, Func<string, string> Casing)
    {
        public bool Has(string part) => Pattern.Contains(part, StringComparison.Ordinal);
    }
}

/// <summary>A language's names, from January and from Sunday on, what follows weekdays and ordinal numbers, and its ways.</summary>
internal sealed record Language(string[] Months, string[] ShortMonths, string[] Weekdays, string[] ShortWeekdays, string AfterWeekday,
    Func<int, string> OrdinalEnd, string[] Templates);
