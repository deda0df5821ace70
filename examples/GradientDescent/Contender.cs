using MiniGrad;
using MiniGrad.Optimizers;

namespace GradientDescent;

/// <summary>An optimizer with all its settings but the learning rate, which every function wants to be another.</summary>
/// <param name="Name">What tables and pictures call it.</param>
/// <param name="Create">Makes it with a learning rate.</param>
internal sealed record Contender(string Name, Func<IReadOnlyList<Parameter<double>>, double, Optimizer<double>> Create)
{
    /// <summary>The rates that the best is chosen from, where a contender has a choice.</summary>
    public static IReadOnlyList<double> UsualRates { get; } = [1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 0.5, 1, 2, 5, 10];

    /// <summary>The only rate of one that looks for the length of its steps by itself; null for others.</summary>
    public double? OwnRate { get; init; }

    public static Contender Descent { get; } = new("gradient descent", (x, rate) => new Sgd<double>(x, rate));

    public static Contender HeavyBall { get; } = new("heavy ball", (x, rate) => new Sgd<double>(x, rate, 0.9, MomentumKind.HeavyBall));

    public static Contender Nesterov { get; } = new("Nesterov", (x, rate) => new Sgd<double>(x, rate, 0.9, MomentumKind.Nesterov));

    public static Contender AdaGrad { get; } = new("AdaGrad", (x, rate) => new AdaGrad<double>(x, rate));

    public static Contender Adam { get; } = new("Adam", (x, rate) => new Adam<double>(x, rate));

    public static Contender Lion { get; } = new("Lion", (x, rate) => new Lion<double>(x, rate));

    public static Contender Lbfgs { get; } = new("L-BFGS", (x, rate) => new Lbfgs<double>(x, rate)) { OwnRate = 1 };

    /// <summary>
    /// All of them, without weight decay, which would move the minimum. Muon is not among them: it is for matrices, and the points of these functions are not.
    /// </summary>
    public static IReadOnlyList<Contender> All { get; } =
    [
        Descent,
        new("momentum", (x, rate) => new Sgd<double>(x, rate, 0.9)),
        HeavyBall, Nesterov, AdaGrad,
        new("RMSProp", (x, rate) => new RmsProp<double>(x, rate)),
        new("AdaDelta", (x, rate) => new AdaDelta<double>(x, rate)),
        Adam,
        new("AMSGrad", (x, rate) => new AmsGrad<double>(x, rate)),
        new("AdaMax", (x, rate) => new AdaMax<double>(x, rate)),
        new("NAdam", (x, rate) => new NAdam<double>(x, rate)),
        new("RAdam", (x, rate) => new RAdam<double>(x, rate)),
        new("AdaBelief", (x, rate) => new AdaBelief<double>(x, rate)),
        Lion,
        new("LAMB", (x, rate) => new Lamb<double>(x, rate)),
        new("Schedule-Free", (x, rate) => new ScheduleFreeAdamW<double>(x, rate)),
        new("Rprop", (x, rate) => new Rprop<double>(x, rate)),
        Lbfgs,
    ];
}
