namespace MiniGrad.Search;

public abstract partial class Pruner
{
    /// <summary>Rounds in which all trials begin with few steps, and of each stage the best 1/η go on to η times as many (Jamieson and
    /// Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", 2016).</summary>
    /// <remarks>A trial that waits is paused, and goes on from its checkpoint. A round needs all of its trials before anyone goes on; a
    /// study that ends within a round leaves them paused.</remarks>
    /// <param name="maximum">R, the steps of a trial that comes to the end, at least 1.</param>
    /// <param name="minimum">The steps of the first stage, from 1 to R. Default: 1.</param>
    /// <param name="factor">η, at least 2. Default: 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Pruner SuccessiveHalving(int maximum, int minimum = 1, int factor = 3) =>
        new HalvingPruner("successive halving", maximum, minimum, factor, hasAllBrackets: false);

    /// <summary>Rounds of successive halving that differ in how many trials begin and with how many steps, one after the other, since
    /// nobody knows how early a loss tells (Li and others, "Hyperband", 2018, algorithm 1): with <c>s</c> from <c>⌊log_η R⌋</c> down to 0,
    /// <c>⌈(s_max + 1)/(s + 1)·ηˢ⌉</c> trials begin with <c>R·η⁻ˢ</c> steps.</summary>
    /// <inheritdoc cref="SuccessiveHalving"/>
    public static Pruner Hyperband(int maximum, int minimum = 1, int factor = 3) =>
        new HalvingPruner("Hyperband", maximum, minimum, factor, hasAllBrackets: true);
}

internal sealed class HalvingPruner : Pruner
{
    private readonly Stage[][] brackets;
    private readonly int cycle;

    public HalvingPruner(string name, int maximum, int minimum, int factor, bool hasAllBrackets)
    {
        Guard.AtLeast(maximum, 1, name);
        Guard.Between(minimum, 1, maximum, name);
        Guard.AtLeast(factor, 2, name);
        Name = Invariant($"{name} from {minimum} to {maximum}, factor {factor}");
        int most = 0;
        for (long steps = minimum; steps * factor <= maximum; steps *= factor) most++;
        brackets = [.. Enumerable.Range(0, hasAllBrackets ? most + 1 : 1).Select(i => Bracket(maximum, factor, most, most - i))];
        long trials = brackets.Sum(bracket => (long)bracket[0].Trials);
        cycle = (int)Guard.That(
            trials <= int.MaxValue / 2, trials, "a number that can be counted", name, "the number of trials of all rounds");
    }

    public override string Name { get; }

    internal override Round RoundOf(int trial)
    {
        int first = trial / cycle * cycle;
        foreach (Stage[] bracket in brackets)
        {
            if (trial < first + bracket[0].Trials) return new Round(first, bracket[0].Trials, bracket);
            first += bracket[0].Trials;
        }
        throw new InvalidOperationException("A cycle ends with its last bracket.");
    }

    private static Stage[] Bracket(int maximum, int factor, int most, int s)
    {
        long power = Power(factor, s), trials = ((most + 1) * power + s) / (s + 1);
        return
        [
            .. Enumerable.Range(0, s + 1).Select(i =>
                new Stage((int)Math.Clamp(trials / Power(factor, i), 1, int.MaxValue), (int)(maximum / Power(factor, s - i)))),
        ];
    }

    private static long Power(int factor, int exponent)
    {
        long power = 1;
        for (int i = 0; i < exponent; i++) power *= factor;
        return power;
    }
}
