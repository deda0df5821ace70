using MiniGrad.Search;
using static System.FormattableString;

namespace MiniGrad.Tests.Search;

/// <summary>Spaces of all kinds of parameters and conditions, with names that files have trouble with.</summary>
internal static class RandomSpaces
{
    private static readonly string[] letters =
    [
        "a", "\u00e9", "e\u0301", "\u6c34", "\U0001f642", "\"", "\\", "\u0001", "/", " ", "{", "\u2028", "null", "</a>", "\u0130",
    ];

    public static SearchSpace Create(int seed)
    {
        XoshiroRandom random = new((ulong)seed);
        SearchSpace space = new();
        List<Func<Condition>> conditions = [];
        int count = 1 + random.Next(7);
        for (int i = 0; i < count; i++)
        {
            string name = Name(random) + Invariant($"{i}");
            Condition? when = conditions.Count > 0 && random.Next(2) == 0 ? conditions[random.Next(conditions.Count)]() : null;
            bool hasDefault = random.Next(2) == 0;
            switch (random.Next(7))
            {
                case 0:
                    double low = random.Next(4) switch { 0 => -0.0, 1 => -1 / 3.0, 2 => double.Epsilon, _ => -1e300 };
                    double high = random.Next(4) switch { 0 => low, 1 => 0.1 + 0.2, 2 => 1e300 / 7, _ => Math.PI };
                    HyperParameter<double> number = space.AddNumber(name, low, high, when: when, ifAbsent: hasDefault ? low : null);
                    conditions.Add(() => random.Next(2) == 0 ? number.AtLeast(low) : number.AtMost(high));
                    break;
                case 1:
                    double least = Math.Pow(10, -random.Next(300)) / 3;
                    HyperParameter<double> ratio = space.AddNumber(
                        name, least, least * 1e6, Scale.Logarithmic, when: when, ifAbsent: hasDefault ? least * 7 : null);
                    conditions.Add(() => ratio.AtMost(least * 5e5));
                    break;
                case 2:
                    double step = random.Next(3) switch { 0 => 0.1, 1 => 1 / 3.0, _ => 1e-13 };
                    int steps = random.Next(20);
                    bool isRatio = random.Next(2) == 0;
                    double first = isRatio ? step : random.Next(2) == 0 ? -0.0 : -5;
                    HyperParameter<double> separate = space.AddNumber(
                        name, first, first + steps * step, isRatio ? Scale.Logarithmic : Scale.Linear, step, when,
                        hasDefault ? first : null);
                    conditions.Add(() => separate.Is(separate.Domain.ValueAt(0)));
                    break;
                case 3:
                    HyperParameter<int> whole = space.AddInteger(
                        name, int.MinValue, int.MinValue + 3 * random.Next(1, 500_000_000), Scale.Linear, 3, when,
                        hasDefault ? int.MinValue + 3 : null);
                    conditions.Add(() => whole.IsAnyOf(int.MinValue, int.MinValue + 3));
                    break;
                case 4:
                    HyperParameter<int> units = space.AddInteger(name, 2, 2 + random.Next(1, 300), Scale.Logarithmic, when: when);
                    conditions.Add(() => units.AtLeast(3));
                    break;
                case 5:
                    HyperParameter<int> power = space.AddInteger(
                        name, 1 << random.Next(4), 1 << random.Next(4, 31), Scale.PowersOfTwo, when: when,
                        ifAbsent: hasDefault ? 16 : null);
                    conditions.Add(() => power.Is(16));
                    break;
                default:
                    Uri[] addresses = [.. Enumerable.Range(0, 1 + random.Next(4)).Select(k => new Uri(Invariant($"http://a/{k}")))];
                    HyperParameter<Uri> choice = space.AddChoice(
                        name, addresses, when, [.. addresses.Select((_, k) => Name(random) + Invariant($"{k}"))], hasDefault ? 0 : null);
                    conditions.Add(() => random.Next(2) == 0 ? choice.Is(addresses[0]) : choice.IsAnyOf(addresses));
                    break;
            }
        }
        for (int i = random.Next(3); i > 0; i--) space.Require(Name(random), _ => true);
        return space;


    }

    private static string Name(XoshiroRandom random) =>
        string.Concat(Enumerable.Range(0, 1 + random.Next(4)).Select(_ => letters[random.Next(letters.Length)]));
}
