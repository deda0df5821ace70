using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Xunit;

namespace MiniGrad.Tests.Examples;

/// <summary>What the example of sequences learns from, read by other means than it is written.</summary>
public partial class SequenceTaskTests
{
    private static readonly string[] months =
    [
        "january jan januar janvier janv enero ene gennaio gen", "february feb februar février févr febrero febbraio",
        "march mar märz mär mars marzo", "april apr avril avr abril abr aprile", "may mai mayo maggio mag",
        "june jun juni juin junio giugno giu", "july jul juli juillet juil julio luglio lug", "august aug août agosto ago",
        "september sep septembre sept septiembre settembre set", "october oct oktober okt octobre octubre ottobre ott",
        "november nov novembre noviembre", "december dec dezember dez décembre déc diciembre dic dicembre",
    ];
    private static readonly string[] fillers =
        ["the", "of", "de", "del", "le", "el", "il", "der", "den", "am", "st", "nd", "rd", "th", "er", "º"];

    [Fact]
    public void There_are_hundreds_of_ways_of_writing_a_date()
    {
        Assert.InRange(Dates.CountWays(), 300, 2000);
    }

    [Fact]
    public void A_date_means_what_a_reader_takes_it_for()
    {
        XoshiroRandom random = new(11);
        Dictionary<string, string> known = [];
        int errors = 0;
        for (int i = 0; i < 100_000; i++)
        {
            (string source, string target) = Dates.Draw(random);
            Assert.True(!known.TryGetValue(source, out string? other) || other == target, $"{source} is {target} and {other}");
            known[source] = target;
            DateOnly date = DateOnly.ParseExact(target, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            Assert.InRange(date.Year, 1900, 2099);
            if (i >= 30_000) continue;
            (int year, int[] possible, int day, bool isExact) = Read(source);
            Assert.True((date.Year, date.Day) == (year, day) && possible.Contains(date.Month) && (!isExact || possible.Length == 1),
                $"{source} is {target}, read {year}, {string.Join("/", possible)}, {day}");
            if (!isExact) errors++;
        }
        Assert.InRange(errors, 300, 3000);
        Assert.True(known.Count > 90_000);
    }

    [Fact]
    public void Dates_are_in_five_languages_and_of_all_days()
    {
        string[] sources = [.. Tasks.Draw("dates", 3, new XoshiroRandom(3)).Take(20_000).Select(pair => pair.Source.ToLowerInvariant())];
        foreach (string name in (string[])["october", "oktober", "octobre", "octubre", "ottobre"])
            Assert.Contains(sources, source => source.Contains(name, StringComparison.Ordinal));
        Assert.Equal(366, Tasks.Draw("dates", 3, new XoshiroRandom(3)).Take(20_000).Select(pair => pair.Target[4..]).Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(18)]
    public void Sums_are_right(int digits)
    {
        HashSet<int> lengths = [];
        foreach ((string source, string target) in Tasks.Draw("addition", digits, new XoshiroRandom(2)).Take(20_000))
        {
            string[] numbers = source.Split('+');
            Assert.Equal(2, numbers.Length);
            Assert.All(numbers, number => Assert.True(number == "0" || number[0] != '0'));
            BigInteger[] parts = [.. numbers.Select(number => BigInteger.Parse(number, CultureInfo.InvariantCulture))];
            Assert.Equal(target, $"{parts[0] + parts[1]}");
            lengths.Add(numbers[0].Length);
        }
        Assert.Equal(Enumerable.Range(1, digits), lengths.Order());
    }

    [Fact]
    public void Words_are_turned_round_and_sorted()
    {
        foreach ((string source, string target) in Tasks.Draw("reverse", 3, new XoshiroRandom(2)).Take(1000))
        {
            Assert.Equal(source.Length, target.Length);
            for (int i = 0; i < source.Length; i++) Assert.Equal(source[i], target[^(i + 1)]);
        }
        foreach ((string source, string target) in Tasks.Draw("sort", 3, new XoshiroRandom(2)).Take(1000))
        {
            foreach (char letter in source) Assert.Equal(source.Count(other => other == letter), target.Count(other => other == letter));
            Assert.All(target.Zip(target.Skip(1)), pair => Assert.True(pair.First <= pair.Second));
            Assert.Equal(source.Length, target.Length);
        }
    }

    [Theory]
    [InlineData("addition")]
    [InlineData("dates")]
    [InlineData("reverse")]
    [InlineData("sort")]
    public void The_same_seed_draws_the_same_pairs_and_each_question_once(string task)
    {
        Pair[] pairs = Tasks.DrawDifferent(task, 2, 3000, new XoshiroRandom(1));
        Assert.Equal(pairs, Tasks.DrawDifferent(task, 2, 3000, new XoshiroRandom(1)));
        Assert.NotEqual(pairs, Tasks.DrawDifferent(task, 2, 3000, new XoshiroRandom(2)));
        Assert.Equal(3000, pairs.Select(pair => pair.Source).Distinct().Count());
        if (task != "addition") return;
        HashSet<string> sources = [.. pairs.Select(pair => pair.Source)];
        Assert.DoesNotContain(pairs, pair =>
            pair.Source.Split('+') is [var a, var b] && a != b && sources.Contains($"{b}+{a}"));
    }

    [Fact]
    public void More_questions_than_there_are_and_unknown_tasks_are_refused()
    {
        Assert.Equal(55, Tasks.DrawDifferent("addition", 1, 55, new XoshiroRandom(1)).Length);
        Assert.Contains("not 56 different questions", Assert.Throws<ArgumentException>(() =>
            Tasks.DrawDifferent("addition", 1, 56, new XoshiroRandom(1))).Message, StringComparison.Ordinal);
        Assert.Contains("got 'dance'", Assert.Throws<ArgumentException>(() => Tasks.Draw("dance", 1, new XoshiroRandom(1))).Message,
            StringComparison.Ordinal);
    }

    /// <summary>The year, the months that it may be, the day, and whether the month's name, if any, is one without an error.</summary>
    private static (int Year, int[] Months, int Day, bool IsExact) Read(string source)
    {
        string[] numbers = [.. Digits().Matches(source).Select(match => match.Value)];
        if (!source.Any(char.IsLetter)) return ReadNumbers(source, numbers);
        Assert.Equal(2, numbers.Length);
        (string day, string year) = numbers[0].Length == 4 ? (numbers[1], numbers[0]) : (numbers[0], numbers[1]);

        // A weekday stands in front; the name of the month is what comes last of what can be one. An error may make it one of the fillers.
        string[] words = [.. Letters().Matches(source.ToLowerInvariant()).Select(match => match.Value)];
        string? name = words.LastOrDefault(word => !fillers.Contains(word) && Near(word, 1).Length > 0);
        if (name is null) return (Year(year), [.. words.SelectMany(word => Near(word, 1)).Distinct()], Number(day), false);
        int[] exact = Near(name, 0);
        return (Year(year), exact.Length > 0 ? exact : Near(name, 1), Number(day), exact.Length > 0);
    }

    private static (int Year, int[] Months, int Day, bool IsExact) ReadNumbers(string source, string[] numbers)
    {
        if (numbers is [{ Length: 8 } all]) numbers = [all[..4], all[4..6], all[6..]];
        Assert.Equal(3, numbers.Length);
        if (numbers[0].Length == 4) return (Number(numbers[0]), [Number(numbers[1])], Number(numbers[2]), true);
        (int day, int month) = source.Contains('/', StringComparison.Ordinal) ? (1, 0) : (0, 1);
        return (Year(numbers[2]), [Number(numbers[month])], Number(numbers[day]), true);
    }

    private static int[] Near(string name, int distance) =>
        [.. Enumerable.Range(1, 12).Where(month => months[month - 1].Split(' ').Any(known => Distance(known, name) <= distance))];

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private static int Year(string digits) => digits.Length == 4 ? Number(digits) : Number(digits) + (Number(digits) >= 50 ? 1900 : 2000);

    /// <summary>How many letters are to be dropped, added, replaced or swapped with their neighbours.</summary>
    private static int Distance(string one, string other)
    {
        int[,] distance = new int[one.Length + 1, other.Length + 1];
        for (int i = 0; i <= one.Length; i++)
        {
            for (int j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    distance[i, j] = i + j;
                    continue;
                }
                int replaced = distance[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                distance[i, j] = Math.Min(replaced, 1 + Math.Min(distance[i - 1, j], distance[i, j - 1]));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
            }
        }
        return distance[one.Length, other.Length];
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Letters();
}
