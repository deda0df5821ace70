using System.Numerics;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Golden;

namespace MiniGrad.Tests.Optimizers;

/// <summary>Every optimizer: the one list from which the tests of optimizers run. To add another, add a row.</summary>
internal static class OptimizerCatalog
{
    public static IReadOnlyList<string> Names { get; } = [.. Rows<double>().Select(row => row.Name)];

    /// <summary>Those that take gradients as they come.</summary>
    public static IReadOnlyList<string> NamesWithoutClosure { get; } =
        [.. Rows<double>().Where(row => !row.NeedsClosure).Select(row => row.Name)];

    public static OptimizerRow<T> Row<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Rows<T>().Single(row => row.Name == name);

    public static IReadOnlyList<OptimizerRow<T>> Rows<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        Golden<T>("sgd", (x, rate, of) =>
            new Sgd<T>(x, rate)) with { Convergence = new(new(0.07, 100), new(0.0015, 20_000), new(0.03, 1000)) },
        Golden<T>("sgd heavy-ball", (x, rate, of) => new Sgd<T>(x, rate, of["momentum"], MomentumKind.HeavyBall)) with
        {
            Convergence = new(new(0.005, 200), new(0.003, 1000), new(0.02, 200)),
        },
        Golden<T>("sgd heavy-ball, weight decay", (x, rate, of) =>
            new Sgd<T>(x, rate, of["momentum"], MomentumKind.HeavyBall, of["weightDecay"])),
        Golden<T>("sgd nesterov", (x, rate, of) => new Sgd<T>(x, rate, of["momentum"], MomentumKind.Nesterov)) with
        {
            Convergence = new(new(0.05, 100), new(0.001, 2500), new(0.01, 500)),
        },
        Golden<T>("sgd nesterov, weight decay", (x, rate, of) =>
            new Sgd<T>(x, rate, of["momentum"], MomentumKind.Nesterov, of["weightDecay"])),
        Golden<T>("sgd exponential average", (x, rate, of) => new Sgd<T>(x, rate, of["momentum"])) with
        {
            Convergence = new(new(0.05, 200), new(0.03, 1000), new(0.2, 200)),
        },
        Golden<T>("adagrad", (x, rate, of) => new AdaGrad<T>(x, rate, epsilon: of["epsilon"])) with
        {
            Convergence = new(new(1, 100), new(0.7, 12_000), new(1, 250)),
        },
        Golden<T>(
            "adagrad, decays, initial sum",
            (x, rate, of) => new AdaGrad<T>(x, rate, of["learningRateDecay"], of["initialSum"], of["epsilon"], of["weightDecay"])),
        Golden<T>("rmsprop", (x, rate, of) => new RmsProp<T>(x, rate, of["smoothing"], of["epsilon"])) with
        {
            Convergence = new(new(0.5, 200, Decays: true), new(0.002, 10_000, Decays: true), new(0.05, 500, Decays: true)),
        },
        Golden<T>("rmsprop, weight decay", (x, rate, of) =>
            new RmsProp<T>(x, rate, of["smoothing"], of["epsilon"], weightDecay: of["weightDecay"])),
        Golden<T>("rmsprop momentum", (x, rate, of) => new RmsProp<T>(x, rate, of["smoothing"], of["epsilon"], of["momentum"])) with
        {
            Convergence = new(new(0.1, 500, Decays: true), new(0.005, 2000, Decays: true), new(0.1, 500, Decays: true)),
        },
        Golden<T>("rmsprop centered", (x, rate, of) => new RmsProp<T>(x, rate, of["smoothing"], of["epsilon"], isCentered: true)) with
        {
            Convergence = new(new(0.5, 200, Decays: true), new(0.0015, 10_000, Decays: true), new(0.05, 500, Decays: true)),
        },
        Golden<T>(
            "rmsprop centered momentum",
            (x, rate, of) => new RmsProp<T>(x, rate, of["smoothing"], of["epsilon"], of["momentum"], isCentered: true, of["weightDecay"])),
        Golden<T>("adadelta", (x, rate, of) => new AdaDelta<T>(x, rate, of["smoothing"], of["epsilon"])) with
        {
            Convergence = new(new(5, 200, Decays: true), new(0.05, 20_000, Decays: true), new(2, 500, Decays: true)),
        },
        Golden<T>("adadelta, weight decay", (x, rate, of) => new AdaDelta<T>(x, rate, of["smoothing"], of["epsilon"], of["weightDecay"])),
        Golden<T>("adam", (x, rate, of) => new Adam<T>(x, rate, of["beta1"], of["beta2"], of["epsilon"])) with
        {
            Convergence = new(new(0.5, 200), new(0.5, 1000), new(0.2, 200)),
        },
        Golden<T>("adam other betas, weight decay", (x, rate, of) =>
            new Adam<T>(x, rate, of["beta1"], of["beta2"], of["epsilon"], of["weightDecay"])),
        Golden<T>("adamw", (x, rate, of) => new AdamW<T>(x, rate, of["beta1"], of["beta2"], of["epsilon"], of["weightDecay"])),
        Golden<T>("amsgrad", (x, rate, of) => new AmsGrad<T>(x, rate, of["beta1"], of["beta2"], of["epsilon"])) with
        {
            Convergence = new(new(2, 300), new(0.7, 5000), new(0.5, 1000)),
        },
        Golden<T>("amsgrad, weight decay", (x, rate, of) =>
            new AmsGrad<T>(x, rate, of["beta1"], of["beta2"], of["epsilon"], of["weightDecay"])),
        Golden<T>("adamax", (x, rate, of) => new AdaMax<T>(x, rate, of["beta1"], of["beta2"], of["epsilon"])) with
        {
            Convergence = new(new(3, 200), new(0.03, 5000), new(0.7, 500)),
        },
        Golden<T>("adamax, weight decay", (x, rate, of) =>
            new AdaMax<T>(x, rate, of["beta1"], of["beta2"], of["epsilon"], of["weightDecay"])),
        Golden<T>("nadam", (x, rate, of) => new NAdam<T>(x, rate, of["beta1"], of["beta2"], of["epsilon"], of["momentumDecay"])) with
        {
            Convergence = new(new(0.3, 200), new(0.03, 5000, Decays: true), new(0.15, 300)),
        },
        Golden<T>(
            "nadam, weight decay",
            (x, rate, of) => new NAdam<T>(x, rate, of["beta1"], of["beta2"], of["epsilon"], of["momentumDecay"], of["weightDecay"])),
        Golden<T>("radam", (x, rate, of) => new RAdam<T>(x, rate, of["beta1"], of["beta2"], of["epsilon"])) with
        {
            Convergence = new(new(0.07, 500), new(0.0015, 10_000), new(0.03, 2000)),
        },
        Golden<T>("radam, weight decay", (x, rate, of) =>
            new RAdam<T>(x, rate, of["beta1"], of["beta2"], of["epsilon"], of["weightDecay"])),
        Golden<T>(
            "rprop", (x, rate, of) => new Rprop<T>(x, rate, of["decrease"], of["increase"], of["smallestStep"], of["largestStep"])),
        new("rprop fine steps", 0.01, (x, rate) => new Rprop<T>(x, rate, decrease: 0.7, increase: 1.1, smallestStep: 1e-9))
        {
            Convergence = new(new(0.2, 100), new(1, 5000), new(0.03, 100)),
        },
        new("adamw without decay", 0.01, (x, rate) => new AdamW<T>(x, rate, weightDecay: 0))
        {
            Convergence = new(new(0.5, 200), new(0.5, 1000), new(0.2, 200)),
        },
        new("adabelief", 0.01, (x, rate) => new AdaBelief<T>(x, rate, epsilon: 1e-10))
        {
            Reference = (optimizer, shape) => ScalarRules.AdaBelief((AdaBelief<T>)optimizer, shape),
            Convergence = new(new(2, 200), new(0.5, 1000), new(0.2, 200)),
        },
        new("lion", 0.005, (x, rate) => new Lion<T>(x, rate))
        {
            Reference = (optimizer, shape) => ScalarRules.Lion((Lion<T>)optimizer, shape),
            Convergence = new(new(0.02, 1000, Decays: true), new(0.03, 2000, Decays: true), new(0.02, 1000, Decays: true)),
        },
        new("lion, weight decay", 0.005, (x, rate) => new Lion<T>(x, rate, 0.8, 0.95, 0.1))
        {
            Reference = (optimizer, shape) => ScalarRules.Lion((Lion<T>)optimizer, shape),
        },
        new("lamb", 0.002, (x, rate) => new Lamb<T>(x, rate))
        {
            Reference = (optimizer, shape) => ScalarRules.Lamb((Lamb<T>)optimizer, shape),
            Convergence = new(new(0.007, 1000, Decays: true), new(0.02, 5000, Decays: true), new(0.007, 1000, Decays: true)),
        },
        new("lamb, weight decay", 0.002, (x, rate) => new Lamb<T>(x, rate, 0.8, 0.95, 1e-4, 0.1))
        {
            Reference = (optimizer, shape) => ScalarRules.Lamb((Lamb<T>)optimizer, shape),
        },
        new("schedule-free adamw", 0.02, (x, rate) => new ScheduleFreeAdamW<T>(x, rate, 0.95, 0.99))
        {
            Reference = (optimizer, shape) => ScalarRules.ScheduleFreeAdamW((ScheduleFreeAdamW<T>)optimizer, shape),
            Convergence = new(new(1, 300), new(0.02, 10_000), new(0.2, 500)),
        },
        new("schedule-free adamw, warm-up, weight decay", 0.02, (x, rate) =>
            new ScheduleFreeAdamW<T>(x, rate, warmupSteps: 20, weightDecay: 0.1))
        {
            Reference = (optimizer, shape) => ScalarRules.ScheduleFreeAdamW((ScheduleFreeAdamW<T>)optimizer, shape),
        },
        new("muon, weight decay", 0.002, (x, rate) => new Muon<T>(x, rate, otherLearningRateFactor: 0.5, weightDecay: 0.1))
        {
            Reference = (optimizer, shape) => ScalarRules.Muon((Muon<T>)optimizer, shape),
        },
        new("muon without Nesterov", 0.002, (x, rate) => new Muon<T>(x, rate, 0.9, isNesterov: false, 0.5))
        {
            Reference = (optimizer, shape) => ScalarRules.Muon((Muon<T>)optimizer, shape),
            Convergence = new(new(0.03, 1000, Decays: true), new(0.007, 2000, Decays: true), new(0.02, 1000, Decays: true)),
        },
        new("lbfgs", 1, (x, rate) => new Lbfgs<T>(x, rate))
        {
            HasOwnGoldenTest = true,
            NeedsClosure = true,
            Convergence = new(new(1, 10), new(1, 40), new(1, 15)),
        },
    ];

    /// <summary>A row that has a golden trajectory, with its settings.</summary>
    private static OptimizerRow<T> Golden<T>(
        string name, Func<IReadOnlyList<Parameter<T>>, double, IReadOnlyDictionary<string, double>, Optimizer<T>> create)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IReadOnlyDictionary<string, double> settings = GoldenFile.Trajectories.Variants.Single(variant => variant.Name == name).Settings;
        return new(name, settings["learningRate"], (x, rate) => create(x, rate, settings)) { IsGolden = true };
    }
}
