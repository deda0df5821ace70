using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

/// <summary>Bad settings are refused by name, with what was expected and what it got.</summary>
public class OptimizerSettingsTests
{
    private static readonly Parameter<double>[] x = [new(Tensor.Ones<double>([2, 2]))];

    private static readonly (string Words, Func<object> Create)[] bad =
    [
        ("Sgd: the momentum must be from 0 to below 1, got 1.", () => new Sgd<double>(x, 0.1, momentum: 1)),
        ("Sgd: the weight decay must be a finite number of at least 0, got -1.", () => new Sgd<double>(x, 0.1, weightDecay: -1)),
        ("Sgd: the kind of momentum must be one of ExponentialAverage, HeavyBall, Nesterov, got 9.", () =>
            new Sgd<double>(x, 0.1, 0.9, (MomentumKind)9)),
        ("AdaGrad: the decay of the learning rate", () => new AdaGrad<double>(x, learningRateDecay: -1)),
        ("AdaGrad: the initial sum", () => new AdaGrad<double>(x, initialSum: double.PositiveInfinity)),
        ("AdaGrad: the epsilon must be a finite number of at least 1E-145 as a Double, got 0.", () => new AdaGrad<double>(x, epsilon: 0)),
        ("RmsProp: the smoothing", () => new RmsProp<double>(x, smoothing: 1)),
        ("RmsProp: the epsilon", () => new RmsProp<double>(x, epsilon: -1e-8)),
        ("RmsProp: the momentum", () => new RmsProp<double>(x, momentum: double.NaN)),
        ("AdaDelta: the smoothing", () => new AdaDelta<double>(x, smoothing: 1)),
        ("AdaDelta: the epsilon", () => new AdaDelta<double>(x, epsilon: 0)),
        ("Adam: the beta1", () => new Adam<double>(x, beta1: -0.1)),
        ("Adam: the beta2 must be from 0 to below 1, got 1.", () => new Adam<double>(x, beta2: 1)),
        ("Adam: the epsilon", () => new Adam<double>(x, epsilon: double.NaN)),
        ("Adam: the epsilon must be a finite number of at least 1E-18 as a Single, got 1E-50.", () =>
            new Adam<float>([new(Tensor.Vector(1f))], epsilon: 1e-50)),
        ("Adam: the epsilon", () => new Adam<float>([new(Tensor.Vector(1f))], epsilon: 1e-40)),
        ("Adam: the beta2 must be from 0 to below 1 as a Single, got 0.99999999.", () =>
            new Adam<float>([new(Tensor.Vector(1f))], beta2: 0.99999999)),
        ("Sgd: the learning rate", () => new Sgd<float>([new(Tensor.Vector(1f))], 1e39)),
        ("AdamW: the weight decay", () => new AdamW<double>(x, weightDecay: -0.1)),
        ("AmsGrad: the beta1", () => new AmsGrad<double>(x, beta1: 1)),
        ("AdaMax: the beta2", () => new AdaMax<double>(x, beta2: 1)),
        ("NAdam: the decay of the momentum", () => new NAdam<double>(x, momentumDecay: -1)),
        ("RAdam: the beta2", () => new RAdam<double>(x, beta2: 1.5)),
        ("AdaBelief: the epsilon", () => new AdaBelief<double>(x, epsilon: 0)),
        ("Lion: the beta1", () => new Lion<double>(x, beta1: 1)),
        ("Lion: the beta2", () => new Lion<double>(x, beta2: double.NaN)),
        ("Lamb: the beta1", () => new Lamb<double>(x, beta1: 1)),
        ("Rprop: the decrease must be above 0 and below 1, got 1.", () => new Rprop<double>(x, decrease: 1)),
        ("Rprop: the increase must be a finite number above 1, got 1.", () => new Rprop<double>(x, increase: 1)),
        ("Rprop: the smallest step", () => new Rprop<double>(x, smallestStep: 0)),
        ("Rprop: the largest step must be at least the smallest, 1E-06, got 1E-07.", () => new Rprop<double>(x, largestStep: 1e-7)),
        ("ScheduleFreeAdamW: the beta1 must be above 0", () => new ScheduleFreeAdamW<double>(x, beta1: 0)),
        ("ScheduleFreeAdamW: the number of warm-up steps must be at least 0, got -1.", () =>
            new ScheduleFreeAdamW<double>(x, warmupSteps: -1)),
        ("Muon: the momentum", () => new Muon<double>(x, momentum: 1)),
        ("Muon: the learning-rate factor of other parameters", () => new Muon<double>(x, otherLearningRateFactor: -1)),
        ("GradientClipping: the limit must be a finite number above 0, got 0.", () => GradientClipping.ByValue(0)),
        ("GradientClipping: the limit", () => GradientClipping.ByNorm(double.NaN)),
        ("GradientClipping: the limit", () => GradientClipping.ByGlobalNorm(double.PositiveInfinity)),
        ("ParameterGroup: the learning-rate factor must be a finite number of at least 0, got -1.",
            () => new ParameterGroup<double>(x) { LearningRateFactor = -1 }),
        ("ParameterGroup: the weight decay", () => new ParameterGroup<double>(x) { WeightDecay = double.NaN }),
        ("Sgd: the number of accumulation steps must be at least 1, got 0.", () => new Sgd<double>(x, 0.1) { AccumulationSteps = 0 }),
        ("Sgd: the kind of weight decay", () => new Sgd<double>(x, 0.1) { WeightDecayKind = (WeightDecayKind)7 }),
    ];

    public static TheoryData<string> Names => [.. OptimizerCatalog.Names];

    public static TheoryData<int> Places => [.. Enumerable.Range(0, bad.Length)];

    [Theory]
    [MemberData(nameof(Places))]
    public void A_setting_out_of_its_range_is_refused(int place)
    {
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(bad[place].Create);
        Assert.StartsWith(bad[place].Words, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_bad_learning_rate_and_an_empty_list_are_refused(string name)
    {
        OptimizerRow<double> row = OptimizerCatalog.Row<double>(name);
        Assert.Contains("expected at least one parameter, got none", Assert.Throws<ArgumentException>(() => row.Create([])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => row.Create([x[0], null!]));
        Optimizer<double> optimizer = row.Create(x);
        foreach (double rate in (double[])[-0.1, double.NaN, double.PositiveInfinity])
        {
            Assert.Contains(
                FormattableString.Invariant($"the learning rate must be a finite number of at least 0, got {rate}."),
                Assert.Throws<ArgumentOutOfRangeException>(() => row.CreateWith(x, rate)).Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.LearningRate = rate);
        }
        Assert.Equal(row.LearningRate, optimizer.LearningRate);
    }

    [Fact]
    public void Muon_refuses_to_orthogonalize_a_vector()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(
            () => new Muon<double>([new(Tensor.Vector(1.0, 2), "bias")], isOrthogonalized: _ => true));
        Assert.Contains("expected matrices to orthogonalize, got parameter 'bias' of shape [2]", exception.Message,
            StringComparison.Ordinal);
    }
}
